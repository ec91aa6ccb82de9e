"""Sessions and their tokens: a short access token, and a refresh token that works once."""

from datetime import timedelta
from math import ceil

import msgspec

from assay.demo import tokens
from assay.demo.records import Session, User
from assay.demo.store import Shop

ACCESS_FOR = timedelta(minutes=15)
REFRESH_FOR = timedelta(hours=24)


def open_session(shop: Shop, user: User) -> Session:
    """A new session of the user, with its first refresh token."""
    _forget_expired(shop)
    session = Session(
        id=shop.ids.new("ses"),
        created_at=shop.now(),
        user_id=user.id,
        expires_at=shop.now() + REFRESH_FOR,
        refresh_tokens=(),
    )
    return _with_new_refresh_token(shop, session)


def session_of(shop: Shop, refresh_token: str) -> Session | None:
    """The running session that the refresh token belongs to, whether the token is spent or not."""
    session_id = shop.store.session_of_refresh_token.get(refresh_token, "")
    session = shop.store.sessions.get(session_id)
    return session if session and session.expires_at > shop.now() else None


def is_spent(session: Session, refresh_token: str) -> bool:
    """Whether a later refresh token has taken its place."""
    return session.refresh_tokens[-1] != refresh_token


def rotate(shop: Shop, session: Session) -> Session:
    """The session with a new refresh token; the one before is spent."""
    return _with_new_refresh_token(shop, session)


def end_session(shop: Shop, session_id: str) -> None:
    """Forgets the session, and with it all its tokens."""
    session = shop.store.sessions.pop(session_id, None)
    for token in session.refresh_tokens if session else ():
        del shop.store.session_of_refresh_token[token]


def end_sessions_of(shop: Shop, user_id: str) -> None:
    """Ends every session of the user."""
    for session in [session for session in shop.store.sessions.values() if session.user_id == user_id]:
        end_session(shop, session.id)


def seconds_left(shop: Shop, session: Session) -> int:
    """Whole seconds, at least one, until a running session ends."""
    return ceil((session.expires_at - shop.now()).total_seconds())


def access_token(shop: Shop, session: Session) -> tuple[str, int]:
    """A new access token of the session, and for how many seconds it is good."""
    now = int(shop.now().timestamp())
    seconds = min(int(ACCESS_FOR.total_seconds()), seconds_left(shop, session))
    claims = tokens.Claims(sub=session.user_id, sid=session.id, jti=shop.ids.new("jti"), iat=now, exp=now + seconds)
    return tokens.sign(claims, shop.signing_key), seconds


def _with_new_refresh_token(shop: Shop, session: Session) -> Session:
    token = shop.ids.secret("rt")
    session = msgspec.structs.replace(session, refresh_tokens=(*session.refresh_tokens, token))
    shop.store.sessions[session.id] = session
    shop.store.session_of_refresh_token[token] = session.id
    return session


def _forget_expired(shop: Shop) -> None:
    sessions = shop.store.sessions
    while sessions and sessions[oldest := next(iter(sessions))].expires_at <= shop.now():
        end_session(shop, oldest)
