"""Variables while a run lasts: five scopes in Postman's order of precedence, changed only by replacing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from assay.formats.ecmascript import to_number, to_string
from assay.formats.postman.casting import cast
from assay.model.variable import Environment, Variable

Row = dict[str, Any]
"""A variable as scripts have it: key, value, type, and `disabled` where it is."""


class Scope:
    """An ordered set of variables. Of several with one key, the last enabled one counts."""

    __slots__ = ("_index", "_known", "_rows", "origin")

    def __init__(self, origin: Environment = Environment()) -> None:  # noqa: B008 - a frozen value
        self.origin = origin
        self._known = {variable.key: variable for variable in origin.variables}
        self._rows = [_row(variable) for variable in origin.variables]
        self._index: dict[str, Row] | None = None

    def text(self, key: str) -> str | None:
        """What stands in the place of `{{key}}`; None where the scope has no such variable."""
        row = self._rows_by_key().get(key)
        return None if row is None else _text(row)

    def find(self, key: str, default: Any = None) -> Any:
        """The variable's value, as its type makes it."""
        row = self._rows_by_key().get(key)
        return default if row is None else cast(row.get("value"), row.get("type", "any"))

    def set(self, key: str, value: Any) -> None:
        """Change the variable, or add it after the others where none of that name is enabled."""
        row = self._rows_by_key().get(key)
        changed = {"type": "any", **(row or {}), "key": key, "value": value}
        rows = [changed if one is row else one for one in self._rows]
        self.replace(rows if row is not None else [*rows, changed])

    def replace(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take over the variables that a script left behind."""
        self._rows = [dict(row) for row in rows]
        self._index = None

    def values_json(self) -> list[Row]:
        """The variables as the sandbox expects them; a list that is never changed afterwards."""
        return self._rows

    def context(self) -> dict[str, Any]:
        """The scope as scripts are given it: its variables, and the id and name of the file that they came from."""
        named = {"id": self.origin.id, "name": self.origin.name}
        return {"values": self._rows} | {key: text for key, text in named.items() if text}

    def to_environment(self) -> Environment:
        """The variables as they are now. What scripts do not carry (secret, description) is kept by name."""
        variables = tuple(self._variable(row) for row in self._rows)
        return Environment(id=self.origin.id, name=self.origin.name, variables=variables)

    def copy(self) -> Scope:
        """A scope with the same variables that goes its own way from here."""
        other = Scope(self.origin)
        other.replace(self._rows)
        return other

    def _rows_by_key(self) -> dict[str, Row]:
        if self._index is None:
            self._index = {to_string(row.get("key", "")): row for row in self._rows if not row.get("disabled")}
        return self._index

    def _variable(self, row: Row) -> Variable:
        key = to_string(row.get("key", ""))
        known = self._known.get(key)
        secret = known is not None and known.secret
        return Variable(
            key=key,
            value=row.get("value", msgspec.UNSET),
            type="secret" if secret else to_string(row.get("type", "any")),
            enabled=not row.get("disabled"),
            secret=secret,
            description=known.description if known else "",
        )


class Scopes:
    """All variables that a request may name, nearest first: local, data, environment, folder, collection, globals.

    Folders have variables in format v3 alone; scripts do not see them.
    """

    __slots__ = ("collection", "data", "environment", "folder", "globals", "local")

    def __init__(
        self,
        *,
        environment: Scope | None = None,
        collection: Scope | None = None,
        globals: Scope | None = None,  # noqa: A002 - Postman's name for it
        local: Scope | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.local = local or Scope()
        self.data: Mapping[str, Any] = data or {}
        self.environment = environment or Scope()
        self.folder = Scope()
        self.collection = collection or Scope()
        self.globals = globals or Scope()

    def take_row(self, row: Mapping[str, Any]) -> None:
        """Go on with another line of iteration data."""
        self.data = row

    def enter(self, variables: tuple[Variable, ...]) -> None:
        """Go on inside of folders with these variables, the nearest folder's last."""
        if variables or self.folder.origin.variables:
            self.folder = Scope(Environment(variables=variables))

    def find(self, name: str, default: Any = None) -> Any:
        """The value of the nearest variable of that name."""
        found = self.local.find(name, _ABSENT)
        if found is _ABSENT and name in self.data:
            return self.data[name]
        for scope in (self.environment, self.folder, self.collection, self.globals):
            found = scope.find(name, _ABSENT) if found is _ABSENT else found
        return default if found is _ABSENT else found

    def text(self, name: str) -> str | None:
        """What stands in the place of `{{name}}`; None where it stays. A null in the data hides what is further out."""
        found = self.local.text(name)
        if found is not None:
            return found
        if name in self.data:
            value = self.data[name]
            return None if value is None else to_string(value)
        for scope in (self.environment, self.folder, self.collection, self.globals):
            found = scope.text(name)
            if found is not None:
                return found
        return None

    def copy(self) -> Scopes:
        """The same variables for another lane."""
        return Scopes(
            environment=self.environment.copy(),
            collection=self.collection.copy(),
            globals=self.globals.copy(),
            local=self.local.copy(),
            data=self.data,
        )


_ABSENT: Any = object()


def _row(variable: Variable) -> Row:
    row: Row = {"type": variable.type, "value": variable.value, "key": variable.key}
    if variable.value is msgspec.UNSET:
        del row["value"]
    return row if variable.enabled else {**row, "disabled": True}


def _text(row: Row) -> str:
    """String(value), after what its type makes of it."""
    kind = row.get("type", "any")
    if "value" not in row:
        return ""
    value = row["value"]
    if kind == "number":
        return "NaN" if to_number(value) is None else to_string(cast(value, kind))
    value = cast(value, kind)
    return "" if value is None and kind in ("array", "object") else to_string(value)
