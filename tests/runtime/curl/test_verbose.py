"""-v, --trace and --write-out as they are laid out, and what is kept out of them."""

from __future__ import annotations

import io
from pathlib import Path

import pycurl
import pytest

from assay.model.errors import InputError
from assay.model.transfer import Data
from assay.runtime.curl.streams import Streams, redirected
from assay.runtime.curl.trace import dumped
from assay.runtime.curl.verbose import without_secret
from assay.testing.servers.raw import RawServer

from .operating import Site, job, ok, run


def wire_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line[:2] in ("> ", "< ", "{ ", "} ")]


def test_verbose_shows_both_heads_and_hides_what_is_secret():
    with RawServer(Site(a=[ok(b"body", "Set-Cookie: sid=s3cret", "X-Odd: \x1b[31m\x9b1m\xe2\x80\xae")])) as server:
        outcome = run(
            job(f"{server.url}/a", options={"user": "u:s3cret", "cookie": ("t=s3cret",)}, content=Data(content=b"x")),
            settings={"verbose": 1},
        )
    assert wire_lines(outcome.err) == [
        "> POST /a HTTP/1.1",
        f"> Host: 127.0.0.1:{server.port}",
        "> Authorization: Basic ***",
        f"> User-Agent: curl/{pycurl.version_info()[1]}",
        "> Accept: */*",
        "> Cookie: ***",
        "> Content-Length: 1",
        "> Content-Type: application/x-www-form-urlencoded",
        "> ",
        "} [1 bytes data]",
        "< HTTP/1.1 200 OK",
        "< Content-Length: 4",
        "< Set-Cookie: ***",
        "< X-Odd: \\x1b[31m\\x9b1mâ\\x80®" if "â" in outcome.err else "< X-Odd: \\x1b[31m\\x9b1m\\u202e",
        "< ",
        "{ [4 bytes data]",
    ]
    assert "s3cret" not in outcome.err
    assert "\x1b" not in outcome.err
    assert "* " in outcome.err


def test_on_a_terminal_data_is_not_counted():
    with RawServer(Site()) as server:
        outcome = run(job(f"{server.url}/a"), settings={"verbose": 1}, terminal=True)
    assert "bytes data" not in outcome.err


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"Authorization: Bearer abc\r\n", b"Authorization: Bearer ***\r\n"),
        (b"authorization: abc\r\n", b"authorization: ***\r\n"),
        (b"Proxy-Authorization: Basic abc\r\n", b"Proxy-Authorization: Basic ***\r\n"),
        (b"X-Api-Key: abc\n", b"X-Api-Key: ***\n"),
        (b"Content-Type: a\r\n", b"Content-Type: a\r\n"),
        (b"GET /authorization: HTTP/1.1\r\n", b"GET /authorization: HTTP/1.1\r\n"),
        (b"\r\n", b"\r\n"),
    ],
)
def test_what_is_secret_in_a_line(line, shown):
    assert without_secret(line) == shown


def test_the_layout_of_a_trace():
    assert dumped("=> Send header", b"GET / HTTP/1.1\r\nA: b\r\n\r\n", with_hex=False) == (
        b"=> Send header, 24 bytes (0x18)\n0000: GET / HTTP/1.1\n0010: A: b\n0016: \n"
    )
    assert dumped("<= Recv data", b"0123456789abcdef\x00\xff", with_hex=True) == (
        b"<= Recv data, 18 bytes (0x12)\n"
        b"0000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 0123456789abcdef\n"
        b"0010: 00 ff                                           ..\n"
    )
    assert dumped("x", b"y" * 70, with_hex=False).splitlines()[1:] == [b"0000: " + b"y" * 64, b"0040: yyyyyy"]


def test_a_trace_into_a_file_and_to_standard_output(tmp_path: Path):
    with RawServer(Site()) as server:
        outcome = run(job(f"{server.url}/a"), settings={"trace-ascii": "-", "trace-time": True})
        run(job(f"{server.url}/a"), settings={"trace": str(tmp_path / "t")})
        with pytest.raises(InputError, match="--trace"):
            run(job(f"{server.url}/a"), settings={"trace": str(tmp_path / "no/t")})
    assert b" => Send header, " in outcome.out
    assert b" == Info: " in outcome.out
    assert b"0000: 47 45 54 20 2f 61" in (tmp_path / "t").read_bytes()


def test_write_out_into_files_and_streams(tmp_path: Path):
    template = f"%{{http_code}}%{{stderr}}%{{urlnum}}%{{no}}%output{{{tmp_path}/w}}one%output{{>>{tmp_path}/w}}two\\n"
    with RawServer(Site()) as server:
        outcome = run(job(f"{server.url}/a", {"write-out": template}), job(f"{server.url}/b", {"write-out": template}))
        lost = run(job(f"{server.url}/a", {"write-out": f"%output{{{tmp_path}/no/w}}x"}))
    assert outcome.out == b"this is a200this is b200"
    assert (
        outcome.err == "curl: unknown --write-out variable: 'no'\n0" * 1 + "curl: unknown --write-out variable: 'no'\n1"
    )
    assert (tmp_path / "w").read_text() == "onetwo\n"
    assert "cannot be written" in lost.err


def test_write_out_on_a_terminal_is_harmless():
    with RawServer(Site(a=[ok(b"", "X: \x1b[31m")])) as server:
        outcome = run(job(f"{server.url}/a", {"write-out": "%header{x}"}), terminal=True)
    assert outcome.out == b"\\x1b[31m"


def test_standard_error_elsewhere(tmp_path: Path):
    streams = Streams(None, io.BytesIO(), io.BytesIO())
    assert redirected(streams, None) is streams
    assert redirected(streams, "-").stderr is streams.stdout
    moved = redirected(streams, str(tmp_path / "err"))
    moved.tell("a word")
    moved.stderr.close()
    assert (tmp_path / "err").read_text() == "a word\n"
    with pytest.raises(InputError):
        redirected(streams, str(tmp_path / "no/err"))
