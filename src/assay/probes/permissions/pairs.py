"""Owners and those who are strangers to what they make: few pairs that stand for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from assay.model.identity import Identity
from assay.probes.call import Call
from assay.probes.resources import Resource, variables_of
from assay.probes.session import Session
from assay.probes.target import Target
from assay.probes.tenancy import names_a_tenant

Relation = Literal["colleague", "foreigner"]
HIGHEST = ("superadmin", "owner", "root", "admin", "administrator", "manager", "staff")
"""Names of roles that may do more than others, the mightiest first."""
MOST_TENANTS = 2


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """An owner, and somebody else. A colleague is of the same tenant, and of no higher role."""

    owner: Identity
    stranger: Identity
    relation: Relation
    through: dict[str, Any] = {}
    """Variables of a path that stand for what is the stranger's own: with them it reaches for what lies elsewhere."""

    speaks: bool = False
    """Whether the stranger sends a body of its own, which names nothing of the owner's."""

    @property
    def writer(self) -> Identity:
        """In whose words a request is written."""
        return self.stranger if self.speaks else self.owner

    def tried(self, call: Call) -> Call:
        """The call of the owner as the stranger sends it."""
        call = call.as_(self.stranger)
        through = {name: value for name, value in self.through.items() if name in call.path}
        return call.with_(path={**call.path, **through}) if through else call


def rank(identity: Identity) -> int:
    """0 for the mightiest role that we know of; larger for lesser ones."""
    role = identity.role.lower()
    return HIGHEST.index(role) if role in HIGHEST else len(HIGHEST)


def pairs(target: Target) -> Iterator[Pair]:
    """For the first tenants, an ordinary owner with a colleague, an ordinary foreigner and the mightiest foreigner."""
    users = [one for one in target.callers if one.role.lower() not in ("service", "machine", "bot")]
    tenants = list(dict.fromkeys(one.tenant for one in users))
    for tenant in tenants[:MOST_TENANTS]:
        own = sorted((one for one in users if one.tenant == tenant), key=lambda one: -rank(one))
        if not own:
            continue
        owner = own[0]
        colleagues = [one for one in own[1:] if rank(one) >= rank(owner)]
        foreign = sorted((one for one in users if one.tenant != tenant), key=rank)
        for one in colleagues[:1]:
            yield Pair(owner=owner, stranger=one, relation="colleague")
        for one in dict.fromkeys((*foreign[-1:], *foreign[:1])):
            yield Pair(owner=owner, stranger=one, relation="foreigner")


def pair_of(session: Session, resource: Resource, owner: str, stranger: str) -> Pair:
    """The pair of two names; where the owner cannot make such a thing, one of its tenant who can stands in."""
    one, other = session.target.identity(owner), session.target.identity(stranger)
    makers = session.able(resource.create.name) if resource.create else ()
    if one not in makers:
        one = next((maker for maker in makers if maker.tenant == one.tenant and maker != other), one)
    return Pair(owner=one, stranger=other, relation="colleague" if one.tenant == other.tenant else "foreigner")


def through_own(session: Session, pair: Pair, resource: Resource, call: Call) -> Pair | None:
    """The pair whose stranger names its own tenant, and its own things, in the path before the thing of the owner.

    None where nothing stands before it, nothing of the stranger's is known, or it is the same.
    """
    through = {}
    for name in variables_of(resource.item):
        own = _own(session, pair.stranger, call, name)
        if name != resource.parameter and own is not None and str(own) != str(call.path.get(name)):
            through[name] = own
    return msgspec.structs.replace(pair, through=through) if through else None


def _own(session: Session, stranger: Identity, call: Call, name: str) -> Any:
    resource = session.target.resources.at(call.operation.path, name)
    for thing in session.pool.get((resource.item, stranger.name), ()) if resource is not None else ():
        if (thing.resource.item, thing.id) not in session.gone:
            return thing.path[thing.resource.parameter]
    return stranger.tenant or None if names_a_tenant(name) else None
