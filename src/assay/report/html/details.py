"""All that the page shows of one turn when it is opened, with every part bounded and its true size told."""

from __future__ import annotations

from typing import Any

from assay.model.event import Exchanged
from assay.model.exchange import Exchange, Timings, Unanswered
from assay.model.http import Headers
from assay.report.body import sent_bytes, sent_files, text_of
from assay.report.clean import block, cut, line
from assay.report.curl import curl
from assay.report.difference import difference
from assay.report.failures import Failure, failures
from assay.report.literal import literal
from assay.report.turns import Turn

LONGEST_BODY = 16 * 1024
"""Characters of a body, where the page has room for that."""
LONGEST = 4000
"""Characters of any other text."""
MOST_EXCHANGES = 50
MOST_ASSERTIONS = 500
MOST_LOGS = 200
MOST_HEADERS = 100
LONGEST_PICTURE = 64 * 1024
"""Characters of a visualizer's HTML."""


def details_of(turn: Turn, longest_body: int = LONGEST_BODY) -> dict[str, Any]:
    """The turn as report.js reads it. `longest_body` is the room that there is for each body."""
    told = list(failures(turn))
    main = turn.main
    others = [event for event in turn.exchanges if event is not main]
    shown = [*others[: MOST_EXCHANGES - 1], *([main] if main else [])]
    return {
        "exchanges": [_exchange(event, longest_body) for event in shown],
        "main": len(shown) - 1 if main else -1,
        "failures": [_failure(failure) for failure in told[:MOST_ASSERTIONS]],
        "assertions": [
            [_short(event.name), 2 if event.skipped else int(event.passed)] for event in turn.asserted[:MOST_ASSERTIONS]
        ],
        "logs": [[event.level, _log(event.values)] for event in turn.logged[:MOST_LOGS]],
        "picture": _picture(turn.visualizer, longest_body),
        "left_out": {
            "exchanges": len(turn.exchanges) - len(shown),
            "assertions": max(len(turn.asserted) - MOST_ASSERTIONS, 0),
            "logs": max(len(turn.logged) - MOST_LOGS, 0),
            "events": turn.dropped,
        },
    }


def _short(text: str) -> str:
    return line(cut(text, LONGEST))


def _log(values: tuple[Any, ...]) -> str:
    return block(cut(" ".join(literal(value) for value in values), LONGEST))


def _picture(picture: str | None, longest_body: int) -> dict[str, Any] | None:
    if not picture:
        return None
    most = min(LONGEST_PICTURE, longest_body * 4)
    return {"html": picture[:most], "size": len(picture), "whole": len(picture) <= most}


def _failure(failure: Failure) -> dict[str, Any]:
    found = difference(failure.message)
    return {
        "kind": failure.kind,
        "name": _short(failure.name),
        "title": _short(failure.title),
        "message": block(cut(failure.message, LONGEST)),
        "place": _short(failure.place),
        "expected": _short(found.expected) if found else None,
        "actual": _short(found.actual) if found else None,
    }


def _exchange(event: Exchanged, longest_body: int) -> dict[str, Any]:
    exchange = event.exchange
    request = exchange.request
    kept = {
        "source": event.source,
        "role": event.role,
        "attempt": event.attempt,
        "method": _short(request.method),
        "url": _short(request.url),
        "headers": _headers(request.headers),
        "body": _sent_body(exchange, longest_body),
        "timings": _timings(exchange.timings),
        "remote": _short(exchange.remote),
        "reused": exchange.reused,
        "curl": _curl(exchange),
    }
    return kept | _outcome(exchange, longest_body)


def _outcome(exchange: Exchange, longest_body: int) -> dict[str, Any]:
    if isinstance(exchange.outcome, Unanswered):
        outcome = exchange.outcome
        return {"error": {"code": _short(outcome.code), "reason": _short(outcome.reason), "phase": outcome.phase}}
    response = exchange.outcome.response
    return {
        "response": {
            "status": response.status,
            "reason": _short(response.reason),
            "version": _short(response.http_version),
            "headers": _headers(response.headers),
            "body": _body(response.body, response.header("content-type"), longest_body),
            "truncated": response.truncated,
            "transferred": response.sizes.head + (response.sizes.body or len(response.body)),
        }
    }


def _headers(headers: Headers) -> list[list[str]]:
    return [[_short(name), _short(value)] for name, value in headers[:MOST_HEADERS]]


def _timings(timings: Timings) -> list[float]:
    fields = ("wait", "name", "connect", "tls", "first_byte", "download", "total")
    return [round(getattr(timings, field), 2) for field in fields]


def _sent_body(exchange: Exchange, longest_body: int) -> dict[str, Any] | None:
    data = sent_bytes(exchange.request)
    if data is not None:
        return _body(data, exchange.request.header("content-type"), longest_body)
    files = sent_files(exchange.request)
    names = "\n".join(_short(file.path) for file in files[:20])
    return {"text": names, "size": sum(file.size for file in files), "kind": "files", "whole": False}


def _body(data: bytes, kind: str | None, longest: int) -> dict[str, Any] | None:
    if not data:
        return None
    text = text_of(data[: longest * 4], kind)
    shown = block(text[:longest]) if text is not None else None
    whole = text is not None and len(data) <= longest * 4 and len(text) <= longest
    return {"text": shown, "size": len(data), "kind": _short(kind or ""), "whole": whole}


def _curl(exchange: Exchange) -> str:
    command = curl(exchange, multiline=True)
    return command if len(command) <= LONGEST * 4 else ""
