"""Those whom the shop knows, as values: what they send, with role and tenant, and credentials that are good no more."""

from __future__ import annotations

import msgspec

from assay.demo.access import FEED_TOKENS, WAREHOUSE_KEYS
from assay.demo.forging import expired
from assay.demo.seed import PEOPLE
from assay.model.identity import Identity
from tests.demo.client import Client, login


def identities(base_url: str, *, seed: int = 1) -> dict[str, Identity]:
    """By name, of a shop of the seed: its people, logged in; its services; `alice-expired`, `alice-logged-out`."""
    found = [_person(base_url, tenant, name, role) for tenant, name, role in PEOPLE]
    people = {one.name: one for one in (*found, *_services())}
    bearer = people["alice"].headers[0][1].removeprefix("Bearer ")
    late = {"name": "alice-expired", "headers": _bearer(expired(bearer, seed=seed)), "expired": True}
    left = _person(base_url, "acme", "alice", "member")
    Client(base_url, Authorization=left.headers[0][1]).post("/v1/auth/logout")
    return {
        **people,
        "alice-expired": msgspec.structs.replace(people["alice"], **late),
        "alice-logged-out": msgspec.structs.replace(left, name="alice-logged-out", expired=True),
    }


def _person(base_url: str, tenant: str, name: str, role: str) -> Identity:
    token = login(base_url, name).headers["Authorization"]
    return Identity(name=name, role=role, tenant=tenant, headers=(("Authorization", token),))


def _services() -> list[Identity]:
    found = [
        Identity(name=f"{tenant}-warehouse", role="warehouse", tenant=tenant, headers=(("X-Api-Key", key),))
        for key, tenant in WAREHOUSE_KEYS
    ]
    for token, tenant, scopes in FEED_TOKENS:
        name = token.removesuffix("-token-1")
        found.append(Identity(name=name, role="partner", tenant=tenant, scopes=scopes, headers=_bearer(token)))
    return found


def _bearer(token: str) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"Bearer {token}"),)
