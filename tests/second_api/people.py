"""Who calls: personal tokens, sessions in a cookie, delegated tokens with scopes; and whom the tests know."""

from __future__ import annotations

from dataclasses import dataclass

from assay.model.identity import Identity
from tests.second_api.contract import Operation
from tests.second_api.records import Person
from tests.second_api.refusals import Refusal
from tests.second_api.world import PEOPLE, World, known_id

RANK = {"viewer": 0, "editor": 1, "owner": 2}
SCOPES = {
    "delegated-robin-reads": ("notes:read",),
    "delegated-robin-writes": ("notes:read", "notes:write"),
    "delegated-robin-imports": ("imports:run",),
}


@dataclass(frozen=True)
class Caller:
    """`scopes` is None where everything is allowed that the role allows."""

    person: Person | None = None
    scopes: tuple[str, ...] | None = None

    @property
    def id(self) -> str:
        return self.person.id if self.person else ""

    @property
    def team(self) -> str:
        return self.person.team if self.person else ""


def _token(text: str) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"Bearer {text}"),)


IDENTITIES: dict[str, Identity] = {
    name: Identity(name=name, role=role, tenant=team, headers=_token(f"personal-{name}-1"))
    for name, team, role in PEOPLE
}
IDENTITIES |= {
    "heron": Identity(name="heron", role="editor", tenant="birds", cookies=(("sid", "sid-heron-1"),)),
    "robin-expired": Identity(
        name="robin-expired", role="editor", tenant="birds", headers=_token("personal-robin-0"), expired=True
    ),
}
IDENTITIES |= {
    name.removeprefix("delegated-"): Identity(
        name=name.removeprefix("delegated-"), role="editor", tenant="birds", headers=_token(name), scopes=scopes
    )
    for name, scopes in SCOPES.items()
}
"""By name: credentials, role, tenant. `heron` sends a cookie, everybody else a bearer token."""


def caller(world: World, operation: Operation, authorization: str, sid: str) -> Caller:
    """Who calls an operation. Raises Refusal for credentials that are missing, bad, or not for it."""
    schemes = {name: scopes for choice in operation.security for name, scopes in choice.items()}
    public = not operation.security or {} in operation.security
    if authorization and schemes.keys() & {"bearer", "delegated"}:
        return _bearer(world, schemes, authorization)
    if sid and "session" in schemes and (found := _of_session(world, sid)):
        return found
    if public and (not sid or "bearer" not in schemes):
        return Caller()
    raise Refusal("unauthorized", "Show good credentials.")


def require_role(who: Caller, role: str) -> None:
    """403 for a lower role."""
    assert who.person, "an operation for people was called by nobody"
    if RANK[who.person.role] < RANK[role]:
        raise Refusal("forbidden", f"This is for the role {role}.")


def _bearer(world: World, schemes: dict[str, list[str]], authorization: str) -> Caller:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" and not world.has("any-scheme-taken"):
        raise Refusal("unauthorized", "Show a bearer token.")
    token = token.strip()
    if token in SCOPES and "delegated" in schemes:
        return _delegated(world, schemes["delegated"], SCOPES[token])
    kind, _, rest = token.partition("-")
    name, _, generation = rest.partition("-")
    person = world.people.get(known_id(name))
    good = generation == "1" or (generation == "0" and world.has("expired-taken"))
    if kind == "personal" and good and person and "bearer" in schemes:
        return Caller(person)
    raise Refusal("unauthorized", "The token is not good, or not for this.")


def _delegated(world: World, needed: list[str], scopes: tuple[str, ...]) -> Caller:
    missing = [scope for scope in needed if scope not in scopes]
    if missing and not (world.has("scope-forgotten") and missing == ["notes:write"]):
        raise Refusal("insufficientScope", f"The token has not the scope {missing[0]}.")
    return Caller(world.people[known_id("robin")], scopes)


def _of_session(world: World, sid: str) -> Caller | None:
    person_id = world.sessions.get(sid, known_id(sid) if world.has("session-guessable") else "")
    return Caller(world.people[person_id]) if person_id in world.people else None
