"""What a stand-in says to a call that its contract does not know or does not allow: problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from assay.contract.matching import Miss
from assay.contract.mismatch import Mismatch
from assay.contract.responses import declared_answer
from assay.contract.words import alternatives
from assay.model.contract import Operation
from assay.model.http import Header
from assay.model.phrases import PHRASES
from assay.model.stub.answer import Answer

TYPE = "application/problem+json"
_TOLD = 20


def problem(status: int, detail: str, *, headers: tuple[Header, ...] = (), **more: Any) -> Answer:
    """An answer with one sentence, and what there is beside it."""
    told = {"type": "about:blank", "title": PHRASES.get(status, ""), "status": status, "detail": detail, **more}
    return Answer(status=status, headers=(Header("Content-Type", TYPE), *headers), body=msgspec.json.encode(told))


def unknown(method: str, miss: Miss) -> Answer:
    """404 or 405, with what comes near."""
    if miss.methods and not miss.slash:
        known = alternatives(list(miss.methods))
        detail = f"{miss.template} has no {method[:40]}; it has {known}."
        return problem(405, detail, headers=(Header("Allow", ", ".join(miss.methods)),))
    if miss.slash:
        return problem(404, f"{miss.path[:200]} is no path of the contract; {miss.template} is, so mind the slash.")
    near = alternatives(list(miss.nearest))
    detail = f"{miss.path[:200]} is no path of the contract" + (f"; near it are {near}." if near else ".")
    return problem(404, detail, nearest=list(miss.nearest))


def refused(operation: Operation, mismatches: Sequence[Mismatch]) -> Answer:
    """401, 415, 422 or 400, whichever fits what is wrong first, with all of it."""
    first = mismatches[0]
    status = _status(operation, first)
    errors = [
        {"place": one.place, "pointer": one.pointer, "detail": one.message, "contract": one.source}
        for one in mismatches[:_TOLD]
    ]
    return problem(status, first.message, errors=errors)


def _status(operation: Operation, first: Mismatch) -> int:
    if first.place == "security":
        return 401
    if first.place == "media":
        return 415
    is_read = first.keyword != "unreadable"
    return 422 if is_read and declared_answer(operation, 422) and not declared_answer(operation, 400) else 400


def undeclared(operation: Operation, code: int) -> Answer:
    """404: that a status was asked for which the operation does not have."""
    known = alternatives([one.status for one in operation.answers]) or "none"
    return problem(404, f"{operation.name} declares no answer {code}; it declares {known}.")
