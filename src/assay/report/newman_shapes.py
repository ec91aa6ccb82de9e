"""The parts of Newman's JSON report, each in Newman's keys and types."""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Iterator
from typing import Any

from assay.model.event import Asserted, Cursor, Exchanged, Raised
from assay.model.exchange import Unanswered
from assay.model.http import Response
from assay.model.phrases import PHRASES
from assay.model.script import ScriptError
from assay.report.strict import dumps, text
from assay.report.tally import Count, Spread, Tally
from assay.report.turns import Turn

_SYSTEM_ERROR = re.compile(r"(?P<call>[a-z]+) E[A-Z]+(?: (?P<host>\S+):(?P<port>\d{1,5}))?")
SLICE = 64 * 1024
"""Bytes of a body that are spelled out as numbers at a time."""


def items_of(
    node: dict[str, Any], parent: dict[str, Any] | None
) -> Iterator[tuple[str, tuple[dict[str, Any], dict[str, Any] | None]]]:
    """Every item of a collection by its id, with the folder around it (None beside the collection itself)."""
    stack = [(node, parent)]
    while stack:
        group, around = stack.pop()
        if "item" not in group:
            yield str(group.get("id", "")), (group, around)
            continue
        stack += [(child, group) for child in reversed(group["item"]) if isinstance(child, dict)]


def postman_id(suite: dict[str, Any]) -> dict[str, Any]:
    """The collection's id, where Newman's users find it beside the info block."""
    info = suite.get("info")
    return {"postman_id": info.get("_postman_id") if isinstance(info, dict) else None}


def cursor_of(cursor: Cursor) -> dict[str, Any]:
    """Where in the run a turn stands."""
    first = cursor.position == 0 and cursor.iteration == 0
    return {
        "position": cursor.position,
        "iteration": cursor.iteration,
        "length": cursor.length,
        "cycles": cursor.cycles,
        "empty": False,
        "eof": False,
        "bof": first,
        "cr": cursor.position == 0 and not first,
        "ref": cursor.ref,
    }


def failure_cursor(event: Asserted | Raised | Exchanged, turn: Turn) -> dict[str, Any]:
    """The same for a failure, with the request and the script that it speaks of."""
    cursor = cursor_of(turn.cursor)
    if isinstance(event, Exchanged):
        return cursor | {"httpRequestId": event.exchange.id}
    sent = {"httpRequestId": turn.exchange.id} if turn.exchange else {}
    return cursor | sent | {"scriptId": event.script.id, "execution": event.script.execution}


def request_of(event: Exchanged) -> dict[str, Any]:
    """The request as it left, where the log holds no structure of Postman for it."""
    request = event.exchange.request
    headers = [{"key": name, "value": value} for name, value in request.headers]
    return {"url": {"raw": request.url}, "header": headers, "method": request.method}


def response_pieces(response: Response, event: Exchanged) -> Iterator[str]:
    """An answer, its body as Node's Buffer spells it."""
    head = {
        "id": event.exchange.id,
        "status": response.reason or PHRASES.get(response.status, ""),
        "code": response.status,
        "header": [{"key": name, "value": value} for name, value in response.headers],
    }
    yield text(head)[:-1] + ',"stream":{"type":"Buffer","data":['
    for at in range(0, len(response.body), SLICE):
        yield ("," if at else "") + dumps(list(response.body[at : at + SLICE])).decode()[1:-1]
    rest = {
        "cookie": list(event.cookies),
        "responseTime": round(event.exchange.timings.total),
        "responseSize": response.sizes.body or len(response.body),
    }
    yield "]}," + text(rest)[1:]


NAMES = {
    "ERR_INVALID_CHAR": "TypeError",
    "ERR_INVALID_HTTP_TOKEN": "TypeError",
    "ERR_SOCKET_BAD_PORT": "RangeError",
    "ERR_UNESCAPED_CHARACTERS": "TypeError",
}
"""The classes of Node's errors, where they are not plain ones."""


def unanswered(outcome: Unanswered) -> dict[str, Any]:
    """The error of a request that nobody answered, with the fields of Node's system errors where they are known."""
    error: dict[str, Any] = {"code": outcome.code, "name": NAMES.get(outcome.code, "Error"), "message": outcome.reason}
    number = getattr(errno, outcome.code, None) if outcome.code.startswith("E") else None
    if isinstance(number, int):
        error["errno"] = -number
    spoken = _SYSTEM_ERROR.match(outcome.reason)
    if spoken is not None:
        error["syscall"] = spoken["call"]
        error |= {"address": spoken["host"], "port": int(spoken["port"])} if spoken["port"] else {}
    return error | {"stack": f"Error: {outcome.reason}"}


def script_errors(turn: Turn) -> dict[str, Any]:
    """testScript and prerequestScript, as far as scripts failed outside of assertions."""
    errors: dict[str, Any] = {}
    for event in turn.raised:
        error = identified(_script_error(event.error), turn, len(errors))
        errors.setdefault(f"{event.script.listen}Script", []).append({"error": error})
    return errors


def _script_error(error: ScriptError) -> dict[str, Any]:
    return {"type": "Error", "name": error.name, "message": error.message, "stacktrace": _stack(error)}


def _stack(error: ScriptError) -> list[dict[str, Any]]:
    if error.line is None:
        return []
    return [{"fileName": "sandbox-script.js", "lineNumber": error.line, "columnNumber": error.column}]


def assertion_of(event: Asserted, cursor: Cursor) -> dict[str, Any]:
    """One verdict."""
    shown: dict[str, Any] = {"assertion": event.name, "skipped": event.skipped}
    return shown if event.passed or event.skipped else shown | {"error": _assertion_error(event, cursor)}


def _assertion_error(event: Asserted, cursor: Cursor) -> dict[str, Any]:
    error = event.error or ScriptError(name="AssertionError", message=event.name)
    place = f"sandbox-script.js:{event.index + 1}:{cursor.position + 1}"
    return {
        "name": error.name,
        "index": event.index,
        "test": event.name,
        "message": error.message,
        "stack": f"{error.name}: {error.message}\n   at Object.eval {place})",
    }


def error_of(event: Asserted | Raised | Exchanged, turn: Turn) -> dict[str, Any]:
    """The error of a failure."""
    match event:
        case Asserted():
            return _assertion_error(event, turn.cursor) | {"stacktrace": _stack(event.error) if event.error else []}
        case Raised():
            return _script_error(event.error)
        case Exchanged(exchange=exchange) if isinstance(exchange.outcome, Unanswered):
            return unanswered(exchange.outcome) | {"stacktrace": []}
    return {}


def identified(error: dict[str, Any], turn: Turn, number: int) -> dict[str, Any]:
    """The error with the marks that Newman puts on it: a checksum of what it says, an id, a time."""
    said = f"{error.get('name')}: {error.get('message')}".encode("utf-8", "replace")
    own = hashlib.sha256(f"{turn.cursor.ref} {number}".encode()).hexdigest()
    return error | {
        "checksum": hashlib.md5(said, usedforsecurity=False).hexdigest(),
        "id": f"{own[:8]}-{own[8:12]}-{own[12:16]}-{own[16:20]}-{own[20:32]}",
        "timestamp": round((turn.ended or turn.began) * 1000),
    }


def stats_of(tally: Tally) -> dict[str, Any]:
    """All counts by their names."""
    counts = {
        "iterations": tally.iterations,
        "items": tally.items,
        "scripts": tally.scripts,
        "prerequests": tally.prerequests,
        "requests": tally.requests,
        "tests": tally.tests,
        "assertions": tally.assertions,
        "testScripts": tally.test_scripts,
        "prerequestScripts": tally.prerequest_scripts,
    }
    return {name: _count(count) for name, count in counts.items()}


def _count(count: Count) -> dict[str, int]:
    return {"total": count.total, "pending": count.pending, "failed": count.failed}


def spread_of(name: str, spread: Spread) -> Iterator[tuple[str, float]]:
    """Average, Min, Max and Sd under one name."""
    yield f"{name}Average", spread.mean
    yield f"{name}Min", spread.least
    yield f"{name}Max", spread.greatest
    yield f"{name}Sd", spread.deviation
