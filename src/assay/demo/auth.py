"""Log in, trade a refresh token, log out."""

from assay.demo import audit, passwords, sessions
from assay.demo.access import BEARER
from assay.demo.calls import Call, Caller, Reply
from assay.demo.problems import Problem
from assay.demo.records import Session, User
from assay.demo.store import Handler, Shop


async def login(shop: Shop, call: Call) -> Reply:
    user = _user_named(shop, call.body["username"])
    right = passwords.matches(call.body["password"], user.password if user else passwords.NO_PASSWORD)
    if user is None or user.disabled or not right:
        if user is not None:
            audit.record(shop, _caller(user), "auth.login_failed", user.id)
        raise _unauthorized("invalid_credentials", "Username and password do not match an active account.")
    audit.record(shop, _caller(user), "auth.login", user.id)
    return _tokens(shop, sessions.open_session(shop, user))


async def refresh(shop: Shop, call: Call) -> Reply:
    token = call.body["refresh_token"]
    session = _session(shop, token)
    user = shop.store.users[session.user_id]
    if sessions.is_spent(session, token):
        sessions.end_session(shop, session.id)
        audit.record(shop, _caller(user), "auth.refresh_reused", user.id)
        raise _unauthorized("refresh_token_reused", "The refresh token was used before. Log in again.")
    audit.record(shop, _caller(user), "auth.refresh", user.id)
    return _tokens(shop, sessions.rotate(shop, session))


async def logout(shop: Shop, call: Call) -> Reply:
    sessions.end_session(shop, call.who.session_id or "")
    audit.record(shop, call.who, "auth.logout", call.who.user_id)
    return Reply(status=204)


def _user_named(shop: Shop, username: str) -> User | None:
    return next((user for user in shop.store.users.values() if user.username == username), None)


def _caller(user: User) -> Caller:
    return Caller(id=user.id, name=user.username, tenant=user.tenant, role=user.role)


def _session(shop: Shop, token: str) -> Session:
    session = sessions.session_of(shop, token)
    if session is None:
        raise _unauthorized("refresh_token_invalid", "The refresh token is not valid. Log in again.")
    return session


def _unauthorized(code: str, detail: str) -> Problem:
    return Problem(code, detail, headers={"WWW-Authenticate": BEARER})


def _tokens(shop: Shop, session: Session) -> Reply:
    access_token, seconds = sessions.access_token(shop, session)
    content = {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": seconds,
        "refresh_token": session.refresh_tokens[-1],
        "refresh_expires_in": sessions.seconds_left(shop, session),
    }
    return Reply(content=content)


HANDLERS: dict[str, Handler] = {"login": login, "refresh": refresh, "logout": logout}
