"""What was sent comes back: a property of the answer gets the value that came under its name, if its schema allows it.

A real service gives back the reference, the amount and the order that it was called with, and callers check that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assay.contract.kinds import item_schema, properties
from assay.model.contract import Contract, Schema

_ENVELOPES = frozenset({"data", "result", "item", "record", "payload", "response", "attributes", "object"})
_LISTS = frozenset({"data", "items", "results", "records", "entries", "values", "content", "rows"})
_MOST = 200
Allowed = Callable[[Schema, Any], bool]


def plain_name(name: str) -> str:
    """`orderId`, `order_id` and `order-id` are one name."""
    return "".join(char for char in name.lower() if char.isalnum())


class Echo:
    """Puts what came into the values of answers."""

    def __init__(self, contract: Contract, allowed: Allowed) -> None:
        self._definitions = contract.definitions
        self._allowed = allowed

    def put(self, value: Any, schema: Schema, sent: Mapping[str, Any], path: Mapping[str, Any]) -> Any:
        """The value with all that fits of what was `sent` (in the body) and of the parameters (`path`), changed in
        place; without, where it all together is not allowed."""
        if not sent and not path:
            return value
        before = _copied(value)
        self._put(value, schema, _by_plain_name(path), _by_plain_name(sent))
        return value if self._allowed(schema, value) or not self._allowed(schema, before) else before

    def _put(self, value: Any, schema: Schema, path: dict[str, Any], sent: dict[str, Any]) -> None:
        if isinstance(value, list):
            self._into_items(value, schema, path)
        if not isinstance(value, dict):
            return
        known = properties(schema, self._definitions)
        whole = {**path, **sent}
        self._into(value, known, whole)
        for name, inner in value.items():
            if isinstance(inner, dict) and (name.lower() in _ENVELOPES or len(value) == 1) and name not in whole:
                self._into(inner, properties(known.get(name, True), self._definitions), whole)
            elif isinstance(inner, list) and name.lower() in _LISTS and plain_name(name) not in sent:
                self._into_items(inner, known.get(name, True), path)

    def _into_items(self, items: list[Any], schema: Schema, path: dict[str, Any]) -> None:
        """Parameters into the things of a list: what was asked for by them is about them."""
        inner = item_schema(schema, self._definitions)
        known = properties(inner, self._definitions)
        for item in items[:_MOST]:
            if isinstance(item, dict):
                self._into(item, known, path)

    def _into(self, value: dict[str, Any], known: dict[str, Schema], given: dict[str, Any]) -> None:
        for name in dict.fromkeys((*value, *(one for one in known if plain_name(one) in given))):
            key = plain_name(name)
            if key in given and (schema := known.get(name, True)) is not False and _fits(value.get(name), given[key]):
                if isinstance(schema, dict) and schema.get("writeOnly") is True:
                    continue
                if self._allowed(schema, given[key]):
                    value[name] = given[key]


def _by_plain_name(given: Mapping[str, Any]) -> dict[str, Any]:
    return {plain_name(name): value for name, value in list(given.items())[:_MOST]}


def _fits(before: Any, after: Any) -> bool:
    """Whether it is of the kind that stood there, where there is no schema to say so."""
    numbers = isinstance(before, int | float) and isinstance(after, int | float)
    return before is None or numbers or type(before) is type(after)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
