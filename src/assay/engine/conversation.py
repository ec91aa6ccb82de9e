"""What a script is told of the run, and what it changes there: context out, mutations back."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.engine.asked import Done
from assay.engine.lane import Lane
from assay.engine.select import Item, OwnedScript
from assay.model.event import Cursor
from assay.model.http import Response
from assay.model.script import ScriptResult, ScriptRun


def script_run(
    owned: OwnedScript, item: Item, lane: Lane, cursor: Cursor, request: dict[str, Any], done: Done | None
) -> ScriptRun:
    """A script with all that it may see at this moment."""
    return ScriptRun(
        id=lane.world.uuid(),
        listen=owned.script.listen,
        source=owned.script.source,
        context=context(lane, cursor, request, done),
        cursor={
            "iteration": cursor.iteration,
            "cycles": cursor.cycles,
            "position": cursor.position,
            "length": cursor.length,
            "ref": cursor.ref,
            "scriptId": owned.script.id,
        },
        legacy={
            "_itemId": item.step.id,
            "_itemName": item.step.name,
            "_itemPath": [item.suite, *item.path, item.step.name],
            "_eventItemName": owned.owner,
        },
        timeout=lane.plan.script_timeout,
    )


def context(lane: Lane, cursor: Cursor, request: dict[str, Any], done: Done | None) -> dict[str, Any]:
    """The scopes, the request, and after it was sent its answer and cookies."""
    scopes = lane.scopes
    told: dict[str, Any] = {
        "environment": scopes.environment.context(),
        "globals": scopes.globals.context(),
        "collectionVariables": scopes.collection.context(),
        "_variables": scopes.local.context(),
        "data": lane.plan.row(cursor.iteration),
        "request": request,
    }
    if done is not None:
        told["cookies"] = list(done.cookies)
        if done.exchange.response is not None:
            told["response"] = response_json(done.exchange.id, done.exchange.response, done.exchange.timings.total)
    return told


def response_json(ident: str, response: Response, milliseconds: float) -> dict[str, Any]:
    """An answer in Postman's structure, the body as bytes: the script room knows the cheapest way to pass them."""
    return {
        "id": ident,
        "code": response.status,
        "status": response.reason,
        "header": [{"key": name, "value": value} for name, value in response.headers],
        "stream": response.body or {"type": "Base64", "data": ""},  # or text() would be undefined
        "responseTime": round(milliseconds),
        "responseSize": response.sizes.body,
    }


def take_back(result: ScriptResult, lane: Lane) -> tuple[tuple[str, str], ...]:
    """Apply what a script changed; returns name and text of each variable in a scope that changed."""
    changed: list[tuple[str, str]] = []
    for scope, values in (
        (lane.scopes.environment, result.environment),
        (lane.scopes.globals, result.globals),
        (lane.scopes.collection, result.collection_variables),
        (lane.scopes.local, result.variables),
    ):
        if values is not None:
            before = {row["key"]: row for row in scope.values_json() if "value" not in row}
            values = [row if "value" in row or row["key"] in before else {**row, "value": None} for row in values]
            scope.replace(values)
            changed.extend((str(v.get("key")), v["value"]) for v in values if isinstance(v.get("value"), str))
    return tuple(changed)


def next_request(result: ScriptResult, before: str | msgspec.UnsetType | None) -> str | msgspec.UnsetType | None:
    """The last word on what comes next."""
    return before if result.next_request is msgspec.UNSET else result.next_request
