"""Two answers side by side: status, headers, and bodies of each type."""

from __future__ import annotations

from typing import Any

import pytest

from assay.contract.comparison import Comparison, Rules, compare
from assay.contract.comparison.answers import text_of
from assay.model.http import Header, Response


def answer(
    body: bytes | str = b"", kind: str | None = "application/json", status: int = 200, **headers: str
) -> Response:
    lines = [Header("Content-Type", kind)] if kind else []
    lines += [Header(name.replace("_", "-"), value) for name, value in headers.items()]
    return Response(status=status, headers=tuple(lines), body=body.encode() if isinstance(body, str) else body)


def bodies(before: bytes | str, after: bytes | str, kind: str = "text/plain", **rules: Any) -> Comparison:
    return compare(answer(before, kind), answer(after, kind), Rules(**rules))


def places(found: Comparison) -> list[tuple[str, str]]:
    return [(one.pointer, one.kind) for one in found.body.found]


def test_the_same() -> None:
    assert compare(answer("{}"), answer("{ }")).same
    assert compare(answer(), answer()).body_kind == "none"


def test_the_status_counts() -> None:
    found = compare(answer(status=200), answer(status=404))
    assert not found.same
    assert found.status == (200, 404)


def test_headers_in_any_case_without_those_that_change_each_time() -> None:
    before = answer(Date="Mon, 1", ETag="1", X_Request_Id="a", Set_Cookie="a=1", Server="s", Vary="Accept")
    after = answer(date="Mon, 2", X_REQUEST_ID="b", server="t", vary="Accept", Allow="GET")
    found = compare(before, after)
    assert [(one.pointer, one.kind, one.before, one.after) for one in found.headers.found] == [
        ("/Server", "changed", "s", "t"),
        ("/Allow", "added", None, "GET"),
    ]
    assert found.headers.left_out == ("Date", "ETag", "X-Request-Id", "Set-Cookie")


def test_a_header_can_be_left_out_by_name() -> None:
    before, after = answer(Server="s", X_Shard="a"), answer(Server="t", X_Shard="b")
    assert compare(before, after, Rules(ignore=("server", "X-Shard"))).same


def test_headers_that_are_sent_twice_keep_their_order() -> None:
    twice = Response(status=200, headers=(Header("Vary", "a"), Header("Vary", "b")))
    other = Response(status=200, headers=(Header("Vary", "b"), Header("vary", "a")))
    assert compare(twice, other).headers.found[0].before == "a, b"


def test_volatile_headers_only_when_told_to() -> None:
    before = answer(X_Deploy="2026-11-24T08:00:00Z")
    after = answer(X_Deploy="2026-11-25T08:00:00Z")
    assert not compare(before, after).same
    assert compare(before, after, Rules(ignore_volatile=True)).same


def test_json_is_json_whatever_it_is_called() -> None:
    found = bodies('{"a": [1]}', '\ufeff{"a": [2]}', "text/html")
    assert (found.body_kind, places(found)) == ("json", [("/a/0", "changed")])


@pytest.mark.parametrize("broken", ['{"a": 1', "[NaN]", "[" * 5000, "[1,]", '{"a": 1}{'])
def test_broken_json_is_text(broken: str) -> None:
    found = bodies(broken, '{"a": 1}')
    assert (found.body_kind, found.same) == ("text", False)
    assert bodies(broken, broken).same


def test_json_that_is_too_deep_is_text() -> None:
    deep = "[" * 300 + "1" + "]" * 300
    assert bodies(deep, deep.replace("1", "2")).body_kind == "text"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("a\nb\nc", "a\nB\nc", [("line 2", "changed")]),
        ("a\nb", "x\na\nb", [("line 1", "added")]),
        ("a\nb\nc", "b\nc", [("line 1", "removed")]),
        ("a\n", "a", [("line 2", "removed")]),
        ("a\r\nb", "a\nb", [("line 1", "changed")]),
        ("A\n}\nB\n}\nC\n}", "X\n}\nA\n}\nB\n}\nC\n}", [("line 1", "added"), ("line 2", "added")]),
        ("a\nb\nc", "c\na\nb", [("line 1", "added"), ("line 3", "removed")]),
        ("\u2028", "\u2029", [("line 1", "changed")]),
    ],
)
def test_text_by_lines(before: str, after: str, found: list[tuple[str, str]]) -> None:
    assert sorted(places(bodies(before, after))) == sorted(found)


def test_text_without_order_and_without_what_is_volatile() -> None:
    assert bodies("a\nb\nb", "b\na\nb", ignore_order=True).same
    assert places(bodies("a\nb\nb", "b\na", ignore_order=True)) == [("line 2", "removed")]
    before, after = "built 2026-11-24T08:00:00Z by ***7f3a", "built 2026-11-25T09:00:00Z by ***1111"
    found = bodies(before, after, ignore_volatile=True)
    assert found.same
    assert found.body.left_out
    assert not bodies(before, after + "!", ignore_volatile=True).same


def test_long_texts_in_linear_time() -> None:
    lines = [f"{i % 7}" for i in range(100_000)]
    other = [*lines[500:], "end"]
    assert not bodies("\n".join(lines), "\n".join(other)).same


def test_xml_by_structure() -> None:
    before = '<a xmlns="urn:x" v="1"><b>1</b>\n <b>2</b><c/></a>'
    after = '<?xml version="1.0"?><a v="2" xmlns="urn:x">\n<b>1</b><b>3</b><c></c></a>'
    found = bodies(before, after, "application/xml")
    assert found.body_kind == "xml"
    assert places(found) == [("/{urn:x}a/@v", "changed"), ("/{urn:x}a/{urn:x}b/1", "changed")]


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize("text", [BOMB, "<p>one <b>two</b> three</p>", "<a>", "<a/><b/>", "<a>" * 200 + "</a>" * 200])
def test_other_markup_is_text(text: str) -> None:
    found = bodies(text, f"{text} ", "text/xml")
    assert (found.body_kind, found.same) == ("text", False)


def test_binary_by_size_and_hash() -> None:
    found = bodies(b"\x89PNG\r\n\x1a\n\0\0\0\0", b"\x89PNG\r\n\x1a\n\0\0\0\1", "image/png")
    assert found.body_kind == "binary"
    assert "12 bytes, sha256 " in found.body.found[0].before
    assert bodies(b"\0\1", b"\0\1", "image/png").same
    assert not bodies(b"\0\1", b"", "image/png").same


@pytest.mark.parametrize(
    "charset", ["zlib", "base64", "rot13", "idna", "no-such", "utf-16", "undefined", "unicode_escape"]
)
def test_no_charset_breaks_us(charset: str) -> None:
    text_of(answer(b"a\xffb" * 100, f"text/plain; charset={charset}"))
    compare(answer(b"abc", f"text/plain; charset={charset}"), answer(b"\xff\xfe", None))


def test_text_in_another_charset_and_bytes_that_are_none() -> None:
    assert bodies("ä".encode("latin-1"), "ä".encode("latin-1"), "text/plain; charset=latin-1").same
    found = bodies(b"caf\xe9 " + b"x" * 100, b"caf\xe8 " + b"x" * 100, "text/plain")
    assert (found.body_kind, found.same) == ("text", False)
