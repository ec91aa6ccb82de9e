"""A stand-in for a dependency: finds the mapping that a request fits, and answers as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # each is loaded when it is used
    from assay.diverting.sending import sent_to
    from assay.stub.stub import Stub

__all__ = ["Stub", "sent_to"]


def __getattr__(name: str) -> Any:
    if name == "Stub":
        from assay.stub.stub import Stub

        return Stub
    if name == "sent_to":
        from assay.diverting.sending import sent_to

        return sent_to
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
