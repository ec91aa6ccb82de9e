"""What a step's answer gives to later steps: the id of what was made or listed, the token of who logged in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from assay.formats.openapi.collection.media_types import is_json
from assay.formats.openapi.collection.names import snake, variable_name
from assay.formats.openapi.collection.order import is_login
from assay.formats.openapi.sampling.merging import merged
from assay.formats.openapi.sampling.pick import Pick
from assay.model.contract import Contract, Operation, Schema

_REFRESH = "refresh_token"
_TOKENS = ("access_token", "accessToken", "token", "id_token", "jwt")


class Kept(NamedTuple):
    """A variable, the field that fills it, and where that is: in a list, the list's own field (empty: the answer)."""

    variable: str
    field: str
    scope: Literal["environment", "collectionVariables"] = "collectionVariables"
    listed: str | None = None


class Chain:
    """Which fields of which answers are kept, and where the variables stand in bodies."""

    def __init__(self, contract: Contract, token_variable: str | None) -> None:
        self._definitions = contract.definitions
        self._token = token_variable
        self._below: dict[str, str] = {}
        for operation in contract.operations:
            parent, _, last = operation.path.rpartition("/{")
            if last.endswith("}") and "}" not in last[:-1]:
                self._below.setdefault(parent, last[:-1])
        self._variables = {variable_name(f"{parent}/{{{name}}}", name) for parent, name in self._below.items()}
        self._refreshes = bool(token_variable) and any(
            _REFRESH in self._fields(self._answer(one)) for one in contract.operations if is_login(one)
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Variables that hold what nobody else may see, beside those that sign requests."""
        return (_REFRESH,) if self._refreshes else ()

    def kept(self, operation: Operation) -> tuple[Kept, ...]:
        """What the answer of an operation gives."""
        answer = self._answer(operation)
        if self._token and (is_login(operation) or _is_refresh(operation)):
            return tuple(self._tokens(self._token, self._fields(answer)))
        parent = self._parent(operation)
        if parent is None or operation.method not in ("POST", "GET"):
            return ()
        parameter = self._below[parent]
        variable = variable_name(f"{parent}/{{{parameter}}}", parameter)
        found = self._made(answer, variable, parameter)
        if operation.method == "GET":
            found = self._listed(answer, variable, parameter)
        return () if found is None else (found,)

    def _parent(self, operation: Operation) -> str | None:
        """The path below which the things are found that an operation makes or lists: its own, or one of that name."""
        if operation.path in self._below:
            return operation.path
        noun = f"/{operation.path.rpartition('/')[2]}"
        named = [parent for parent in self._below if parent.endswith(noun)]
        return named[0] if len(named) == 1 and "{" not in noun else None

    def _tokens(self, variable: str, fields: dict[str, Schema]) -> Iterator[Kept]:
        found = next((name for name in _TOKENS if name in fields), None)
        if found:
            yield Kept(variable, found, "environment")
        if self._refreshes and _REFRESH in fields:
            yield Kept(_REFRESH, _REFRESH, "environment")

    def _made(self, answer: Schema, variable: str, parameter: str) -> Kept | None:
        field = _identity(parameter, self._fields(answer))
        return Kept(variable, field) if field else None

    def filled(self, value: Any) -> Any:
        """An example of a body, with the variable for each text that is the id of something else."""
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {key: self._variable(key) if self._is_id(key, one) else self.filled(one) for key, one in value.items()}

    def _variable(self, key: str) -> str:
        return "{{" + snake(key) + "}}"

    def _is_id(self, key: str, value: Any) -> bool:
        return isinstance(value, str) and (snake(key) in self._variables or snake(key) in self.secrets)

    def _listed(self, answer: Schema, variable: str, parameter: str) -> Kept | None:
        candidates = {"": answer, **self._fields(answer)}
        for name, schema in candidates.items():
            items = self._merged(schema).get("items", True)
            field = _identity(parameter, self._fields(items))
            if field:
                return Kept(variable, field, listed=name)
        return None

    def _answer(self, operation: Operation) -> Schema:
        """The schema of the first good answer in JSON."""
        good = (answer for answer in operation.answers if answer.status[0] == "2")
        return next((one.schema for answer in good for one in answer.media if is_json(one.type)), True)

    def _fields(self, schema: Schema) -> dict[str, Schema]:
        fields: dict[str, Schema] = self._merged(schema).get("properties", {})
        return fields

    def _merged(self, schema: Schema) -> dict[str, Any]:
        return merged(schema, self._definitions, Pick(0), frozenset()).schema


def _is_refresh(operation: Operation) -> bool:
    return operation.method == "POST" and operation.path.rpartition("/")[2].lower().startswith("refresh")


def _identity(parameter: str, fields: dict[str, Schema]) -> str | None:
    return next((name for name in (parameter, "id", "uuid", "name") if name in fields), None)
