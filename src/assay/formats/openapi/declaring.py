"""Finds the place in an OpenAPI document that says what a finding quotes: keyword, else field, else operation."""

from __future__ import annotations

from collections.abc import Iterator

from assay.formats.positions import Placed

_PLACES = ("query", "path", "header", "cookie")
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
_COMBINED = ("allOf", "anyOf", "oneOf")
_QUOTES = "The contract says"
_MOST = 200
"""Schemas that are looked into for one field."""
KEYWORDS: dict[str, tuple[str, ...]] = {
    "accepts-missing": ("required",),
    "accepts-wrong-type": ("type",),
    "accepts-null": ("nullable", "type"),
    "accepts-out-of-bounds": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "accepts-wrong-length": ("minLength", "maxLength"),
    "accepts-wrong-size": ("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
    "accepts-wrong-pattern": ("pattern",),
    "accepts-unknown-value": ("enum", "const"),
    "accepts-unknown-field": ("additionalProperties", "unevaluatedProperties"),
    "accepts-wrong-format": ("format",),
    "accepts-no-credentials": ("security",),
    "undeclared-status": ("responses",),
    "undeclared-media-type": ("responses",),
}
"""What of an operation or a field says the law of a rule; for others it is the field, or the operation."""
_BOUNDS = {"below": ("minimum", "exclusiveMinimum"), "above": ("maximum", "exclusiveMaximum"),
           "short": ("minLength",), "long": ("maxLength",), "few": ("minItems",), "many": ("maxItems",)}  # fmt: skip


class Document:
    """A document whose places are known."""

    def __init__(self, root: Placed) -> None:
        self._root = root

    def declaring(self, operation: str, where: str, rule: str, message: str = "") -> tuple[str, int]:
        """JSON Pointer and line. `operation` is `GET /v1/x`, `where` a finding's; an unknown operation is the root."""
        method, _, path = operation.partition(" ")
        keys: tuple[str, ...] = ("paths", path, method.lower())
        at = self._at(keys)
        if at is None or method.lower() not in _METHODS:
            return "", 0
        found = self._within(keys, at, where.rpartition("/")[0] if rule == "accepts-missing" else where)
        keys, at = self._keyword(*(found or (keys, at)), rule, message)
        return pointer(keys), at.line

    def _at(self, keys: tuple[str, ...]) -> Placed | None:
        at: Placed | None = self._root
        for key in keys:
            at = at.children.get(key) if at else None
        return at

    def _within(self, keys: tuple[str, ...], at: Placed, where: str) -> tuple[tuple[str, ...], Placed] | None:
        """The parameter, field or status that a finding names."""
        place, _, name = where.partition(" ")
        if place in _PLACES and name:
            return self._parameter(keys, at, place, name) or self._parameter(
                keys[:-1], self._at(keys[:-1]), place, name
            )
        if where.isdigit():
            responses = at.children.get("responses")
            answers = responses.children if responses else {}
            code = next((one for one in (where, f"{where[0]}XX", "default") if one in answers), "")
            return ((*keys, "responses", code), answers[code]) if code else None
        return self._field(keys, at, where) if where.startswith("/") else self._top(keys, at, where)

    def _top(self, keys: tuple[str, ...], at: Placed, where: str) -> tuple[tuple[str, ...], Placed] | None:
        """The whole body, where a finding is about that."""
        body = next(self._bodies(keys, at), None) if where == "" and "requestBody" in at.children else None
        return self._followed(*body) if body else None

    def _parameter(
        self, keys: tuple[str, ...], at: Placed | None, place: str, name: str
    ) -> tuple[tuple[str, ...], Placed] | None:
        given = at.children.get("parameters") if at else None
        for number, one in (given.children if given else {}).items():
            found, target = self._followed((*keys, "parameters", number), one)
            fields = {key: child.text for key, child in target.children.items()}
            if fields.get("in") == place and fields.get("name", "").lower() == name.lower():
                schema = target.children.get("schema")
                return ((*found, "schema"), schema) if schema else (found, target)
        return None

    def _followed(self, keys: tuple[str, ...], at: Placed, most: int = 20) -> tuple[tuple[str, ...], Placed]:
        """What a `$ref` of the same file leads to; itself where it is none, or leads out of the file."""
        reference = at.children.get("$ref")
        if reference is None or not most or not reference.text.startswith("#/"):
            return keys, at
        to = tuple(part.replace("~1", "/").replace("~0", "~") for part in reference.text[2:].split("/"))
        found = self._at(to)
        return self._followed(to, found, most - 1) if found is not None else (keys, at)

    def _field(self, keys: tuple[str, ...], at: Placed, where: str) -> tuple[tuple[str, ...], Placed] | None:
        """A field of the request's body, else of an answer."""
        parts = [part.replace("~1", "/").replace("~0", "~") for part in where.split("/")[1:]]
        for start, schema in self._bodies(keys, at):
            found: tuple[tuple[str, ...], Placed] | None = (start, schema)
            for part in parts:
                found = self._property(*found, part) if found else None
            if found is not None:
                return self._followed(*found)
        return None

    def _bodies(self, keys: tuple[str, ...], at: Placed) -> Iterator[tuple[tuple[str, ...], Placed]]:
        parts = [((*keys, "requestBody"), at.children.get("requestBody"))]
        responses = at.children.get("responses")
        answers = (responses.children if responses else {}).items()
        parts += [((*keys, "responses", code), one) for code, one in answers]
        for start, one in parts:
            if one is None:
                continue
            start, one = self._followed(start, one)
            content = one.children.get("content")
            for media, held in (content.children if content else {}).items():
                if "schema" in held.children:
                    yield (*start, "content", media, "schema"), held.children["schema"]
            if "schema" in one.children:  # OpenAPI 2
                yield (*start, "schema"), one.children["schema"]

    def _property(self, keys: tuple[str, ...], schema: Placed, name: str) -> tuple[tuple[str, ...], Placed] | None:
        """The schema of a field, through references and combinations."""
        waiting = [(keys, schema)]
        for _ in range(_MOST):
            if not waiting:
                break
            start, at = self._followed(*waiting.pop(0))
            fields = at.children.get("properties")
            if fields is not None and name in fields.children:
                return (*start, "properties", name), fields.children[name]
            if name.isdigit() and "items" in at.children:
                return (*start, "items"), at.children["items"]
            for word in _COMBINED:
                branches = at.children.get(word)
                for number, one in (branches.children if branches else {}).items():
                    waiting.append(((*start, word, number), one))
        return None

    def _keyword(self, keys: tuple[str, ...], at: Placed, rule: str, message: str) -> tuple[tuple[str, ...], Placed]:
        words = KEYWORDS.get(rule, ())
        if _QUOTES in message and "description" in at.children:
            words = ("description",)
        near = [word for said, names in _BOUNDS.items() if f" {said}" in message for word in names]
        for word in (*(one for one in near if one in words), *words):
            if word in at.children:
                return (*keys, word), at.children[word]
        return keys, at


def pointer(keys: tuple[str, ...]) -> str:
    """The JSON Pointer of some keys (RFC 6901)."""
    return "".join(f"/{key.replace('~', '~0').replace('/', '~1')}" for key in keys)
