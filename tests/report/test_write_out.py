"""--write-out: each form of a variable, and what becomes of one that has no value."""

from __future__ import annotations

import json

import pytest

from assay.model.exchange import Answered, Exchange
from assay.model.http import Header, Request, Response
from assay.model.transfer import Carried, Transfer
from assay.report.write_out import Piece, write_out
from assay.report.write_out_names import NAMES

NOW = 1_700_000_000.25


def exchange(*headers: tuple[str, str], status: int = 200) -> Exchange:
    response = Response(status=status, headers=tuple(Header(*pair) for pair in headers))
    return Exchange(id="1", request=Request(id="1", method="GET", url="http://a/"), outcome=Answered(response=response))


CARRIED = Carried(
    transfer=Transfer(url="http://a/"),
    exchanges=(
        exchange(("Set-Cookie", "a=1"), ("Location", "/b"), status=302),
        exchange(("Set-Cookie", "b=2"), ("Set-Cookie", "c=3"), ("X-Quote", 'a"b\\c\t\x07é')),
    ),
    facts={"http_code": 7, "time_total": 1.5, "url": "http://a/\u00fc", "size_download": 12, "num_retries": 0},
)


def text(template: str, carried: Carried = CARRIED) -> str:
    return b"".join(piece.data for piece in write_out(template, carried, now=NOW).pieces).decode("utf-8")


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("", ""),
        ("plain\\n\\t\\r\\x\\\\", "plain\n\t\r\\x\\\\"),
        ("%%{http_code}", "%{http_code}"),
        ("%{http_code}|%{http_connect}|%{size_download}", "007||12"),
        ("%{time_total} %{url}", "1.500000 http://a/\u00fc"),
        ("%{content_type}.%{errormsg}.%{exitcode}", "..0"),
        ("%{num_headers}", "3"),
        ("%{http_code", "%{http_code"),
        ("%x%", "%x%"),
        ("\\", "\\"),
        ("%header{x}%header{set-cookie}", "b=2"),
        ("%header{SET-COOKIE:all:, }", "a=1, b=2, c=3"),
        ("%header{set-cookie:all:\\n}", "a=1\nb=2\nc=3"),
        ("%header{set-cookie:all:\\}}", "a=1}b=2}c=3"),
        ("%header{set-cookie:all:}", "a=1b=2c=3"),
        ("%header{open", "%header{open"),
        ("%time{%Y-%m-%dT%H:%M:%S.%f%z %Z %s %%f}", "2023-11-14T22:13:20.250000+0000 UTC 1700000000 %f"),
        ("a%{onerror}b", "a"),
    ],
)
def test_templates(template, told):
    assert text(template) == told


def test_what_is_told_of_an_error():
    failed = Carried(transfer=Transfer(url="x"), code=28, error="too late", facts={})
    assert text("%{onerror}%{exitcode} %{errormsg} %{num_headers}%header{a}%{header_json}", failed) == (
        "28 too late 0{\n}"
    )


def test_where_it_goes():
    written = write_out("a%{stderr}b%output{x.txt}c%output{>>y}%{stdout}d%{nope}", CARRIED, now=NOW)
    assert written.pieces == (
        Piece("stdout", b"a"),
        Piece("stderr", b"b"),
        Piece(">x.txt", b""),
        Piece(">x.txt", b"c"),
        Piece(">>y", b""),
        Piece("stdout", b"d"),
    )
    assert written.unknown == ("nope",)


def test_headers_as_json_are_curls_and_their_bytes_their_own():
    data = b"".join(piece.data for piece in write_out("%{header_json}", CARRIED, now=NOW).pieces)
    assert data == b'{"set-cookie":["b=2","c=3"],\n"x-quote":["a\\"b\\\\c\\t\\u0007\xe9"]\n}'


def test_everything_as_json():
    told = json.loads(text("%{json}"))
    assert list(told) == [*NAMES, "curl_version"]
    assert told["http_code"] == 7
    assert told["time_total"] == 1.5
    assert told["content_type"] is None
    assert '"time_total":1.500000' in text("%{json}")
    assert list(NAMES) == sorted(NAMES)


def test_a_surrogate_is_the_byte_that_it_stands_for():
    (piece,) = write_out("\udcff", CARRIED, now=NOW).pieces
    assert piece.data == b"\xff"


def test_a_long_file_name_is_left_alone():
    assert write_out(f"%output{{{'x' * 600}}}a", CARRIED, now=NOW).pieces == (Piece("stdout", b"a"),)
