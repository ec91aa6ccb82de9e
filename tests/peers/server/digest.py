"""Digest authentication from the server's side: the challenge, and whether an answer to it is right (RFC 7616)."""

from __future__ import annotations

import hashlib
import re

from .answers import Answer, as_json, text
from .routes import arguments, route
from .state import State
from .wire import RawRequest

USER, PASSWORD, REALM, NONCE = "user", "pass word", "shop", "dcd98b7102dd2f0e8b11d0f600bfb0c0"
HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


def fields(header: str) -> dict[str, str]:
    return {name: quoted or bare for name, quoted, bare in FIELD.findall(header)}


def expected(given: dict[str, str], request: RawRequest) -> str:
    """The response that the right password gives for the fields the client chose."""
    algorithm = given.get("algorithm") or "MD5"
    name = HASHES[algorithm.removesuffix("-sess")]

    def digest(data: str | bytes) -> str:
        return hashlib.new(name, data.encode() if isinstance(data, str) else data).hexdigest()

    secret = digest(f"{USER}:{REALM}:{PASSWORD}")
    if algorithm.endswith("-sess"):
        secret = digest(f"{secret}:{given['nonce']}:{given['cnonce']}")
    what = f"{request.method}:{given['uri']}"
    qop = given.get("qop")
    if qop == "auth-int":
        what += ":" + digest(request.body)
    if not qop:
        return digest(f"{secret}:{given['nonce']}:{digest(what)}")
    return digest(":".join((secret, given["nonce"], given["nc"], given["cnonce"], qop, digest(what))))


def challenge(wanted: dict[str, str]) -> Answer:
    parts = [f'realm="{REALM}"', f'nonce="{NONCE}"']
    parts += [f'{name}="{wanted[name]}"' for name in ("qop", "opaque") if name in wanted]
    parts += [f"algorithm={wanted['algorithm']}"] if "algorithm" in wanted else []
    return Answer(
        status=int(wanted.get("status", "401")),
        headers=(("WWW-Authenticate", "Digest " + ", ".join(parts)), ("Content-Type", "text/plain")),
        body=b"who are you",
    )


@route("digest")
def digest(request: RawRequest, _state: State) -> Answer:
    """`?algorithm=&qop=&opaque=&status=`: a challenge, then 200 for the right answer and 403 for a wrong one."""
    given = request.value("authorization")
    if not given.startswith("Digest ") or not fields(given).get("nonce"):
        return challenge(arguments(request))
    if fields(given)["nonce"] != NONCE:
        return challenge(arguments(request))
    if fields(given).get("response") != expected(fields(given), request):
        return text("wrong response", status=403)
    return as_json({"user": fields(given)["username"], "nc": fields(given).get("nc")})
