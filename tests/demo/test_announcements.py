"""Announcements and tenants: a tenant that the caller names, in header, path or body, is never believed."""

import pytest

from tests.demo.client import Client

GOOD = {"title": "Stocktaking", "text": "No orders on Monday.", "lang": "en"}


@pytest.fixture
def announced(people: dict[str, Client]) -> str:
    return people["mona"].post("/v1/announcements", GOOD).headers["location"]


def _ids(client: Client, **headers: str) -> set[str]:
    answer = client.send("GET", "/v1/announcements", query={"limit": 100}, **headers)
    return {f"/v1/announcements/{item['id']}" for item in answer.body["items"]}


def test_all_of_the_tenant_read_it_and_nobody_else(people: dict[str, Client], announced: str) -> None:
    for name in ("alice", "ada"):
        assert people[name].get(announced).body["author"] == "mona"
        assert announced in _ids(people[name])
    for name in ("gina", "carol"):
        assert people[name].get(announced).status == 404
        assert announced not in _ids(people[name])
        assert people[name].send("DELETE", announced).status == (403 if name == "carol" else 404)
    assert people["alice"].get(announced).status == 200


def test_the_header_names_the_own_tenant_or_nothing_is_answered(people: dict[str, Client], announced: str) -> None:
    assert announced in _ids(people["alice"], X_Tenant="acme")
    answer = people["carol"].send("GET", "/v1/announcements", X_Tenant="acme")
    assert (answer.status, answer.code) == (403, "wrong_tenant")
    assert people["alice"].send("GET", "/v1/announcements", X_Tenant="initech").status == 422


def test_the_body_names_the_own_tenant(people: dict[str, Client]) -> None:
    assert people["mona"].post("/v1/announcements", {**GOOD, "tenant": "acme"}).body["tenant"] == "acme"
    before = _ids(people["gina"])
    answer = people["mona"].post("/v1/announcements", {**GOOD, "tenant": "globex"})
    assert (answer.status, answer.broken) == (422, {("body", "/tenant", "unknown_reference")})
    assert _ids(people["gina"]) == before


def test_a_cookie_chooses_the_language(people: dict[str, Client], announced: str) -> None:
    german = people["mona"].post("/v1/announcements", {**GOOD, "lang": "de"}).headers["location"]
    assert announced not in _ids(people["alice"], Cookie="lang=de; theme=dark")
    assert german in _ids(people["alice"], Cookie="lang=de; theme=dark")
    answer = people["alice"].send("GET", "/v1/announcements", Cookie="lang=xx")
    assert answer.broken == {("cookie", "lang", "enum")}


def test_the_path_names_the_own_tenant(people: dict[str, Client]) -> None:
    before = people["alice"].get("/v1/tenants/acme").body
    for name, method in (("carol", "GET"), ("gina", "GET"), ("gina", "PATCH")):
        answer = people[name].send(method, "/v1/tenants/acme", {"name": "Taken"} if method == "PATCH" else None)
        assert (answer.status, answer.code) == (404, "not_found")
    assert people["carol"].get("/v1/tenants/initech").body == people["carol"].get("/v1/tenants/acme").body
    assert people["alice"].get("/v1/tenants/acme").body == before


def test_an_admin_changes_only_what_is_sent(people: dict[str, Client]) -> None:
    before = people["gina"].get("/v1/tenants/globex").body
    after = people["gina"].send("PATCH", "/v1/tenants/globex", {"name": "Globex Corporation"}).body
    assert after == {**before, "name": "Globex Corporation", "updated_at": after["updated_at"]}
