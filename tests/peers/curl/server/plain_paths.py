"""Paths with one answer each: statuses, redirects, cookies, conditions, ranges, and the name of a download."""

from __future__ import annotations

import hashlib
import re

from tests.peers.server.answers import Answer, text

from .paths import path
from .request import Asked
from .visit import Memory

ETAG = '"v1"'
CHANGED = "Wed, 21 Oct 2015 07:28:00 GMT"
LETTERS = bytes(97 + at % 26 for at in range(1000))


@path("status")
def status(asked: Asked, _memory: Memory) -> Answer:
    """`/status/404`."""
    return text(f"status {asked.pieces[1]}\n", status=int(asked.pieces[1]))


@path("redirect")
def redirect(asked: Asked, _memory: Memory) -> Answer:
    """`/redirect/302?to=/echo`: the address may be whole and may have a query."""
    moved = (("Location", asked.rest_of("to")),)
    return Answer(status=int(asked.pieces[1]), headers=moved, body=b"moved\n")


@path("redirects")
def redirects(asked: Asked, _memory: Memory) -> Answer:
    """`/redirects/3` comes to its end after three more."""
    left = int(asked.pieces[1])
    return Answer(status=302, headers=(("Location", f"/redirects/{left - 1}"),)) if left else text("arrived\n")


@path("cookies")
def cookies(asked: Asked, _memory: Memory) -> Answer:
    """`/cookies?set=a=1; Path=/&…`: one Set-Cookie for each `set`, then what was asked is told back."""
    given = [part.removeprefix("set=") for part in asked.rest_of("with").split("|")]
    lines = tuple(("Set-Cookie", one) for one in given)
    return Answer(headers=(*lines, ("Content-Type", "text/plain")), body=b"cookies\n")


@path("etag")
def etag(asked: Asked, _memory: Memory) -> Answer:
    same = ETAG in asked.value("if-none-match")
    return Answer(status=304 if same else 200, headers=(("ETag", ETAG),), body=b"tagged\n")


@path("changed")
def changed(asked: Asked, _memory: Memory) -> Answer:
    """304 for If-Modified-Since with the year 2015 or later."""
    year = re.search(r"\b(\d{4})\b", asked.value("if-modified-since"))
    same = year is not None and int(year[1]) >= 2016
    return Answer(status=304 if same else 200, headers=(("Last-Modified", CHANGED),), body=b"changed\n")


@path("range")
def ranged(asked: Asked, _memory: Memory) -> Answer:
    """A thousand letters, the first range of them where one is asked for; `/range/ignored` knows no ranges."""
    wanted = re.match(r"bytes=(\d*)-(\d*)", asked.value("range"))
    if not wanted or asked.pieces[-1] == "ignored":
        return Answer(headers=(("Accept-Ranges", "bytes"),), body=LETTERS)
    first, last = bounds(wanted[1], wanted[2])
    if first >= len(LETTERS):
        return Answer(status=416, headers=(("Content-Range", f"bytes */{len(LETTERS)}"),), body=b"no\n")
    told = f"bytes {first}-{last}/{len(LETTERS)}"
    return Answer(status=206, headers=(("Content-Range", told),), body=LETTERS[first : last + 1])


def bounds(first: str, last: str) -> tuple[int, int]:
    if not first:
        return len(LETTERS) - int(last), len(LETTERS) - 1
    return int(first), min(int(last or len(LETTERS)), len(LETTERS) - 1)


@path("download")
def download(asked: Asked, _memory: Memory) -> Answer:
    """`/download/x?as=attachment; filename="y"`: Content-Disposition as the query says."""
    return Answer(headers=(("Content-Disposition", asked.rest_of("as")),), body=b"downloaded\n")


@path("headers")
def headers(asked: Asked, _memory: Memory) -> Answer:
    """`/headers?with=A: 1|B: 2`."""
    lines = [one.partition(":") for one in asked.rest_of("with").split("|")]
    return Answer(headers=tuple((name, value.strip()) for name, _, value in lines), body=b"headers\n")


@path("digest-of")
def digest_of(asked: Asked, _memory: Memory) -> Answer:
    """The length and hash of what was sent."""
    return text(f"{len(asked.body)} {hashlib.sha256(asked.body).hexdigest()}\n")
