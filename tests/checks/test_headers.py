"""What browsers and caches may do is told by choice, where it matters, and not where it does not."""

from __future__ import annotations

import pytest

from assay.app.probing.registry import checks
from tests.checks.seeing import NOBODY, Shown, api, judged

SAFE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
SECURE = "https://api.example"


def _rules(*headers: tuple[str, str], **more: object) -> set[str]:
    shown = Shown(answer={"a": 1}, headers=headers, **more)  # type: ignore[arg-type]
    return {one.rule for one in judged("headers", [shown], api())}


def test_all_only_report_and_what_should_be_there_is_by_choice() -> None:
    rules = checks()["headers"].rules
    assert {rule.basis for rule in rules} == {"inferred"}
    assert {rule.name for rule in rules if not rule.by_choice} == {"debug-header"}


@pytest.mark.parametrize("name", ["X-Debug-Cache", "x-debug-token-link", "Debug", "X-Debugbar"])
def test_a_header_that_is_left_over_is_told(name: str) -> None:
    assert "debug-header" in _rules((name, "1"))


@pytest.mark.parametrize("name", ["Paypal-Debug-Id", "X-Bugs", "X-Request-Id", "X-Trace-Id", "Debugger-Free"])
def test_ids_and_other_words_are_not_left_over(name: str) -> None:
    assert "debug-header" not in _rules((name, "1"))


def test_an_older_header_says_who_may_frame_as_well() -> None:
    assert "framing-allowed" not in _rules(("X-Frame-Options", "DENY"))


def test_a_bare_answer_lacks_them() -> None:
    bare = {"sniffing-allowed", "private-cached", "framing-allowed"}
    assert _rules() == bare
    assert _rules(base=SECURE) == {*bare, "transport-downgradable"}


def test_an_answer_that_has_them_lacks_none() -> None:
    assert _rules(*SAFE, ("Strict-Transport-Security", "max-age=1"), base=SECURE) == set()


@pytest.mark.parametrize("value", ["private, max-age=60", "NO-STORE", "public, max-age=0", "no-cache"])
def test_private_answers_may_be_kept_from_caches_in_several_ways(value: str) -> None:
    assert "private-cached" not in _rules(("Cache-Control", value))


def test_what_everybody_may_read_may_be_cached() -> None:
    assert "private-cached" not in _rules(who=NOBODY)
    assert "private-cached" not in _rules(method="POST")
    assert "private-cached" not in _rules(status=404)


@pytest.mark.parametrize(
    ("cookie", "base", "expected"),
    [
        ("sid=abc; Path=/", "http://api.example", True),
        ("sid=abc; HttpOnly; SameSite=Lax", "http://api.example", False),
        ("session=abc; httponly; samesite=Strict", SECURE, True),
        ("session=abc; HttpOnly; SameSite=Lax; Secure", SECURE, False),
        ("theme=dark", SECURE, False),
        ("csrf_token=abc", SECURE, False),
        ("sid=; Max-Age=0", SECURE, False),
    ],
)
def test_a_cookie_of_a_session_is_protected(cookie: str, base: str, expected: bool) -> None:
    assert ("cookie-unprotected" in _rules(*SAFE, ("Set-Cookie", cookie), base=base)) is expected


@pytest.mark.parametrize(("header", "expected"), [("nginx/1.25.3", True), ("nginx", False), ("PHP/8.1", True)])
def test_versions_are_told(header: str, expected: bool) -> None:
    assert ("software-told" in _rules(*SAFE, ("Server", header))) is expected
