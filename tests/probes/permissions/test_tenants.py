"""Tenants that a request names: found by what the other tenant wrote or reads, never where all share it."""

from __future__ import annotations

from typing import Any

import pytest

from assay.probes.permissions.tenants import names_a_tenant
from tests.probes.probing import Answer, Asked, contract, member, probe

TENANT = ("tenant-believed",)
HOMES = {"alice": "acme", "ada": "acme", "carol": "globex", "gina": "globex"}
PEOPLE = tuple(member(name, "admin" if name in ("ada", "gina") else "member", home) for name, home in HOMES.items())
NEWS = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "title": {"type": "string"}, "org": {"type": "string"}},
}
DRAFT = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string", "maxLength": 60}, "org": {"type": "string"}},
}
_REFUSED = {status: {"description": ""} for status in ("401", "403", "404", "422")}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "", "content": {"application/json": {"schema": schema}}}


def _named(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}


def _contract(place: str = "header", said: str = "") -> dict[str, Any]:
    listed = {"200": _json({"type": "array", "items": NEWS}), **_REFUSED}
    profile = {"200": _json({"type": "object"}), **_REFUSED}
    return contract(
        {
            "/news": {
                "get": {"parameters": [_named("X-Org-Id" if place == "header" else "org", place)], "responses": listed},
                "post": {
                    "requestBody": {"required": True, **_json(DRAFT)},
                    "responses": {"201": _json(NEWS), **_REFUSED},
                },
            },
            "/news/{news_id}": {
                "parameters": [_named("news_id", "path")],
                "get": {"responses": {"200": _json(NEWS), **_REFUSED}},
                "delete": {"responses": {"204": {"description": ""}, **_REFUSED}},
            },
            "/orgs/{org}": {"parameters": [_named("org", "path")], "get": {"description": said, "responses": profile}},
        }
    )


class News:
    """News of tenants. Its methods are what a test overrides."""

    def __init__(self) -> None:
        self.news: dict[str, dict[str, Any]] = {}
        self.count = 0

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        home = HOMES.get(asked.who)
        if home is None:
            return 401, {"error": "who are you?"}
        one, org = asked.match("/news/{news_id}"), asked.match("/orgs/{org}")
        if org is not None:
            return self.profile(home, org["org"])
        if one is not None:
            return self.item(asked, home, one["news_id"])
        return self.created(asked, home) if asked.method == "POST" else self.listed(asked, home)

    def profile(self, home: str, org: str) -> Answer:
        """GET /orgs/{org}."""
        return (200, {"name": org, "plan": f"{org} pays"}) if org == home else (404, {"error": "no such org"})

    def item(self, asked: Asked, home: str, news_id: str) -> Answer:
        """The methods of /news/{news_id}."""
        found = self.news.get(news_id)
        if found is None or not self.visible(found, home):
            return 404, {"error": "no such news"}
        if asked.method == "DELETE":
            del self.news[news_id]
            return 204, None
        return 200, found

    def visible(self, news: dict[str, Any], home: str) -> bool:
        """Whether a tenant sees them."""
        return bool(news["org"] == home)

    def created(self, asked: Asked, home: str) -> Answer:
        """POST /news."""
        draft = asked.json
        if not isinstance(draft, dict) or "title" not in draft:
            return 422, {"error": "not like this"}
        org = self.written(home, draft.get("org"))
        if org is None:
            return 422, {"error": "not your org"}
        self.count += 1
        news = {"title": draft["title"], "id": f"news-{self.count:05}", "org": org}
        self.news[news["id"]] = news
        return 201, news

    def written(self, home: str, org: Any) -> str | None:
        """The tenant that news are written for; None where it is refused."""
        return home if org in (None, home) else None

    def listed(self, asked: Asked, home: str) -> Answer:
        """GET /news."""
        named = asked.headers.get("x-org-id") or asked.query.get("org")
        org = self.read(home, named)
        return (200, [one for one in self.news.values() if one["org"] == org]) if org else (403, {"error": "not yours"})

    def read(self, home: str, org: str | None) -> str | None:
        """The tenant whose news are read; None where it is refused."""
        return home if org in (None, home) else None


class Believes(News):
    def read(self, home: str, org: str | None) -> str | None:
        return org or home


class WritesAnywhere(News):
    def written(self, home: str, org: Any) -> str | None:
        return str(org) if org in HOMES.values() else home


class OpenProfiles(News):
    def profile(self, home: str, org: str) -> Answer:
        return (200, {"name": org, "plan": f"{org} pays"}) if org in HOMES.values() else (404, {"error": "no such org"})


@pytest.mark.parametrize(
    ("api", "document", "where"),
    [
        (Believes, _contract(), "header X-Org-Id"),
        (Believes, _contract("query"), "query org"),
        (WritesAnywhere, _contract(), "/org"),
        (OpenProfiles, _contract(said="Only the own organization; that of another tenant is 404."), "path org"),
    ],
)
def test_a_tenant_that_is_believed_is_found(api: type[News], document: dict[str, Any], where: str) -> None:
    outcome = probe(document, api(), only=TENANT, identities=PEOPLE)
    assert {(one.rule, one.where) for one in outcome.findings} == {("tenant-believed", where)}
    assert {one.confidence for one in outcome.findings} == {"confirmed"}


class Ignores(News):
    """What is named is ignored: everybody reads and writes the own news."""

    def read(self, home: str, org: str | None) -> str | None:
        return home

    def written(self, home: str, org: Any) -> str | None:
        return home


class Public(Believes):
    """News are for everybody, whoever wrote them, and stand in every list."""

    def listed(self, asked: Asked, home: str) -> Answer:
        return 200, list(self.news.values())

    def visible(self, news: dict[str, Any], home: str) -> bool:
        return True

    def written(self, home: str, org: Any) -> str | None:
        return str(org or home)


@pytest.mark.parametrize(
    ("api", "document"),
    [
        (News, _contract()),
        (News, _contract("query")),
        (Ignores, _contract()),
        (Public, _contract()),
        (OpenProfiles, _contract(said="The public page of an organization.")),
        (OpenProfiles, _contract()),
    ],
)
def test_what_is_refused_ignored_or_public_is_not_blamed(api: type[News], document: dict[str, Any]) -> None:
    assert probe(document, api(), only=TENANT, identities=PEOPLE).findings == ()


@pytest.mark.parametrize("name", ["X-Tenant", "tenantId", "org", "workspace_slug", "account_id", "Organization-Key"])
def test_names_of_tenants_are_known(name: str) -> None:
    assert names_a_tenant(name)


@pytest.mark.parametrize("name", ["tenant_name_prefix", "from_account_id", "team_leader", "id", "", "organizer"])
def test_other_names_are_not(name: str) -> None:
    assert not names_a_tenant(name)


def test_what_was_written_elsewhere_is_removed_again() -> None:
    news = WritesAnywhere()
    probe(_contract(), news, only=TENANT, identities=PEOPLE)
    assert news.news == {}
