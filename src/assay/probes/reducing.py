"""A finding's request made smaller: what may be left out is left out, as long as the same judge finds the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assay.contract.kinds import item_schema, properties
from assay.model.command import Program
from assay.model.contract import Contract, Operation, Schema
from assay.probes.bodies import resolved
from assay.probes.call import Call
from assay.probes.pointer import MISSING, at, joined, put
from assay.probes.writing import declared

MOST_SENDS = 12
"""Requests that are sent to make one finding smaller."""
MOST = 200
"""Those of a whole run."""
LONG = 64
"""Characters of a text from which on it is made shorter."""
_DEEPEST = 6
_MOST_PLACES = 200
Place = tuple[str, str]
"""`query`, `headers` or `cookies` and a name; `body` and a JSON Pointer; `items` or `text` and one, for what is kept
but made shorter."""
Trim = tuple[Place, ...]


def places(call: Call, contract: Contract, where: str = "") -> Trim:
    """What may be left out of a call by its contract, but not what stands at `where`: that is what it is about."""
    found = [
        (group, name)
        for group, place in (("query", "query"), ("headers", "header"), ("cookies", "cookie"))
        for name in getattr(call, group)
        if not declared(call.operation, place, name).required and not _is_about(f"{place} {name}", where)  # type: ignore[arg-type]
    ]
    if call.raw is None and isinstance(call.body, dict | list):
        schema = next((one.schema for one in (call.operation.body.media if call.operation.body else ())
                       if one.type == call.media), True)  # fmt: skip
        found += [one for one in _inside(call.body, schema, contract, "", 0) if not _is_near(one[1], where)]
    return tuple(found[:_MOST_PLACES])


def _is_about(place: str, where: str) -> bool:
    kind, _, name = place.partition(" ")
    told, _, names = where.partition(" ")
    return where.lower() == name.lower() or (told == kind and name in names.split(", "))


def _is_near(pointer: str, where: str) -> bool:
    """Whether one of two places is inside the other."""
    inside, around = f"{pointer}/".startswith(f"{where}/"), f"{where}/".startswith(f"{pointer}/")
    return where.startswith("/") and (inside or around)


def _inside(value: Any, schema: Schema, contract: Contract, pointer: str, depth: int) -> Iterator[Place]:
    """Fields that need not be there, the outermost first, and lists that may be shorter."""
    if depth > _DEEPEST:
        return
    whole = resolved(schema, contract)
    if isinstance(value, list):
        if len(value) > 1:
            yield "items", pointer
        if value:
            inner = item_schema(whole, contract.definitions)
            yield from _inside(value[0], inner, contract, f"{pointer}/0", depth + 1)
    elif isinstance(value, dict):
        fields, needed = properties(whole, contract.definitions), _required(whole, contract)
        yield from (("body", pointer + joined(name)) for name in value if name not in needed)
        for name, one in value.items():
            yield from _inside(one, fields.get(name, True), contract, pointer + joined(name), depth + 1)
    elif isinstance(value, str) and len(value) > LONG:
        yield "text", pointer


def _required(schema: dict[str, Any], contract: Contract) -> set[str]:
    found = set(schema.get("required") or ())
    return found.union(*(resolved(one, contract).get("required") or () for one in schema.get("allOf") or ()))


def trimmed(call: Call, operation: Operation, trim: Trim) -> Call:
    """The call without these places, where it is one of the operation."""
    if call.operation.name != operation.name or not trim:
        return call
    changes: dict[str, Any] = {}
    for group in ("query", "headers", "cookies"):
        gone = {name for kind, name in trim if kind == group}
        changes[group] = {name: one for name, one in getattr(call, group).items() if name not in gone}
    body = call.body
    if call.raw is None and isinstance(body, dict | list):
        for kind, pointer in reversed(trim):
            body = _smaller(body, kind, pointer)
    return call.with_(**changes, body=body)


def _smaller(body: Any, kind: str, pointer: str) -> Any:
    if kind == "body":
        return put(body, pointer, MISSING)
    value = at(body, pointer)
    if kind == "items" and isinstance(value, list):
        return put(body, pointer, value[:1])
    return put(body, pointer, value[: LONG // 8]) if kind == "text" and isinstance(value, str) else body


def smallest(everything: Trim, shows: Callable[[Trim], Program[bool]], is_enough: Callable[[], bool]) -> Program[Trim]:
    """As much of it as can be left out: all at once, then each half of what could not, as long as there is room."""
    gone: Trim = ()
    waiting = [everything] if everything else []
    while waiting and not is_enough():
        part = waiting.pop(0)
        if (yield from shows((*gone, *part))):
            gone = (*gone, *part)
        elif len(part) > 1:
            middle = len(part) // 2
            waiting += [part[:middle], part[middle:]]
    return gone
