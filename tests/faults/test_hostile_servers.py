"""Answers without an end, without sense or with intent: each ends soon, in little memory, in one true sentence."""

from __future__ import annotations

import gzip
import json
import re
import time
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterable
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from assay.testing.servers.wire import Wire
from tests.cli.command import Ran, assay, clean
from tests.cli.documents import PASSES, collection, request, saved
from tests.faults.measured import measured
from tests.faults.site import Answer, site, wait_for_end

EVIL = "\x1b[31mred\x1b]0;owned\x07\u202egnp.exe\u2066\x9b31m\r\n::error::x\x00"
ANY = 'pm.test("answers", () => { pm.expect(pm.response.code).to.be.a("number"); pm.response.text() })'


def said(head: str, body: bytes = b"") -> bytes:
    return head.replace("\n", "\r\n").encode("latin-1") + body


def once(data: bytes) -> Answer:
    """These bytes, and the end."""

    def answer(wire: Wire, head: bytes) -> bool:
        del head
        wire.send(data)
        return False

    return answer


def endless(start: str, pieces: Iterable[bytes]) -> Answer:
    """A beginning, then piece after piece until the client has had enough."""

    def answer(wire: Wire, head: bytes) -> None:
        del head
        wire.send(said(start))
        for piece in pieces:
            wire.send(piece)

    return answer


def drip(wire: Wire, head: bytes) -> None:
    del head
    wire.send(said("HTTP/1.1 200 OK\nContent-Length: 100000\n\n"))
    for _ in range(100):
        wire.send(b"a")
        time.sleep(0.1)


def silent(wire: Wire, head: bytes) -> None:
    del head
    wait_for_end(wire)


@cache
def bomb(layers: int) -> bytes:
    """2 GB of zeros in gzip, once or twice."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(pack.compress(bytes(1 << 20)) for _ in range(2048)) + pack.flush()
    return data if layers == 1 else gzip.compress(data)


def packed(coding: str, data: bytes) -> Answer:
    return once(said(f"HTTP/1.1 200 OK\nContent-Encoding: {coding}\nContent-Length: {len(data)}\n\n", data))


CHUNKED = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n"
UNANSWERED: dict[str, Answer] = {
    "endless headers": endless("HTTP/1.1 200 OK\n", repeat(b"X-A: " + b"a" * 1000 + b"\r\n")),
    "endless header": endless("HTTP/1.1 200 OK\nX-A: ", repeat(b"a" * 60_000)),
    "endless status line": endless("HTTP/1.1 200 ", repeat(b"a" * 60_000)),
    "endless interim answers": endless("", repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "endless early hints": endless("", repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")),
    "endless trailers": endless(f"{CHUNKED}1\na\n0\n", repeat(b"X-T: " + b"a" * 1000 + b"\r\n")),
    "endless chunk extension": endless(f"{CHUNKED}1;", repeat(b"a" * 1000)),
    "slow drip": drip,
    "silence": silent,
    "nothing": once(b""),
    "garbage": once(bytes(range(256)) * 4),
    "HTTP/0.9": once(b"hello there"),
    "cut short": once(said("HTTP/1.1 200 OK\nContent-Length: 1000\n\nabc")),
    "negative length": once(said("HTTP/1.1 200 OK\nContent-Length: -5\n\nabc")),
    "two lengths": once(said("HTTP/1.1 200 OK\nContent-Length: 3\nContent-Length: 5\n\nabcde")),
    "no such status": once(said("HTTP/1.1 000 \nContent-Length: 0\n\n")),
    "no gzip": packed("gzip", b"nope"),
    "no brotli": packed("br", b"nope"),
    "redirects without end": once(said("HTTP/1.1 302 Found\nLocation: /x\nConnection: close\nContent-Length: 0\n\n")),
    "redirect to a file": once(said("HTTP/1.1 302 Found\nLocation: file:///etc/passwd\nContent-Length: 0\n\n")),
    "redirect elsewhere": once(said("HTTP/1.1 302 Found\nLocation: gopher://127.0.0.1:9/_x\nContent-Length: 0\n\n")),
}
ANSWERED: dict[str, Answer] = {
    "endless chunks": endless(CHUNKED, repeat(b"10000\r\n" + b"a" * 65536 + b"\r\n")),
    "endless body": endless("HTTP/1.1 200 OK\n\n", repeat(b"a" * 65536)),
    "gzip bomb": packed("gzip", b""),
    "gzip bomb in gzip": packed("gzip, gzip", b""),
    "60 MB of JSON": once(b""),
    "invalid UTF-8": once(
        said("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 4\n\n", b'"\xff\xc0"')
    ),
    "a strange status": once(said("HTTP/1.1 999 x\nContent-Length: 0\n\n")),
    "many cookies": once(said("HTTP/1.1 200 OK\n" + f"Set-Cookie: a={'v' * 4000}\n" * 60 + "Content-Length: 0\n\n")),
}


def made(name: str) -> Answer:
    """The large ones are built when they are needed."""
    if name.startswith("gzip bomb"):
        layers = 2 if "in gzip" in name else 1
        return packed("gzip" if layers == 1 else "gzip, gzip", bomb(layers))
    if name == "60 MB of JSON":
        size = 60 << 20
        head = f"HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: {size}\n\n"
        return once(said(head, b'"' + b"a" * (size - 2) + b'"'))
    return (UNANSWERED | ANSWERED)[name]


def run(folder: Path, answer: Answer, *arguments: str, test: str = ANY) -> tuple[Ran, dict[str, Any]]:
    """One request to that server with all reports, and what the report says; what must hold for any is checked."""
    with site(answer) as server:
        saved(folder, collection(request(f"{server.url}/x", test=test)))
        reports = [f"{kind}=r.{kind}" for kind in ("json", "junit", "html", "console", "markdown", "github")]
        options = [word for report in reports for word in ("--report", report)]
        ran, _ = measured("run", "c.json", "--timeout-request", "3000", "--verbose", *options, *arguments, cwd=folder)
    assert ran.err == ""
    clean(ran.out)
    assert len(ran.out) < 100_000
    for kind in ("junit", "console", "markdown", "github"):
        clean((folder / f"r.{kind}").read_text(encoding="utf-8"))
    ET.parse(folder / "r.junit")
    return ran, json.loads((folder / "r.json").read_text())


@pytest.mark.proof
@pytest.mark.parametrize("name", UNANSWERED)
def test_an_answer_that_is_none(tmp_path: Path, name: str) -> None:
    ran, told = run(tmp_path, made(name))
    assert ran.code == 1
    assert told["summary"]["unanswered"] == 1
    assert "[errored]" in ran.out


@pytest.mark.proof
@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_that_is_odd_and_yet_one(tmp_path: Path, name: str) -> None:
    ran, _ = run(tmp_path, made(name))
    assert ran.code == 0
    assert "✓  answers" in ran.out


def evil(wire: Wire, head: bytes) -> None:
    """Escapes wherever an answer may hold bytes."""
    body = json.dumps({"a": EVIL}, ensure_ascii=False).encode() + EVIL.encode()
    text = EVIL.encode("utf-8").replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")
    del head
    wire.send(b"HTTP/1.1 200 O" + text.replace(b"\x1b", b"\xc2\x9b").replace(b"\x07", b"") + b"K\r\n")
    wire.send(b"X-Evil: " + "\u202e\x9b2J".encode() + b"\xff\r\nSet-Cookie: a=\xc2\x9b2J\r\n")
    wire.send(b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


@pytest.mark.parametrize("test", ["", "pm.test(pm.response.text(), () => { throw new Error(pm.response.text()) })"])
def test_escapes_reach_no_terminal_and_no_text(tmp_path: Path, test: str) -> None:
    ran, _ = run(tmp_path, evil, test=test or ANY)
    assert "X-Evil" in ran.out
    assert r"\x1b" in ran.out or r"\u001b" in ran.out


PAGE = b"<script>alert(1)</script><img src=x onerror=alert(1)></textarea></script>'\"><svg onload=alert(1)>"


def test_a_page_in_an_answer_stays_inert_in_ours(tmp_path: Path) -> None:
    def answer(wire: Wire, head: bytes) -> None:
        del head
        wire.answer(PAGE, status="200 <script>alert(2)</script>", headers=("Content-Type: text/html", "X-X: <script>"))

    loud = f"console.log({PAGE.decode()!r}); pm.test({PAGE.decode()!r}, () => {{ throw new Error({PAGE.decode()!r}) }})"
    ran, _ = run(tmp_path, answer, test=loud)
    assert ran.code == 1
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<svg onload" not in page
    assert re.search(r"Content-Security-Policy\" content=\"default-src 'none'", page)


def test_stray_bytes_are_never_taken_for_an_answer(tmp_path: Path) -> None:
    def answer(wire: Wire, head: bytes) -> None:
        wire.answer(head.split()[1])
        wire.send(said("HTTP/1.1 200 OK\nContent-Length: 5\n\nstray"))

    with site(answer) as server:
        own = 'pm.test("own", () => pm.expect(pm.response.text()).to.eql("/" + pm.info.requestName))'
        saved(tmp_path, collection(*(request(f"{server.url}/{n}", n, test=own) for n in ("a", "b", "c"))))
        ran = assay("run", "c.json", cwd=tmp_path)
    assert ran.code == 0, ran.out


CREDENTIALS = {
    "bearer": {"token": "credential-1234"},
    "basic": {"username": "u", "password": "credential-1234"},
    "apikey": {"key": "Authorization", "value": "credential-1234"},
}


def auth(kind: str) -> dict[str, Any]:
    return {"type": kind, kind: [{"key": key, "value": value} for key, value in CREDENTIALS[kind].items()]}


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect"])
@pytest.mark.parametrize("kind", CREDENTIALS)
def test_credentials_follow_no_redirect_to_another_port(tmp_path: Path, kind: str, status: str) -> None:
    seen: list[bytes] = []

    def foreign(wire: Wire, head: bytes) -> None:
        seen.append(head)
        wire.answer(b"{}")

    with site(foreign) as other:

        def answer(wire: Wire, head: bytes) -> None:
            del head
            wire.answer(status=status, headers=(f"Location: {other.url}/y", "Set-Cookie: sid=foreign-cookie; Path=/zz"))

        with site(answer) as server:
            header = [{"key": "Cookie", "value": "own=credential-cookie"}]
            saved(tmp_path, collection(request(f"{server.url}/x", auth=auth(kind), header=header, test=PASSES)))
            ran = assay("run", "c.json", cwd=tmp_path)
    assert ran.code == 0, ran.out
    assert len(seen) == 1
    assert b"uthorization" not in seen[0]
    assert b"credential" not in seen[0]
    assert b"foreign-cookie" not in seen[0]


def test_nobody_there(tmp_path: Path) -> None:
    urls = {
        "http://127.0.0.1:9/": "ECONNREFUSED",
        "http://no-such-host.invalid/": "ENOTFOUND",
        "http://[::1": "",
        "x:y": "",
    }
    saved(
        tmp_path, collection(*(request(url, url) for url in urls), request("", "empty"), request("{{base}}/x", "unset"))
    )
    ran = assay("run", "c.json", cwd=tmp_path)
    assert ran.code == 1
    assert ran.out.count("[errored]") == 6
    for code in urls.values():
        assert code in ran.out


SLOW = {
    "404": (once(said("HTTP/1.1 404 Not Found\nContent-Length: 0\n\n")), "404"),
    "HTML": (once(said("HTTP/1.1 200 OK\nContent-Length: 6\n\n", b"<html>")), "not JSON"),
    "garbage": (once(bytes(range(256))), "Parse Error"),
    "nothing": (once(b""), "socket hang up"),
    "redirects": (once(said("HTTP/1.1 302 Found\nLocation: /x\nConnection: close\nContent-Length: 0\n\n")), "302"),
    "endless": (endless("HTTP/1.1 200 OK\n\n", repeat(b"a" * 65536)), ""),
    "endless headers": (endless("HTTP/1.1 200 OK\n", repeat(b"X-A: " + b"a" * 1000 + b"\r\n")), "Header overflow"),
    "evil": (once(said("HTTP/1.1 404 \xc2\x9b2J\nContent-Length: 0\n\n")), "404"),
}


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize("option", [(), ("c.json", "-e"), ("c.json", "-d")], ids=["collection", "environment", "data"])
@pytest.mark.proof
def test_an_input_from_a_server_that_does_not_give_it(tmp_path: Path, option: tuple[str, ...], name: str) -> None:
    answer, words = SLOW[name]
    saved(tmp_path, collection(request("http://127.0.0.1:9")))
    with site(answer) as server:
        ran, _ = measured("run", *option, f"{server.url}/c.json", cwd=tmp_path)
    clean(ran.err)
    if name == "HTML" and option[1:] == ("-d",):
        return  # text is a CSV with one column
    assert ran.code == 2
    assert words in ran.err
    assert server.url in ran.err
    assert len(ran.err.splitlines()) <= 3
