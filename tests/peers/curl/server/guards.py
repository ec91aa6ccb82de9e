"""Paths that want to know who asks: basic, digest, NTLM, negotiate, several at once, and AWS signatures."""

from __future__ import annotations

import base64

from tests.peers.server import digest as digests
from tests.peers.server import sigv4
from tests.peers.server.answers import Answer, text
from tests.peers.server.ntlm import Third, second_message
from tests.peers.server.state import State

from .paths import path
from .request import Asked
from .visit import Memory

CHALLENGES = {
    "basic": 'Basic realm="shop"',
    "digest": f'Digest realm="shop", nonce="{digests.NONCE}", qop="auth", algorithm=MD5',
    "ntlm": "NTLM",
    "negotiate": "Negotiate",
    "bearer": 'Bearer realm="shop"',
}


def refused(*challenges: str, status: int = 401) -> Answer:
    name = "WWW-Authenticate" if status == 401 else "Proxy-Authenticate"
    return Answer(status=status, headers=tuple((name, one) for one in challenges), body=b"who are you\n")


@path("basic")
def basic(asked: Asked, _memory: Memory) -> Answer:
    """Any Basic credentials will do."""
    given = asked.value("authorization")
    return text("welcome\n") if given.startswith("Basic ") else refused(CHALLENGES["basic"])


@path("offer")
def offer(asked: Asked, memory: Memory) -> Answer:
    """`/offer/basic/digest`: both challenges, in `?lines=one`; whatever is answered goes to its judge."""
    scheme = asked.value("authorization").partition(" ")[0].lower()
    if scheme == "ntlm" and scheme in asked.pieces:
        return ntlm(asked, memory)
    if scheme and scheme in asked.pieces:
        return text(f"welcome by {scheme}\n")
    challenges = [CHALLENGES[name] for name in asked.pieces[1:]]
    return refused(", ".join(challenges)) if asked.argument("lines") == "one" else refused(*challenges)


@path("digest")
def digest(asked: Asked, _memory: Memory) -> Answer:
    """`/digest?qop=auth&algorithm=SHA-256`: 200 tells that the response was right for user:pass word."""
    told = digests.digest(asked.as_raw(), State())
    return told if told.status == 401 else text(f"digest {told.status}\n", status=told.status)


@path("ntlm")
def ntlm(asked: Asked, _memory: Memory) -> Answer:
    """Three legs for user:password, and with `?to=/b` a redirect behind them."""
    given = asked.value("authorization")
    if not given.startswith("NTLM "):
        return refused("NTLM")
    message = base64.b64decode(given[5:])
    if message[8] == 1:
        return refused("NTLM " + base64.b64encode(second_message()).decode())
    third = Third(message)
    if asked.argument("to"):
        return Answer(status=302, headers=(("Location", asked.rest_of("to")),))
    return text(f"ntlm {third.user} of {third.domain or 'nowhere'}: {'right' if third.proves else 'wrong'}\n")


@path("negotiate")
def negotiate(_asked: Asked, _memory: Memory) -> Answer:
    return refused("Negotiate")


@path("signed")
def signed(asked: Asked, _memory: Memory) -> Answer:
    """Whether the AWS signature fits the request as it came."""
    return sigv4.sigv4(asked.as_raw(), State()) if asked.value("authorization") else refused("AWS4-HMAC-SHA256")
