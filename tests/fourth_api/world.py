"""All that the ledger knows."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fourth_api.identities import KEYS, secret


@dataclass
class Record:
    """Anything that belongs to an organisation."""

    id: str
    org: str
    values: dict[str, Any]
    deleted: bool = False
    version: int = 1


@dataclass
class World:
    """One server's memory. `defects` are what is wrong with it."""

    defects: frozenset[str]
    orgs: dict[str, dict[str, Any]] = field(default_factory=dict)
    customers: dict[str, Record] = field(default_factory=dict)
    invoices: dict[str, Record] = field(default_factory=dict)
    exports: dict[str, Record] = field(default_factory=dict)
    webhooks: dict[str, Record] = field(default_factory=dict)
    keys: dict[str, Record] = field(default_factory=dict)
    answers: dict[tuple[str, str], tuple[Any, str]] = field(default_factory=dict)
    """By organisation and Idempotency-Key the body, and the id of what it made."""

    def __post_init__(self) -> None:
        self._count = itertools.count(1)
        for org in ("north", "south"):
            self.orgs[org] = {"slug": org, "display_name": f"The {org}", "plan": "free", "timezone": "UTC"}
            for number in range(6):
                self._plant(org, number)
        for name, org, _, scopes in KEYS:
            values = {"label": name, "scopes": list(scopes), "secret": secret(name), "created_at": self.now()}
            key = self.new_id("key")
            self.keys[key] = Record(key, org, values, deleted=name == "north-old")

    def has(self, name: str) -> bool:
        return name in self.defects

    def new_id(self, kind: str) -> str:
        return f"{kind}_{next(self._count) * 2654435761 % 2**48:012x}"

    def now(self) -> str:
        """A clock of its own, so that no two things are of the same moment."""
        moment = datetime(2026, 4, 1, 8, 0, tzinfo=UTC) + timedelta(seconds=next(self._count))
        return moment.strftime("%Y-%m-%dT%H:%M:%S" if self.has("date-time-bare") else "%Y-%m-%dT%H:%M:%SZ")

    def _plant(self, org: str, number: int) -> None:
        customer = Record(self.new_id("cus"), org, {
            "name": f"Firm {number} of {org}", "email": f"firm{number}@{org}.example", "country": "SE",
            "credit_limit": 1000 * number, "tags": ["old"], "parent_id": None, "metadata": {}, "created_at": self.now(),
        })  # fmt: skip
        self.customers[customer.id] = customer
        line = {"description": f"Work {number}", "quantity": 1 + number, "unit_amount": 900 + 7 * number}
        invoice = Record(self.new_id("inv"), org, {
            "customer_id": customer.id, "currency": "EUR", "due_date": "2026-12-01", "lines": [line], "memo": None,
            "status": ("draft", "open", "paid")[number % 3], "created_at": self.now(), "paid_at": None,
        })  # fmt: skip
        self.invoices[invoice.id] = invoice
