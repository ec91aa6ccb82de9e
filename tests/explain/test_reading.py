"""What rules read with: moments, challenges, addresses, tokens, the fields of error bodies."""

from __future__ import annotations

import email.utils
import random
from datetime import UTC, datetime

import pytest

from assay.explain.address import address
from assay.explain.challenges import parse
from assay.explain.evidence import Evidence
from assay.explain.explaining import explain
from assay.explain.json_reading import broken
from assay.explain.moments import http_date, moment, span
from assay.explain.problems.fields import faults
from assay.explain.redirects.steps import resolved
from assay.explain.status.return_time import come_back
from assay.model.http import Header, Response

from .scenes.scene import NOW


def test_every_date_is_read_as_pythons_own_reader_does() -> None:
    chance = random.Random(1)
    for _ in range(2000):
        seconds = chance.randint(-2_000_000_000, 4_000_000_000)
        assert http_date(email.utils.formatdate(seconds, usegmt=True)) == seconds
        assert moment(seconds) == f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("", None),
        ("120", None),
        ("Sun, 06 Nov", None),
        ("Sun, 06 Foo 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49 GMT", None),
        ("Sun, xx Nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 99999 08:49:37 GMT", None),
    ],
)
def test_dates_old_and_broken(text: str, seconds: float | None) -> None:
    assert http_date(text) == seconds


def test_a_moment_that_no_calendar_has() -> None:
    assert moment(1e18) == "1000000000000000000 seconds since 1970"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "less than a second"),
        (1, "1 second"),
        (90, "1 minute 30 seconds"),
        (-180, "3 minutes"),
        (7199, "1 hour 59 minutes"),
        (3 * 86_400 + 5, "3 days"),
    ],
)
def test_spans(seconds: float, told: str) -> None:
    assert span(seconds) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('Basic realm="a, b", charset="UTF-8"', [("Basic", {"realm": "a, b", "charset": "UTF-8"})]),
        ("Negotiate, NTLM", [("Negotiate", {}), ("NTLM", {})]),
        (
            'Digest realm="x",qop="auth", Basic realm=y',
            [("Digest", {"realm": "x", "qop": "auth"}), ("Basic", {"realm": "y"})],
        ),
        ("Negotiate YIIabc==, Basic realm=x", [("Negotiate", {}), ("Basic", {"realm": "x"})]),
        (r'Bearer error_description="say \"no\""', [("Bearer", {"error_description": 'say "no"'})]),
        (",,=,", []),
        ("", []),
    ],
)
def test_challenges(text: str, told: list[tuple[str, dict[str, str]]]) -> None:
    assert [tuple(each) for each in parse(text)] == told


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://a.example:81/b?c#d", ("http", "a.example", 81, "/b", "c", "d", "")),
        ("https://u:p@[::1]/", ("https", "::1", 443, "/", "", "", "u:p")),
        ("a.example", ("", "a.example", 0, "", "", "", "")),
        ("http://a.example:nine", ("http", "a.example", 80, "", "", "", "")),
        ("http://[", ("http", "", 80, "", "", "", "")),
        ("", ("", "", 0, "", "", "", "")),
    ],
)
def test_addresses(url: str, told: tuple[object, ...]) -> None:
    assert tuple(address(url)) == told


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "http://a.example:81/b"),
        ("b", "http://a.example:81/x/b"),
        ("?q", "http://a.example:81/x/y?q"),
        ("//c.example/b", "http://c.example/b"),
        ("https://c.example", "https://c.example"),
    ],
)
def test_references(location: str, url: str) -> None:
    assert resolved("http://a.example:81/x/y?z", location) == url


@pytest.mark.parametrize(
    ("text", "place"),
    [("{", (1, 2)), ('{"a": 1,\n "b" 2}', (2, 6)), ('["ü", x]', (1, 7)), ("", (1, 1)), ('["a\nb"]', (1, 4))],
)
def test_where_json_breaks(text: str, place: tuple[int, int]) -> None:
    found = broken(text.encode())
    assert found is not None
    assert (found.line, found.column) == place


def test_json_that_is_whole_or_too_deep_to_say() -> None:
    assert broken(b'{"a": [1, 2.5e3, null]}') is None
    assert broken(b"[" * 1_000_000) is None


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"detail": [{"loc": ["body", "items", 0, "q"], "msg": "too small"}]}, [("body.items.0.q", "too small")]),
        ({"errors": {"address": {"zip": ["no"]}, "name": "taken"}}, [("address.zip", "no"), ("name", "taken")]),
        (
            {"errors": [{"property": "mail", "constraints": {"isEmail": "must be an email"}}]},
            [("mail", "must be an email")],
        ),
        ({"errors": ["one", "two"]}, [("", "one"), ("", "two")]),
        ({"message": "no"}, []),
        ({"error": {"message": "no"}}, []),
        ({"errors": [7, None, {}, {"a": 1}]}, []),
        ({}, []),
        ([{"path": "a", "message": "no"}], [("a", "no")]),
        ("errors", []),
    ],
)
def test_fields_of_error_bodies(body: object, told: list[tuple[str, str]]) -> None:
    assert [tuple(each) for each in faults(body)] == told


@pytest.mark.parametrize(
    ("name", "value", "after"),
    [
        ("Retry-After", "120", 120),
        ("Retry-After", "1.5", 1),
        ("Retry-After", "Tue, 24 Nov 2026 10:05:00 GMT", 120),
        ("RateLimit", "limit=100, remaining=0, reset=30", 30),
        ("RateLimit", '"default";r=0;t=45', 45),
        ("RateLimit-Reset", "7", 7),
        ("X-RateLimit-Reset", str(int(NOW) + 60), 60),
        ("X-RateLimit-Reset", str((int(NOW) + 60) * 1000), 60),
        ("X-RateLimit-Reset", "500ms", 0.5),
        ("Retry-After", "soon", None),
        ("X-RateLimit-Reset", "", None),
    ],
)
def test_when_to_come_back(name: str, value: str, after: float | None) -> None:
    when = come_back(Response(status=429, headers=(Header(name, value),)), NOW)
    assert (when.at - NOW if when else None) == after


def test_no_evidence_is_explained_by_silence() -> None:
    assert explain(Evidence(now=NOW)) == ()
