"""What is probed: a contract at a URL, and who may call it. Nothing of it changes while it is probed."""

from __future__ import annotations

from assay.contract.matching import Routes
from assay.contract.validation import Validators
from assay.model.contract import Contract, Operation
from assay.model.http import Delivery
from assay.model.identity import NOBODY, Identity
from assay.probes.resources import Resources, producers_first


class Target:
    """The API under test as far as it is known before anything is sent."""

    def __init__(
        self, contract: Contract, base_url: str, identities: tuple[Identity, ...] = (), delivery: Delivery | None = None
    ) -> None:
        self.contract = contract
        self.base_url = base_url
        self.identities = identities
        """As the project names them; those without credentials are here only where it names them."""
        self.delivery = delivery or Delivery()
        self.routes = Routes(contract, (base_url,))
        self.validators = Validators(contract)
        self.resources = Resources(contract)
        self.operations: tuple[Operation, ...] = producers_first(contract, self.resources)
        """In an order in which what one needs was made before."""
        self._by_name = {one.name: one for one in contract.operations}

    def called_by(self, identities: tuple[Identity, ...]) -> None:
        """The same identities with the credentials that they have by now."""
        self.identities = identities

    def operation(self, name: str) -> Operation:
        """An operation by its name, `GET /v1/users/{id}`. Raises KeyError."""
        return self._by_name[name]

    def identity(self, name: str) -> Identity:
        """An identity by name; the one without credentials for any other."""
        return next((one for one in self.identities if one.name == name), NOBODY)

    @property
    def callers(self) -> tuple[Identity, ...]:
        """Identities that should be let in somewhere; nobody, where there are none."""
        found = tuple(one for one in self.identities if not one.expired and not one.anonymous)
        return found or (NOBODY,)

    def public(self, operation: Operation) -> bool:
        """Whether an operation wants no credentials, as far as the contract says."""
        return not operation.security or () in operation.security

    def guarded(self, operation: Operation) -> bool:
        """Whether the contract says that an operation wants credentials."""
        return bool(operation.security) and not self.public(operation)
