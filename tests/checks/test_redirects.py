"""A redirect to another site is told where none is declared, or where the caller chose the site."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checks.seeing import Shown, api, judged

FOUND: dict[str, Any] = {"s302": {"description": ""}}


def _shown(location: str, path: str = "/things/1", status: int = 302) -> list[Shown]:
    return [Shown(path=path, status=status, headers=(("Location", location),))]


@pytest.mark.parametrize("location", ["https://elsewhere.example.org/x", "//elsewhere.test/x", "/\\elsewhere.test"])
def test_another_site_is_told(location: str) -> None:
    told = judged("redirects", _shown(location), api())
    assert [(one.rule, one.where) for one in told] == [("off-site-redirect", "Location")]


@pytest.mark.parametrize(
    "location",
    [
        "/things/2",
        "2",
        "",
        "https://api.example/x",
        "http://api.example:8080/",
        "http://API.example./x",
        "http://[",
        "?a",
    ],
)
def test_the_same_site_is_not(location: str) -> None:
    assert judged("redirects", _shown(location), api()) == []


def test_hosts_under_one_name_are_one_site() -> None:
    shown = [Shown(base="http://api.acme.test", status=302, headers=(("Location", "http://cdn.acme.test/x"),))]
    assert judged("redirects", shown, api()) == []


def test_addresses_have_no_names() -> None:
    shown = [Shown(base="http://10.1.2.3", status=302, headers=(("Location", "http://10.9.2.3/x"),))]
    assert [one.rule for one in judged("redirects", shown, api())] == ["off-site-redirect"]


def test_a_declared_redirect_may_lead_anywhere() -> None:
    assert judged("redirects", _shown("https://bucket.storage.test/x"), api(**FOUND)) == []


def test_a_server_or_provider_of_the_contract_is_known() -> None:
    document = {**api(), "servers": [{"url": "https://eu.acme.test/v1"}]}
    assert judged("redirects", _shown("https://eu.acme.test/v1/things/1"), document) == []


def test_a_new_thing_may_say_where_it_is() -> None:
    assert judged("redirects", _shown("https://elsewhere.test/1", status=201), api()) == []


@pytest.mark.parametrize("next_", ["https%3A%2F%2Fevil.test%2Fx", "//evil.test", "https%253A%252F%252Fevil.test"])
def test_a_caller_who_chooses_the_site_is_told_also_where_it_is_declared(next_: str) -> None:
    told = judged("redirects", _shown("https://evil.test/x", f"/things/1?a=b&next={next_}"), api(**FOUND))
    assert [(one.rule, one.where) for one in told] == [("open-redirect", "query next")]
