"""Digest (RFC 7616): unsigned at first, signed again with the nonce of the 401, and with it from then on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from assay.engine.auth.learned import learn, learned_keys
from assay.engine.auth.params import flag, given, joined
from assay.engine.auth.placement import AUTHORIZATION, with_header, without_header
from assay.engine.auth.randomness import letters
from assay.engine.auth.signing import CannotSign, Draft, Params, Reaction, Signed, Signer
from assay.engine.octets import utf8
from assay.formats.ecmascript import to_string
from assay.model.http import Response
from assay.model.world import World

ALGORITHMS = {
    "MD5": "md5",
    "MD5-sess": "md5",
    "SHA-256": "sha256",
    "SHA-256-sess": "sha256",
    "SHA-512-256": "sha512_256",
    "SHA-512-256-sess": "sha512_256",
}
_FIRST = "00000001"
_STALE = re.compile(r'stale="?true', re.IGNORECASE)
_LEADING_INTEGER = re.compile(r"[+-]?\d+")
_NONCE_COUNT = "nonceCount"


def apply(params: Params, draft: Draft, _world: World) -> Signed:
    """Signs once the nonce and realm are known; until then the request leaves as it is."""
    if not all(flag(params, key) for key in ("nonce", "realm", "username")):
        return Signed(request=draft.request)
    request = without_header(draft.request, AUTHORIZATION)
    algorithm = given(params, "algorithm", "MD5")
    if algorithm not in ALGORITHMS:
        raise CannotSign(f"Unsupported digest algorithm: {algorithm}", request)
    url = draft.target(request)
    uri = url.path + url.query
    response = digest(params, algorithm, request.method, uri, draft.content)
    value = "Digest " + ", ".join(_fields(params, algorithm, uri, response))
    return Signed(request=with_header(request, AUTHORIZATION, value), secrets=_secrets(params, response))


def digest(params: Params, algorithm: str, method: str, uri: str, body: bytes | None) -> str:
    """The value of `response`, in hex (RFC 7616 section 3.4.1)."""
    hashed = _hash(ALGORITHMS[algorithm])
    qop = given(params, "qop")
    first = hashed(_first(params, algorithm, hashed))
    second = hashed(_second(qop, method, uri, body, ALGORITHMS[algorithm]))
    middle = [_in_list(params, key) for key in (_NONCE_COUNT, "clientNonce")] + [qop] if _counts(qop) else []
    return hashed(":".join([first, joined(params, "nonce"), *middle, second]))


def react(params: Params, _draft: Draft, response: Response, world: World) -> Reaction:
    """Takes the challenge of a 401 or 403; any other answer counts the nonce up."""
    challenge = _challenge(response)
    if flag(params, "disableRetryRequest"):
        return Reaction(params=params)
    if response.status not in (401, 403) or challenge is None:
        return Reaction(params=learn(params, {_NONCE_COUNT: _next_count(params)}))
    values = _challenge_values(params, challenge, world)
    if all(flag(params, key) for key in values) and not _stale(params, challenge, values):
        return Reaction(params=params)  # all of it was known already, so the credentials are what is wrong
    return Reaction(params=learn(params, values), replay=True)


def _hash(name: str) -> Callable[[str], str]:
    def hashed(data: str) -> str:
        return hashlib.new(name, utf8(data), usedforsecurity=False).hexdigest()

    return hashed


def _first(params: Params, algorithm: str, hashed: Callable[[str], str]) -> str:
    credentials = ":".join(joined(params, key) for key in ("username", "realm", "password"))
    if not algorithm.endswith("-sess"):
        return credentials
    return f"{hashed(credentials)}:{joined(params, 'nonce')}:{joined(params, 'clientNonce')}"


def _second(qop: str, method: str, uri: str, body: bytes | None, name: str) -> str:
    if qop != "auth-int":
        return f"{method}:{uri}"
    # Postman hashes no form-data, and then signs the word that JavaScript writes for a missing value.
    entity = "undefined" if body is None else hashlib.new(name, body, usedforsecurity=False).hexdigest()
    return f"{method}:{uri}:{entity}"


def _fields(params: Params, algorithm: str, uri: str, response: str) -> list[str]:
    """The credentials in the order in which Postman writes them; `nc` and `qop` alone are unquoted."""
    qop, opaque = given(params, "qop"), given(params, "opaque")
    fields = [f'{key}="{joined(params, key)}"' for key in ("username", "realm", "nonce")]
    fields += [f'uri="{uri}"', f'algorithm="{algorithm}"']
    if _counts(qop):
        fields.append(f"qop={qop}")
    if _counts(qop) or algorithm == "MD5-sess":
        count = given(params, _NONCE_COUNT)
        fields += [f"nc={count}"] if count else []
        fields.append(f'cnonce="{joined(params, "clientNonce")}"')
    return [*fields, f'response="{response}"', *([f'opaque="{opaque}"'] if opaque else [])]


def _challenge(response: Response) -> str | None:
    """The first Digest challenge; a server may offer other schemes beside it."""
    offers = (value for name, value in response.headers if name.lower() == "www-authenticate")
    return next((value for value in offers if value.lower().startswith("digest ")), None)


def _challenge_values(params: Params, challenge: str, world: World) -> dict[str, Any]:
    values = {"nonce": _field(challenge, "nonce"), "realm": _field(challenge, "realm")}
    values |= {key: found for key in ("opaque", "qop") if (found := _field(challenge, key))}
    if "qop" in values or flag(params, "qop"):
        values |= {"clientNonce": letters(world, 8), _NONCE_COUNT: _FIRST}
    return values


def _field(challenge: str, name: str) -> str:
    found = re.search(f'{name}="([^"]*)"', challenge, re.IGNORECASE)
    return found.group(1) if found else ""


def _stale(params: Params, challenge: str, values: Params) -> bool:
    """Whether the server knows us and only wants a newer nonce; Newman gives up here for the rest of its run."""
    known, offered = params.get("nonce"), values["nonce"]
    return bool(_STALE.search(challenge) and offered and offered != known and "nonce" in learned_keys(params))


def _next_count(params: Params) -> str:
    count = _LEADING_INTEGER.match(joined(params, _NONCE_COUNT).strip())
    return f"{int(count.group()[:15]) + 1:0>8}" if count else _FIRST


def _counts(qop: str) -> bool:
    return qop in ("auth", "auth-int")


def _in_list(params: Params, key: str) -> str:
    return "" if params.get(key) is None else to_string(params[key])


def _secrets(params: Params, response: str) -> tuple[str, ...]:
    return (response, *filter(None, (given(params, "password"),)))


def _wants_body(params: Params, _draft: Draft) -> bool:
    return params.get("qop") == "auth-int"


SIGNER = Signer(name="digest", apply=apply, react=react, wants_body=_wants_body)
