"""The keys of the start data, by what they may do."""

from __future__ import annotations

from assay.model.identity import Identity

READ = ("customers:read", "invoices:read")
WRITE = (*READ, "customers:write", "invoices:write")
ADMIN = (*WRITE, "org:admin")
KEYS = (
    ("north-admin", "north", "admin", ADMIN), ("north-writer", "north", "writer", WRITE),
    ("north-reader", "north", "reader", READ), ("south-admin", "south", "admin", ADMIN),
    ("south-writer", "south", "writer", WRITE), ("north-old", "north", "writer", WRITE),
)  # fmt: skip


def secret(name: str) -> str:
    return f"lk_{name}_5f0c29d1b7"


IDENTITIES = tuple(
    Identity(name=name, role=role, tenant=org, scopes=scopes, expired=name == "north-old",
             headers=(("X-Api-Key", secret(name)),))
    for name, org, role, scopes in KEYS
)  # fmt: skip
