"""The faults that an error body names, read from the forms of RFC 9457, JSON:API and the frameworks in use."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

MOST = 200
DEEPEST = 5
LISTS = (
    *("errors", "detail", "details", "violations", "fieldErrors", "field_errors", "fieldViolations", "issues"),
    *("invalid-params", "invalid_params", "invalidParams", "validationErrors", "validation_errors", "message"),
)
"""Members under which faults stand."""
PLACES = (
    *("pointer", "loc", "path", "field", "propertyPath", "property", "param", "parameter", "header", "name"),
    *("fieldName", "instancePath", "target", "attribute", "key", "propertyName"),
)
WORDS = ("detail", "msg", "message", "defaultMessage", "description", "reason", "title", "error", "code", "keyword")


class Fault(NamedTuple):
    """One fault: where, as the API names it (a pointer, a path, a name; empty where it names none), and its words."""

    place: str
    words: str


def faults(body: Any, *, bare: bool = True) -> list[Fault]:
    """At most 200, in order; empty for a body that names none. `bare`: the members of the body may be the fields."""
    return list(islice(dict.fromkeys(_of(body, bare)), MOST))


def _of(body: Any, bare: bool) -> Iterator[Fault]:
    if isinstance(body, list):
        yield from _listed(body)
    if not isinstance(body, dict):
        return
    found = False
    for name in LISTS:
        for each in _held(name, body.get(name)):
            found = True
            yield each
    if not found and isinstance(body.get("error"), dict | list):
        inner = body["error"]
        yield from _of(inner, bare)
        if isinstance(inner, dict) and isinstance(inner.get("param"), str) and isinstance(inner.get("message"), str):
            yield Fault(inner["param"], inner["message"])
    elif bare and not found and body and all(_sentences(each) for each in body.values()):
        yield from _mapped(body, "", 0)  # Django REST framework, Rails: the fields are the members


def _held(name: str, value: Any) -> Iterator[Fault]:
    if isinstance(value, list):
        yield from _listed(value)
    elif isinstance(value, dict):
        yield from _mapped(value, "", 0, single=name.lower().endswith("errors"))


def _listed(items: list[Any]) -> Iterator[Fault]:
    for item in items[:MOST]:
        if isinstance(item, str):
            yield Fault("", item)
        elif isinstance(item, dict):
            yield from _item(item)


def _item(item: dict[str, Any]) -> Iterator[Fault]:
    inner = next((item[name] for name in ("fieldViolations", "errors", "children") if _has_items(item.get(name))), None)
    words = next((item[name] for name in WORDS if isinstance(item.get(name), str) and item[name]), "")
    constraints = item.get("constraints")
    if isinstance(inner, list) and not words:
        yield from _listed(inner)
    elif isinstance(constraints, dict):  # class-validator
        yield Fault(_place(item), "; ".join(str(each) for each in list(constraints.values())[:5]))
    elif words:
        place = _place(item)
        if place or any(isinstance(item.get(name), str) for name in ("detail", "msg", "message", "description")):
            yield Fault(place, words)


def _has_items(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _place(item: dict[str, Any]) -> str:
    source = item.get("source")
    if isinstance(source, dict):  # JSON:API
        item = {**item, **source}
    for name in PLACES:
        found = item.get(name)
        if isinstance(found, list) and found:
            return ".".join(str(each) for each in found[:20])
        if isinstance(found, str) and found:
            return found
    return ""


def _mapped(fields: dict[str, Any], before: str, depth: int, *, single: bool = False) -> Iterator[Fault]:
    """`single`: one text, not in a list, is a fault too."""
    for name, value in list(fields.items())[:MOST]:
        place = f"{before}.{name}" if before else str(name)
        if _sentences(value) or (single and isinstance(value, str)):
            for words in value if isinstance(value, list) else [value]:
                yield Fault(place, str(words))
        elif isinstance(value, dict) and depth < DEEPEST:
            yield from _mapped(value, place, depth + 1, single=single)
        elif isinstance(value, list):
            yield from (Fault(_place(each) or place, _said(each)) for each in value[:20] if isinstance(each, dict))


def _said(item: dict[str, Any]) -> str:
    return next((item[name] for name in WORDS if isinstance(item.get(name), str)), "not accepted")


def _sentences(value: Any) -> bool:
    """A list of words for people."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
