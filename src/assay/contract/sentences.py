"""A violation as a Mismatch: one sentence that names the value, what was expected and what was found."""

from __future__ import annotations

from assay.contract.mismatch import Mismatch, Where
from assay.contract.violations import Violation

_LONGEST = 200


def told(violation: Violation, *, place: Where, name: str, subject: str, source: str) -> Mismatch:
    """`subject` is the whole that was judged: `the query parameter limit`, `the body`, `the answer's body`."""
    pointer = violation.pointer if place == "body" else name
    part = f"{violation.pointer[:_LONGEST]} in {subject}" if violation.pointer else subject
    return Mismatch(
        place=place,
        pointer=pointer,
        keyword=violation.keyword,
        message=_sentence(violation, part),
        expected=violation.expected,
        found=violation.found,
        info=violation.doubtful,
        source=source,
    )


def _sentence(violation: Violation, part: str) -> str:
    start = part[0].upper() + part[1:]
    if violation.keyword == "required":
        return f"{start} is required, and missing."
    if not violation.expected:
        return f"{start} is not declared, and no other fields are allowed there."
    if violation.doubtful:
        return f"{start} must be {violation.expected}, and is several: the schema may not tell them apart."
    return f"{start} must be {violation.expected}; it is {violation.found}."


def source_of(path: str, method: str, *parts: str) -> str:
    """JSON Pointer of an operation, or of a part of it, in the contract's document."""
    keys = ("paths", path, method.lower(), *parts)
    return "".join(f"/{key.replace('~', '~0').replace('/', '~1')}" for key in keys)
