"""Tells our events by Newman's names, with what Newman's callbacks are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.event import (
    Asserted,
    Event,
    Exchanged,
    ItemEnded,
    ItemStarted,
    IterationEnded,
    IterationStarted,
    Logged,
    Raised,
    RequestStarted,
    RunEnded,
    RunStarted,
    ScriptEnded,
    ScriptsEnded,
    ScriptsStarted,
    ScriptStarted,
)
from assay.model.exchange import Unanswered

EVENTS = frozenset(
    {
        "start",
        "beforeIteration",
        "iteration",
        "beforeItem",
        "item",
        "beforePrerequest",
        "prerequest",
        "beforeTest",
        "test",
        "beforeScript",
        "script",
        "beforeRequest",
        "request",
        "assertion",
        "console",
        "exception",
        "beforeDone",
        "done",
    }
)
"""The names that Newman's emitter has."""

Told = tuple[str, dict[str, Any] | None, dict[str, Any]]
"""A name, the error or None, and the arguments."""


SIMPLE: dict[type[Event], str] = {
    RunStarted: "start",
    IterationStarted: "beforeIteration",
    IterationEnded: "iteration",
    ItemStarted: "beforeItem",
    ItemEnded: "item",
    ScriptStarted: "beforeScript",
    Raised: "exception",
    Logged: "console",
    RequestStarted: "beforeRequest",
}
"""Events that have one name in Newman, and no error."""


def told(event: Event) -> Iterator[Told]:
    """What Newman's emitter would say of one of our events."""
    name = SIMPLE.get(type(event))
    if name is not None:
        yield name, None, arguments(event)
    elif isinstance(event, ScriptsStarted):
        yield f"before{event.listen.capitalize()}", None, arguments(event)
    elif isinstance(event, ScriptsEnded):
        yield event.listen, None, arguments(event)
    elif isinstance(event, RunEnded):
        yield "beforeDone", None, arguments(event)
        yield "done", {"message": event.error} if event.error else None, arguments(event)
    else:
        yield from judged(event)


def judged(event: Event) -> Iterator[Told]:
    """Events that may carry an error."""
    if isinstance(event, ScriptEnded):
        yield "script", error_of(event.error), arguments(event)
    elif isinstance(event, Asserted):
        yield "assertion", None if event.passed or event.skipped else assertion_error(event), arguments(event)
    elif isinstance(event, Exchanged) and event.role in ("final", "challenged"):
        outcome = event.exchange.outcome
        unanswered = {"message": outcome.reason, "code": outcome.code} if isinstance(outcome, Unanswered) else None
        yield "request", unanswered, arguments(event)


def arguments(event: Event) -> dict[str, Any]:
    """The fields of an event as plain values; bytes stay bytes."""
    found: dict[str, Any] = msgspec.to_builtins(event, builtin_types=(bytes,))
    found.pop("event", None)
    if isinstance(event, ItemEnded):
        found["isSkipped"] = event.skipped
    if isinstance(event, Asserted):
        found["assertion"] = event.name
    if isinstance(event, Exchanged) and event.exchange.response is not None:
        found["response"] = msgspec.to_builtins(event.exchange.response, builtin_types=(bytes,))
    if isinstance(event, Logged):
        found["messages"] = list(event.values)
    return found


def error_of(error: Any) -> dict[str, Any] | None:
    """An error as plain values."""
    return None if error is None else dict(msgspec.to_builtins(error))


def assertion_error(event: Asserted) -> dict[str, Any]:
    """The error of a failed assertion, with its name and place in the script."""
    error = error_of(event.error) or {"name": "AssertionError", "message": event.name}
    return error | {"test": event.name, "index": event.index}
