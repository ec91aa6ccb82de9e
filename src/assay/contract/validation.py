"""Values held against the schemas of a contract: each schema compiled once, each difference told in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from assay.contract.cost import MOST, looks
from assay.contract.direction import Direction, directed
from assay.contract.discriminator import told_apart
from assay.contract.measure import measure
from assay.contract.subschemas import inside, referred, same
from assay.contract.violations import Violation, violations
from assay.model.contract import Contract, Schema

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

MAX_DEPTH = 200
MAX_NODES = 20_000
"""Values in a value up to which all that is wrong with it is told; of larger ones, the first thing."""

MAX_LOOKS = 20_000
"""Looks at a value up to which all that is wrong with it is told: reasons cost far more than a verdict."""

_MOST = 100
_REPAIRS = 100
_BACKTRACKS = 50_000


class Validators:
    """The compiled schemas of one contract. It keeps what it compiled: one for many messages."""

    def __init__(self, contract: Contract) -> None:
        self._definitions = contract.definitions
        self._compiled: dict[tuple[int, Direction], tuple[Schema, Draft202012Validator | None]] = {}
        self._alike: dict[tuple[bytes, Direction], Draft202012Validator | None] = {}
        """By what a schema says: many are made anew for each use, and say the same."""
        self._costs: dict[tuple[int, int], tuple[Schema, int]] = {}

    def check(self, schema: Schema, value: Any, direction: Direction) -> list[Violation]:
        """What is wrong with a JSON value; nothing where it is too deep to be judged, or the schema cannot be used."""
        if schema is True or schema == {}:
            return []
        try:
            return self._check(schema, value, direction)
        except ValueError:  # half a surrogate pair, or more levels than the validator takes
            return []

    def _check(self, schema: Schema, value: Any, direction: Direction) -> list[Violation]:
        size = measure(value, MAX_DEPTH)
        cost = self._looks(schema, size.depth)
        if size.depth > MAX_DEPTH or cost > MOST:
            return []
        validator = self._validator(schema, direction)
        if validator is None or validator.is_valid(value):
            return []
        if cost > MAX_LOOKS:
            return [Violation("", "schema", "as its schema says", "something else")]
        errors = validator.iter_errors(value) if size.nodes <= MAX_NODES else _first(validator, value)
        return list(islice((found for error in errors for found in violations(error)), _MOST))

    def _looks(self, schema: Schema, depth: int) -> int:
        key = (id(schema), depth)
        if key not in self._costs:
            self._costs[key] = schema, looks(schema, self._definitions, depth)
        return self._costs[key][1]

    def _validator(self, schema: Schema, direction: Direction) -> Draft202012Validator | None:
        key = (id(schema), direction)
        if key not in self._compiled:
            self._compiled[key] = schema, self._compiled_alike(schema, direction)
        return self._compiled[key][1]

    def _compiled_alike(self, schema: Schema, direction: Direction) -> Draft202012Validator | None:
        key = _said(schema), direction
        if key not in self._alike or not key[0]:
            self._alike[key] = _compile(_whole(schema, self._definitions, direction))
        return self._alike[key]


def _said(schema: Schema) -> bytes:
    """A schema as text; empty where it holds what no JSON does."""
    try:
        return msgspec.json.encode(schema)
    except (TypeError, ValueError, RecursionError):
        return b""


def _first(validator: Draft202012Validator, value: Any) -> Iterator[ValidationError]:
    from jsonschema_rs import ValidationError

    try:
        validator.validate(value)
    except ValidationError as error:
        yield error


def _whole(schema: Schema, definitions: dict[str, Schema], direction: Direction) -> Schema:
    """A schema with all that it refers to, and nothing else."""
    if isinstance(schema, bool):
        return schema
    reached: dict[str, Schema] = {}
    waiting: list[Schema] = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, bool):
            continue
        name = referred(one)
        if name in definitions and name not in reached:
            reached[name] = told_apart(directed(definitions[name], definitions, direction))
            waiting.append(definitions[name])
        waiting.extend((*same(one), *inside(one)))
    own = told_apart(directed(schema, definitions, direction))
    return {**own, "$defs": reached} if isinstance(own, dict) else own


def _compile(schema: Schema) -> Draft202012Validator | None:
    """The validator; keywords that it refuses, such as a pattern that is no regular expression, count for nothing."""
    import jsonschema_rs

    for _ in range(_REPAIRS):
        try:
            return jsonschema_rs.Draft202012Validator(
                schema,
                validate_formats=True,
                offline=True,
                pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
            )
        except jsonschema_rs.ValidationError as error:
            schema = _without(schema, error.instance_path)
        except ValueError:  # a keyword's value that no number or text of the validator can hold
            return None
    return None


def _without(schema: Any, path: list[str | int]) -> Any:
    """A copy without the member at the path; without any, where the path is the whole."""
    if not path:
        return True
    key, rest = path[0], path[1:]
    if isinstance(schema, dict):
        kept = {name: value for name, value in schema.items() if rest or name != key}
        return {**kept, key: _without(schema[key], rest)} if rest and key in schema else kept
    if isinstance(schema, list) and isinstance(key, int) and rest:
        return [*schema[:key], _without(schema[key], rest), *schema[key + 1 :]]
    return True
