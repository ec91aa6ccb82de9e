"""NTLM over HTTP (MS-NTHT): unsigned at first, then two replays, all on one connection."""

from __future__ import annotations

from base64 import b64encode

from assay.engine.auth.learned import learn
from assay.engine.auth.ntlm_message import (
    EXTENDED_SECURITY,
    Challenge,
    Identity,
    authenticate,
    domain_name,
    negotiate,
    read_challenge,
)
from assay.engine.auth.ntlm_response import Responses, nt_hash, ntlmv2_key, version1, version1_session, version2
from assay.engine.auth.params import flag, given
from assay.engine.auth.placement import AUTHORIZATION, with_authorization, without_header
from assay.engine.auth.signing import Draft, Params, Reaction, Signed, Signer
from assay.engine.octets import from_base64
from assay.model.http import Response
from assay.model.world import World

_STATE, _HEADER = "state", "ntlmHeader"
_INITIALIZED, _NEGOTIATED, _AUTHENTICATED = "INITIALIZED", "T1_MSG_CREATED", "T3_MSG_CREATED"
_MAX_FIELD = 0xFFFF  # what the two bytes of a length can tell


def apply(params: Params, draft: Draft, _world: World) -> Signed:
    """Adds the message that is due; a manual Authorization goes in any case."""
    message = given(params, _HEADER)
    secrets = tuple(filter(None, (given(params, "password"), message.removeprefix("NTLM "))))
    if not message:
        return Signed(request=without_header(draft.request, AUTHORIZATION), secrets=secrets)
    return Signed(request=with_authorization(draft.request, message), secrets=secrets)


def react(params: Params, _draft: Draft, response: Response, world: World) -> Reaction:
    """The next message for a 401 or 403 that asks for one; any other answer ends the conversation."""
    if flag(params, "disableRetryRequest"):
        return Reaction(params=params)
    state = given(params, _STATE, _INITIALIZED)
    offers = [value for name, value in response.headers if name.lower() == "www-authenticate"]
    if response.status in (401, 403) and state == _INITIALIZED and _offered(offers):
        return _next(params, _NEGOTIATED, negotiate(identity_of(params)))
    if response.status in (401, 403) and state == _NEGOTIATED:
        return _answer(params, offers, world)
    return _ended(params)


def identity_of(params: Params) -> Identity:
    """Who logs on; without a domain it is taken from `DOMAIN\\user` or `user@domain`."""
    username, domain = given(params, "username"), given(params, "domain")
    if not domain:
        domain, username = _split(username)
    return Identity(domain=domain, workstation=given(params, "workstation"), username=username)


def _split(username: str) -> tuple[str, str]:
    down_level, principal = username.split("\\"), username.split("@")
    if len(down_level) == 2 and len(principal) == 1 and all(down_level):
        return down_level[0], down_level[1]
    if len(principal) == 2 and len(down_level) == 1 and all(principal):
        return principal[1], principal[0]
    return "", username


def _offered(offers: list[str]) -> bool:
    return "NTLM" in offers or "negotiate" in offers or ("NTLM" in offers[-1] if offers else False)


def _answer(params: Params, offers: list[str], world: World) -> Reaction:
    offer = next((value for value in offers if value.startswith("NTLM ")), None)
    if offer is None:
        return _ended(params, "ntlm: server did not send NTLM type 2 message")
    challenge = read_challenge(from_base64(offer[5:]))
    if challenge is None or len(challenge.target_info or b"") > _MAX_FIELD - 64:
        return _ended(params, "ntlm: server did not correctly process authentication request")
    identity = identity_of(params)
    responses = _responses(challenge, identity, given(params, "password"), world)
    return _next(params, _AUTHENTICATED, authenticate(challenge, identity, responses))


def _responses(challenge: Challenge, identity: Identity, password: str, world: World) -> Responses:
    if not challenge.flags & EXTENDED_SECURITY:
        return version1(password, challenge.nonce)
    hashed = nt_hash(password)
    client = bytes(int(world.chance.random() * 256) for _ in range(8))
    if challenge.target_info is None:
        return version1_session(hashed, challenge.nonce, client)
    key = ntlmv2_key(hashed, identity.username, domain_name(identity))
    return version2(key, challenge.nonce, client, world.now(), challenge.target_info)


def _next(params: Params, state: str, message: bytes) -> Reaction:
    header = f"NTLM {b64encode(message).decode('ascii')}"
    return Reaction(params=learn(params, {_STATE: state, _HEADER: header}), replay=True)


def _ended(params: Params, problem: str = "") -> Reaction:
    warnings = (f"runtime~ntlm.auth: there was an error validating auth: {problem}",) if problem else ()
    return Reaction(params=learn(params, {_STATE: _INITIALIZED, _HEADER: ""}), warnings=warnings)


SIGNER = Signer(name="ntlm", apply=apply, react=react)
