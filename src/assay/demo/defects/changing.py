"""The means to make the shop wrong: functions replaced, answers changed, handlers wrapped, schemas loosened."""

import sys
from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any

import msgspec

from assay.demo import app, contract
from assay.demo.calls import JSON, Call, Reply
from assay.demo.contract import Operation
from assay.demo.defects.defect import Plant
from assay.demo.schema import Schema
from assay.demo.store import Handler, Shop

Around = Callable[[Handler, Shop, Call], Awaitable[Reply]]


def replace(old: Any, new: Any) -> None:
    """Puts `new` in the place of a function wherever a module of the shop has its name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("assay.demo"):
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def replaced(module: Any, name: str, new: Any) -> Plant:
    """The function of that name in a module, replaced everywhere. It is looked up when the defect is planted."""
    return lambda: replace(getattr(module, name), new)


def around(act: Around, *operations: str) -> Plant:
    """The handlers of some operations, each within `act(handler, shop, call)`."""

    def plant() -> None:
        for operation in operations:
            app.HANDLERS[operation] = _within(act, app.HANDLERS[operation])

    return plant


def answers(operation: str, change: Callable[[Reply], Reply]) -> Plant:
    """The answers of one operation, changed."""

    async def act(handler: Handler, shop: Shop, call: Call) -> Reply:
        return change(await handler(shop, call))

    return around(act, operation)


def content(operation: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Plant:
    """The JSON of the answers of one operation, changed."""

    def whole(reply: Reply) -> Reply:
        return with_content(reply, change) if reply.content else reply

    return answers(operation, whole)


def with_content(reply: Reply, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Reply:
    """The answer with its JSON changed."""
    assert isinstance(reply.content, dict), "only answers with an object are changed"
    return msgspec.structs.replace(reply, content=change(reply.content))


def status(operation: str, code: int) -> Plant:
    """The answers of one operation with another status."""
    return answers(operation, lambda reply: msgspec.structs.replace(reply, status=code))


def header(operation: str, name: str, value: str | None) -> Plant:
    """The answers of one operation with a header more, or without it (None)."""

    def change(reply: Reply) -> Reply:
        others = {key: one for key, one in reply.headers.items() if key != name}
        return msgspec.structs.replace(reply, headers=others if value is None else {**others, name: value})

    return answers(operation, change)


def operation_changed(operation: str, change: Callable[[Operation], Operation]) -> Plant:
    """One operation of the contract as the shop reads it, changed; the document stays."""

    def plant() -> None:
        found = tuple(change(one) if one.id == operation else one for one in contract.operations())
        replace(contract.operations, lambda: found)

    return plant


def body(operation: str, change: Callable[[Schema], None]) -> Plant:
    """The schema of an operation's JSON body, changed in place in a copy."""

    def changed(found: Operation) -> Operation:
        schema = deepcopy(found.bodies[JSON])
        change(schema)
        return msgspec.structs.replace(found, bodies={**found.bodies, JSON: schema})

    return operation_changed(operation, changed)


def loosened(operation: str, path: str, *keywords: str, **others: Any) -> Plant:
    """A part of the body's schema without some keywords, and with others. `items/*/quantity` names a part."""

    def change(schema: Schema) -> None:
        part = _part(schema, path)
        for keyword in keywords:
            part.pop(keyword, None)
        part.update(others)

    return body(operation, change)


def field_added(operation: str, path: str, name: str) -> Plant:
    """An object of the body takes a field more, of any value."""
    return body(operation, lambda schema: _part(schema, path)["properties"].update({name: {}}))


def parameter(operation: str, name: str, *keywords: str, optional: bool = False) -> Plant:
    """A parameter whose schema lacks some keywords, or that need not be sent."""

    def changed(found: Operation) -> Operation:
        return msgspec.structs.replace(found, parameters=tuple(_loose(one) for one in found.parameters))

    def _loose(one: contract.Parameter) -> contract.Parameter:
        if one.name != name:
            return one
        schema = {keyword: value for keyword, value in one.schema.items() if keyword not in keywords}
        return msgspec.structs.replace(one, schema=schema, required=one.required and not optional)

    return operation_changed(operation, changed)


def both(*plants: Plant) -> Plant:
    """Several changes that make one defect."""

    def plant() -> None:
        for one in plants:
            one()

    return plant


def without(call: Call, *names: str) -> Call:
    """The call with some fields of its body left out."""
    return msgspec.structs.replace(call, body={key: one for key, one in call.body.items() if key not in names})


def as_user(call: Call, **fields: Any) -> Call:
    """The call as if somebody else had sent it."""
    return msgspec.structs.replace(call, who=msgspec.structs.replace(call.who, **fields))


def _within(act: Around, handler: Handler) -> Handler:
    async def wrapped(shop: Shop, call: Call) -> Reply:
        return await act(handler, shop, call)

    return wrapped


def _part(schema: Schema, path: str) -> Schema:
    for step in filter(None, path.split("/")):
        schema = schema["items"] if step == "*" else schema["properties"][step]
    return schema
