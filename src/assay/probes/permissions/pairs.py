"""Owners and those who are strangers to what they make: few pairs that stand for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from assay.model.identity import Identity
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.target import Target

Relation = Literal["colleague", "foreigner"]
HIGHEST = ("superadmin", "owner", "root", "admin", "administrator", "manager", "staff")
"""Names of roles that may do more than others, the mightiest first."""
MOST_TENANTS = 2


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """An owner, and somebody else. A colleague is of the same tenant, and of no higher role."""

    owner: Identity
    stranger: Identity
    relation: Relation


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
