"""What was heard at the place where an API looks for a dependency: one call, and what became of it there."""

from __future__ import annotations

import msgspec

from assay.model.http import Response
from assay.model.stub.reply import Fault


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One call that the API made."""

    dependency: str
    """The name in assay.toml."""
    call: str
    """Method and path template: `POST /reservations`, `GET /levels/{product_id}`."""
    method: str
    target: str
    """As it was called: path and query."""
    key: str = ""
    """A digest of its Idempotency-Key; empty where it has none."""
    body: str = ""
    """A digest of its body; empty where it has none."""
    response: Response | None = None
    """What the dependency itself answered, before a fault was laid on it; None where it was not asked."""
    fault: str = ""
    """The fault that was laid on it; empty for a healthy one."""
    given: Response | None = None
    """What was answered in the place of that, where it is an answer with one thing changed."""
    valid: bool = True
    """Whether what was given is of the dependency's contract nevertheless; True where there is no contract."""
    at: float = 0.0
    """Seconds since 1970."""

    @property
    def reached(self) -> bool:
        """Whether the dependency itself got it, so that what it asks for may be done."""
        return self.response is not None


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """A fault that is laid on a call: which one, and where in the answer it is laid."""

    fault: Fault
    phase: str = ""
    """connection, request, answer, status, content or semantic."""
    pointer: str = ""
    """JSON Pointer of what it changes in the body; empty for the whole."""
    change: str = ""
    """What that is changed to, in a few words; empty where there is but one way."""

    @property
    def label(self) -> str:
        """For a reader, and for the id: `unknown-enum /status`."""
        return " ".join(filter(None, (self.fault.name, self.pointer, self.change)))
