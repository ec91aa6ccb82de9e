"""Things that are made, read, changed and removed through a stand-in, told by the shape of their paths alone."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from assay.contract.kinds import item_schema, properties
from assay.model.contract import Contract, Media, Operation, Schema
from assay.stub.contract.echo import plain_name
from assay.stub.contract.memory import Memory
from assay.stub.contract.values import Values

if TYPE_CHECKING:
    from assay.stub.contract.responder import Call

_NAMES = ("id", "uuid")
_LISTS = ("data", "items", "results", "records", "entries", "values", "content", "rows")


class Making:
    """For one contract: `POST /things` makes what `/things/{id}` reads."""

    def __init__(self, contract: Contract, values: Values, seed: int) -> None:
        self.memory = Memory()
        self._definitions = contract.definitions
        self._values = values
        self._seed = seed
        self._names = {
            one.path.rpartition("/")[0]: one.path.rpartition("/")[2][1:-1]
            for one in contract.operations
            if _is_item(one.path)
        }
        """By the template of a collection, the parameter that names one of its things."""

    def identity(self, call: Call, value: Any) -> dict[str, Any]:
        """What names the thing of the answer, under the names that it may have there: the last parameter of the path;
        for one that is made, an id that another request would not have got."""
        if _is_item(call.operation.path):
            name = call.operation.path.rpartition("/")[2][1:-1]
            given = call.parameters.get(name)
            return {} if given is None or not plain_name(name).endswith("id") else {"id": given}
        if call.operation.method != "POST" or not isinstance(value, dict):
            return {}
        if (parent := self._parent(call)) and plain_name(parent) not in {plain_name(name) for name in value}:
            return {"id": call.parameters[parent]} if parent in call.parameters else {}
        sent = {plain_name(name) for name in call.fields}
        keys = (key for key in self._keys(call.operation) if key in value and plain_name(key) not in sent)
        return {key: self._other(call, key, value[key]) for key in keys}

    def _parent(self, call: Call) -> str:
        """The parameter that names the thing that is acted on (`/orders/{order_id}/pay`); empty for a collection."""
        path = call.operation.path
        names = re.findall(r"\{([^{}/]+)\}", path)
        return names[-1] if names and path not in self._names and plain_name(names[-1]).endswith("id") else ""

    def _keys(self, operation: Operation) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*_NAMES, self._names.get(operation.path, "id"))))

    def _other(self, call: Call, key: str, before: Any) -> Any:
        """A value beside the one that stands there, which the same request gets again."""
        received = call.received
        said = "\0".join(
            (str(self._seed), received.method, received.raw_path, received.header("Idempotency-Key") or "")
        )
        digest = hashlib.sha256(said.encode("utf-8", "replace") + received.body).digest()
        number = int.from_bytes(digest[:4], "big")
        if isinstance(before, int):
            return number % 1_000_000 + 1
        schema, other = self._schema(call.operation, key), f"{before}-{digest.hex()[:8]}"
        return other if self._values.is_valid(schema, other) else self._values.made(schema, number, name=key)

    def _schema(self, operation: Operation, key: str) -> Schema:
        for answer in operation.answers:
            for media in answer.media if answer.status.startswith("2") else ():
                if key in (known := properties(media.schema, self._definitions)):
                    return known[key]
        return True

    def remembered(self, call: Call, media: Media, value: Any) -> Any:
        """The value as it was made here, where it was and the schema allows it."""
        if call.operation.method not in ("GET", "PATCH"):
            return value
        if _is_item(call.operation.path):
            kept = self.memory.get(*_place(call))
            changes = call.fields if call.operation.method == "PATCH" else {}
            told = {**value, **kept, **changes} if isinstance(kept, dict) and isinstance(value, dict) else kept
            return value if kept is None or not self._values.is_valid(media.schema, told) else told
        made = self.memory.all(unquote(call.received.raw_path)) if call.operation.method == "GET" else []
        told = self._listed(value, media.schema, made) if made else value
        return told if self._values.is_valid(media.schema, told) else value

    def _listed(self, value: Any, schema: Schema, made: list[Any]) -> Any:
        """A list, or an object around one, with what was made in it."""
        if isinstance(value, list):
            return self._fitting(made, schema) or value
        if isinstance(value, dict):
            name = next((one for one in _LISTS if isinstance(value.get(one), list)), None)
            name = name or next((one for one, inner in value.items() if isinstance(inner, list)), None)
            if name is not None:
                inner = properties(schema, self._definitions).get(name, True)
                return {**value, name: self._fitting(made, inner) or value[name]}
        return value

    def _fitting(self, made: list[Any], schema: Schema) -> list[Any]:
        item = item_schema(schema, self._definitions)
        return [one for one in made if self._values.is_valid(item, one)]

    def done(self, call: Call, value: Any) -> None:
        """Remember what a request that was answered with success has made, changed or removed."""
        method, is_item = call.operation.method, _is_item(call.operation.path)
        if method == "DELETE" and is_item:
            self.memory.remove(*_place(call))
        elif method == "POST" and not is_item and (name := self._named(call, value)):
            self.memory.keep(unquote(call.received.raw_path), name, value)
        elif method in ("PUT", "PATCH") and is_item:
            known = self.memory.get(*_place(call)) if method == "PATCH" else None
            thing = value if isinstance(value, dict) else {**(known or {}), **call.fields}
            self.memory.keep(*_place(call), thing)

    def _named(self, call: Call, value: Any) -> str:
        """What the thing that was made is called in its path; empty where nothing reads it there."""
        wanted = self._names.get(call.operation.path)
        if wanted is None or not isinstance(value, dict):
            return ""
        keys = {plain_name(key): key for key in value}
        found = next((keys[one] for one in (plain_name(wanted), *_NAMES) if one in keys), None)
        return str(value[found]) if found is not None and isinstance(value[found], str | int) else ""

    def is_gone(self, call: Call) -> bool:
        """Whether the thing was removed here."""
        return (
            call.operation.method != "DELETE" and _is_item(call.operation.path) and self.memory.is_gone(*_place(call))
        )

    def place(self, call: Call, value: Any) -> str:
        """The path of what was made; empty where that is not known."""
        name = self._named(call, value) if call.operation.method == "POST" else ""
        return f"{call.received.raw_path}/{name}" if name else ""


def _is_item(path: str) -> bool:
    last = path.rpartition("/")[2]
    return last.startswith("{") and last.endswith("}") and last.count("{") == 1


def _place(call: Call) -> tuple[str, str]:
    """Collection and name of the thing that the path names."""
    collection, _, name = unquote(call.received.raw_path).rpartition("/")
    return collection, name
