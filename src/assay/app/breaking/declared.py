"""The statuses that an operation declares, as numbers: those of a class or of `default` that a fault may end in."""

from __future__ import annotations

from assay.model.contract import Operation

CLASSES = {"2XX": (200, 201, 202, 204), "5XX": (502, 503, 504), "DEFAULT": (502, 503, 504)}


def declared(operation: Operation) -> list[int]:
    """All of them, in order."""
    found: set[int] = set()
    for answer in operation.answers:
        status = str(answer.status).upper()
        found.update((int(status),) if status.isdigit() else CLASSES.get(status, ()))
    return sorted(found)
