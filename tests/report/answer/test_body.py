"""Bodies as they are shown: formatted by type, nothing changed that carries meaning, nothing harmful let through."""

from __future__ import annotations

import json
import re
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.model.http import Header, Response
from assay.report.answer.body import body_lines
from assay.report.style import Style

PLAIN = Style(color=False, unicode=True)
COLOR = Style(color=True, unicode=True)
SGR = re.compile(r"\x1b\[[\d;]*m")
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def shown(body: bytes, kind: str = "application/json", style: Style = PLAIN) -> list[str]:
    """The lines of an answer with this body."""
    response = Response(status=200, headers=(Header("Content-Type", kind),), body=body)
    return list(body_lines(response, style))


def test_json_gets_a_line_for_each_value_and_keeps_what_was_written() -> None:
    assert shown(b'{"b":1.0,"a":[1e2,{"x":null}],"b":"\\u00e9","e":{},"l":[]}') == [
        "{",
        '  "b": 1.0,',
        '  "a": [',
        "    1e2,",
        "    {",
        '      "x": null',
        "    }",
        "  ],",
        '  "b": "\\u00e9",',
        '  "e": {},',
        '  "l": []',
        "}",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        '{"a":1,}',
        "[1 2]",
        '{"a" "b"}',
        '["a":1]',
        "{1:2}",
        "[1,,2]",
        "[,1]",
        "]",
        "nul",
        "01",
        '{"a":}',
        "[1]]",
        "[" * 300,
    ],
)
def test_what_is_no_json_stays_as_it_is(broken: str) -> None:
    assert "\n".join(shown(broken.encode())) == broken


LEAVES = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


def nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Lists and objects of such values."""
    return st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)


@given(st.recursive(LEAVES, nested, max_leaves=20))
def test_any_json_means_the_same_afterwards(value: object) -> None:
    text = json.dumps(value)
    assert json.loads("\n".join(shown(text.encode()))) == value
    assert SGR.sub("", "\n".join(shown(text.encode(), style=COLOR))) == "\n".join(shown(text.encode()))


def test_xml_is_indented_and_its_texts_stay() -> None:
    body = b'<?xml version="1.0"?><a x="1"><b>two words</b><c/><d><!-- note --><e></e></d></a>'
    assert shown(body, "application/xml") == [
        '<?xml version="1.0"?>',
        '<a x="1">',
        "  <b>two words</b>",
        "  <c/>",
        "  <d>",
        "    <!-- note -->",
        "    <e></e>",
        "  </d>",
        "</a>",
    ]


def test_html_keeps_scripts_and_knows_void_elements() -> None:
    body = b"<!doctype html><html><body><script>if (1 < 2) go()</script><p>a<br>b</p></body></html>"
    assert shown(body, "text/html") == [
        "<!doctype html>",
        "<html>",
        "  <body>",
        "    <script>if (1 < 2) go()</script>",
        "    <p>",
        "      a",
        "      <br>",
        "      b",
        "    </p>",
        "  </body>",
        "</html>",
    ]


@pytest.mark.parametrize(
    "part", ["<!--", "<!", "<?", "<script>", "<a", "<a b=", "</a>", "<a " + "b" * 9_000, "<![CDATA["]
)
def test_hostile_markup_is_shown_in_bounded_time(part: str) -> None:
    body = (part * (400_000 // len(part))).encode()
    assert shown(b"<html>" + body, "text/html")


def test_pictures_and_binary_are_a_line_of_facts() -> None:
    head = struct.pack(">II5B", 640, 480, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    assert shown(png, "image/png") == ["(PNG image, 640 x 480, 33B)"]
    assert shown(b"GIF89a\x0a\x00\x14\x00", "image/gif") == ["(GIF image, 10 x 20, 10B)"]
    assert shown(b"\x00\x01\x02\xff", "application/octet-stream") == ["(application/octet-stream, 4B)"]
    assert shown(b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08\x00\x10\x00\x20\x03", "image/jpeg") == [
        "(JPEG image, 32 x 16, 18B)"
    ]
    assert shown(b"\x89PNG\r\n\x1a\n", "image/png") == ["(PNG image, 8B)"]  # cut off


def test_a_text_with_a_few_wrong_bytes_is_still_shown() -> None:
    assert shown(b'{"a":"\xff\xfe"}', "application/json") == ["{", '  "a": "\ufffd\ufffd"', "}"]
    assert shown(b"Gr\xfc\xdfe", "text/plain") == ["Gr\ufffd\ufffde"]


def test_lines_of_json_are_told_apart() -> None:
    assert shown(b'{"a":1}\n[2]\n', "application/x-ndjson") == ["{", '  "a": 1', "}", "[", "  2", "]"]


@given(st.binary(max_size=300), st.sampled_from(["application/json", "text/html", "application/xml", "text/plain", ""]))
def test_no_body_moves_the_cursor(body: bytes, kind: str) -> None:
    for one in shown(body, kind):
        assert not HARMFUL.search(one)
    for one in shown(body, kind, COLOR):
        assert not HARMFUL.search(SGR.sub("", one))
