"""Choosing, repeating and naming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import regex

from assay.model.stub.java_regex import BadRegex, compiled
from assay.stub.matching.texts import full_match
from assay.stub.replying.templates.fill import Helper, HelperCall
from assay.stub.replying.templates.values import ListOrSingle, UrlPath, is_false, member, shown


def if_(call: HelperCall) -> str:
    """`{{#if value}}`."""
    return call.inside() if not is_false(call.first()) else call.otherwise()


def unless(call: HelperCall) -> str:
    """`{{#unless value}}`."""
    return call.inside() if is_false(call.first()) else call.otherwise()


def with_(call: HelperCall) -> str:
    """`{{#with value}}`."""
    value = call.first()
    return call.otherwise() if value is None or is_false(value) else call.inside(value, {}, (value,))


def each(call: HelperCall) -> str:
    """`{{#each items}}`: items of a list, or members of a map with `@key`."""
    items = list(_items(call.first()))
    if not items:
        return call.otherwise()
    out = []
    for index, (key, item) in enumerate(items):
        call.filling.spend()
        last = index == len(items) - 1
        data = {
            "index": index,
            "key": key,
            "first": "first" if index == 0 else "",
            "last": "last" if last else "",
            "odd": "odd" if index % 2 else "",
            "even": "" if index % 2 else "even",
            "index_1": index + 1,
        }
        out.append(call.inside(item, data, (item, key)))
    return "".join(out)


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from enumerate(value)
    elif value is not None and not is_false(value):
        yield 0, value


def lookup(call: HelperCall) -> Any:
    """A member by a name or index that is itself looked up."""
    return member(call.first(), call.text(1))


def assign(call: HelperCall) -> str:
    """`{{#assign 'name'}}…{{/assign}}`."""
    if call.block is not None:
        call.filling.assigned[call.text(0)] = call.inside()
    return ""


def val(call: HelperCall) -> Any:
    """A value, or another `or` it; `assign` names it instead of writing it."""
    value = call.first() if call.arguments else None
    if value is None or (isinstance(value, ListOrSingle) and not value):
        value = call.named.get("or", call.named.get("default"))
    name = call.named.get("assign")
    if name is None:
        return value
    call.filling.assigned[shown(name)] = value
    return ""


def _comparable(value: Any) -> Any:
    """A value as it is compared: what prints as a text is one."""
    return shown(value) if isinstance(value, ListOrSingle | UrlPath) else value


def _number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal: numbers by value, others of one kind."""
    one, other = _comparable(one), _comparable(other)
    if _number(one) and _number(other):
        return bool(one == other)
    return type(one) is type(other) and bool(one == other)


def eq(call: HelperCall) -> Any:
    """Equal."""
    return call.judged(same(call.first(), call.get(1)))


def neq(call: HelperCall) -> Any:
    """Not equal."""
    return call.judged(not same(call.first(), call.get(1)))


def _order(call: HelperCall) -> int:
    one, other = _comparable(call.first()), _comparable(call.get(1))
    if (_number(one) and _number(other)) or (isinstance(one, str) and isinstance(other, str)):
        return int(one > other) - int(one < other)
    raise ValueError(f"{shown(one)!r} and {shown(other)!r} have no order")


def gt(call: HelperCall) -> Any:
    """Greater."""
    return call.judged(_order(call) > 0)


def gte(call: HelperCall) -> Any:
    """Greater or equal."""
    return call.judged(_order(call) >= 0)


def lt(call: HelperCall) -> Any:
    """Less."""
    return call.judged(_order(call) < 0)


def lte(call: HelperCall) -> Any:
    """Less or equal."""
    return call.judged(_order(call) <= 0)


def and_(call: HelperCall) -> Any:
    """All are true."""
    return call.judged(all(not is_false(value) for value in call.arguments))


def or_(call: HelperCall) -> Any:
    """At least one is true."""
    return call.judged(any(not is_false(value) for value in call.arguments))


def not_(call: HelperCall) -> Any:
    """It is false."""
    return call.judged(is_false(call.first()))


def contains(call: HelperCall) -> Any:
    """A text has another in it, or a list an item."""
    value = call.first()
    if isinstance(value, list | tuple) and not isinstance(value, UrlPath):
        return call.judged(any(same(item, call.get(1)) for item in value))
    return call.judged(value is not None and call.text(1) in shown(value))


def matches(call: HelperCall) -> Any:
    """The whole text fits a regular expression."""
    try:
        pattern = compiled(call.text(1), regex.DOTALL)
    except BadRegex as wrong:
        raise ValueError(str(wrong)) from None
    return call.judged(full_match(pattern, call.text(0)))


HELPERS: dict[str, Helper] = {
    "if": if_,
    "unless": unless,
    "with": with_,
    "each": each,
    "lookup": lookup,
    "assign": assign,
    "val": val,
    "eq": eq,
    "neq": neq,
    "gt": gt,
    "gte": gte,
    "lt": lt,
    "lte": lte,
    "and": and_,
    "or": or_,
    "not": not_,
    "contains": contains,
    "matches": matches,
}
