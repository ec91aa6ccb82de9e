"""Names of tenants in requests and answers: `X-Tenant-Id`, `org`, `workspaceSlug`."""

from __future__ import annotations

from assay.model.contract import Operation
from assay.probes.resources import Resource, variables_of, words_of

TENANTS = frozenset({"tenant", "org", "organization", "organisation", "workspace"})
MAYBE = frozenset({"account", "company", "team", "customer"})
"""Words that name tenants only where the value is that of assay.toml: there are accounts and teams of other kinds."""
_AROUND = frozenset({"x", "id", "ids", "uuid", "slug", "key", "name", "code", "current", "active"})


def tenant_words(name: str) -> list[str]:
    """The words of a name without those that stand around that of a tenant."""
    return [word for word in words_of(name) if word not in _AROUND]


def names_a_tenant(name: str) -> bool:
    """Whether a name is that of a tenant: `X-Tenant-Id`, `org`, `workspaceSlug`, `account`."""
    words = tenant_words(name)
    return len(words) == 1 and words[0] in TENANTS | MAYBE


def names_tenants_alone(path: str) -> bool:
    """Whether all variables of a path are those of tenants, or it has none: `/orgs/{org}/orders`."""
    return all(map(names_a_tenant, variables_of(path)))


def is_given(resource: Resource) -> bool:
    """Whether a resource is the tenant itself, which nobody makes: what lies below it is about other things."""
    return resource.create is None and names_a_tenant(resource.parameter)


def lies_beyond(operation: Operation, resource: Resource) -> bool:
    """Whether an operation is about other things than the tenant that its path names: it does not act on it."""
    return is_given(resource) and operation.path.removeprefix(resource.item).count("/") > 1
