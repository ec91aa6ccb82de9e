"""Between Flask and the handlers: credentials, limits, parameters, bodies, envelopes, refusals."""

from __future__ import annotations

import json
import math
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Response, request

from tests.second_api import contract, wording
from tests.second_api.contract import Operation
from tests.second_api.people import Caller, caller
from tests.second_api.refusals import Refusal, hidden
from tests.second_api.world import World

MOST_BYTES = 65_536
MOST_REQUESTS = 100_000
MINUTE = timedelta(minutes=1)
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
}


@dataclass
class Call:
    """A request that the gate let in: ids in the path are UUIDs, the query fulfils the contract."""

    world: World
    operation: Operation
    who: Caller
    path: dict[str, str]
    query: dict[str, Any]

    def body(self) -> dict[str, Any]:
        """The body, normal and by its schema; 415, 413 or 400. Asked for after it is known that the caller may."""
        media = request.mimetype
        if media not in self.operation.media and not (self.world.has("any-media-taken") and self.operation.media):
            raise Refusal("unsupportedMediaType", f"Send {' or '.join(self.operation.media)}.")
        schema = next(iter(self.operation.media.values()))
        sent = _whole(_parsed(request.get_data()))
        _judged(self.world, self.operation, schema, sent)
        value: dict[str, Any] = wording.normal(sent)
        _judged(self.world, self.operation, schema, value)
        return {name: one for name, one in value.items() if name in _names(schema)}

    def sent(self, name: str) -> Any:
        """A field as it was sent, whether the contract knows it or not. For defects."""
        return (request.get_json(silent=True, force=True) or {}).get(name)


@dataclass
class Answer:
    """`data` goes into the envelope; `content` is sent as it is; neither is no body."""

    data: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    content: bytes | None = None
    media: str = "application/json"


Handler = Callable[[Call], Answer]


def guarded(world: World, operation: Operation, handler: Handler) -> Callable[..., Response]:
    """The Flask view of one operation."""

    def view(**path: str) -> Response:
        request_id = str(uuid.uuid4())
        with world.lock:
            try:
                answer = _answered(world, operation, handler, path)
            except Refusal as refusal:
                answer = refused(refusal, request_id, world)
            except Exception:  # noqa: BLE001 - whatever else went wrong is ours
                answer = _failed(world, request_id)
            return rendered(world, answer, request_id)

    return view


def _answered(world: World, operation: Operation, handler: Handler, path: dict[str, str]) -> Answer:
    who = caller(world, operation, request.headers.get("Authorization", ""), request.cookies.get("sid", ""))
    call = Call(world, operation, who, {name: _id(text) for name, text in path.items()}, {})
    call.query = _query(world, operation)
    return handler(call)


def _id(text: str) -> str:
    try:
        return str(uuid.UUID(text)) if len(text) == 36 else str(uuid.UUID(""))
    except ValueError:
        raise hidden() from None


def _query(world: World, operation: Operation) -> dict[str, Any]:
    found = {}
    for parameter in operation.parameters:
        text = request.args.get(parameter["name"])
        if parameter["in"] == "query" and text is not None:
            found[parameter["name"]] = _value(world, parameter, text)
    return found


def _value(world: World, parameter: dict[str, Any], text: str) -> Any:
    name, schema = parameter["name"], contract.target(parameter["schema"])
    value: Any = text
    if schema.get("type") == "integer" and text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10:
        value = int(text)
    lenient = world.has("page-size-unchecked") and name == "pageSize" and isinstance(value, int)
    if not lenient and not contract.judge(schema).is_valid(value):
        raise Refusal("badRequest", "A parameter breaks its rule.", ((name, "breaks its rule"),))
    return value


def _parsed(body: bytes) -> Any:
    if len(body) > MOST_BYTES:
        raise Refusal("tooLarge", "Send 64 KiB at most.")
    try:
        value = json.loads(body.decode(), parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refusal("badRequest", "The body is not JSON.") from None
    return value


def _no_number(_: str) -> float:
    raise ValueError("JSON has no such number")


def _whole(value: Any) -> Any:
    """3.0 as 3: to JSON Schema both are an integer."""
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise Refusal("badRequest", "A number is too large.")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _judged(world: World, operation: Operation, schema: dict[str, Any], value: Any) -> None:
    """Raises Refusal with each field that breaks its rule."""
    errors = [
        (".".join(map(str, one.instance_path)), one.kind.name) for one in contract.judge(schema).iter_errors(value)
    ]
    ignored = {
        defect.rpartition(" ")[2] for defect in _LENIENT.get(operation.id, ()) if world.has(defect.partition(" ")[0])
    }
    errors = [(where, rule) for where, rule in errors if where not in ignored]
    if errors:
        raise Refusal(
            "badRequest", "Fields break their rules.", tuple((where, f"breaks {rule}") for where, rule in errors[:20])
        )


_LENIENT = {
    "createNote": ("title-endless title", "due-unchecked dueAt", "priority-unbounded priority"),
    "changeNote": ("title-nullable title",),
}
"""By operation: defect and the field that it does not judge."""


def _names(schema: dict[str, Any]) -> set[str]:
    schema = contract.target(schema)
    found = set(schema.get("properties", ()))
    for part in (*schema.get("allOf", ()), *schema.get("oneOf", ())):
        found |= _names(part)
    return found


def refused(refusal: Refusal, request_id: str, world: World) -> Answer:
    """The one shape of errors."""
    content: dict[str, Any] = {"error": refusal.word, "message": refusal.message, "requestId": request_id}
    if refusal.details:
        content["details"] = [{"field": name, "issue": issue} for name, issue in refusal.details]
    if refusal.status == 400 and world.has("trace-told"):
        content["message"] = "".join(traceback.format_exception(refusal))
    if refusal.status == 409 and world.has("conflict-shape-wanders"):
        content = {"status": "fail", "reason": refusal.message}
    headers = {"WWW-Authenticate": 'Bearer realm="fieldnotes"'} if refusal.status == 401 else {}
    return Answer(None, refusal.status, headers, content=json.dumps(content).encode())


def _failed(world: World, request_id: str) -> Answer:
    return refused(Refusal("internal", "It is our fault."), request_id, world)


def rendered(world: World, answer: Answer, request_id: str) -> Response:
    """The response, with the headers that every answer has."""
    content = answer.content
    if content is None and answer.status not in (204, 304):
        whole = {"data": answer.data, "meta": {"requestId": request_id, **answer.meta}}
        content = json.dumps(whole, ensure_ascii=False).encode()
    response = Response(content or b"", answer.status)
    if content is None:
        del response.headers["Content-Type"]
    else:
        response.headers["Content-Type"] = answer.media
    response.headers.update({**SAFE, **_limits(world), "X-Request-Id": request_id, **answer.headers})
    return response


def _limits(world: World) -> dict[str, str]:
    """How much is left of the minute; one budget for all, because this is for tests."""
    now = world.now()
    begun, used = world.spent.get("all", (now, 0))
    begun, used = (begun, used + 1) if now - begun < MINUTE else (now, 1)
    world.spent["all"] = (begun, used)
    left = {"X-RateLimit-Limit": MOST_REQUESTS, "X-RateLimit-Remaining": max(MOST_REQUESTS - used, 0)}
    if not world.has("reset-missing"):
        left["X-RateLimit-Reset"] = math.ceil((begun + MINUTE - now).total_seconds())
    return {name: str(number) for name, number in left.items()}
