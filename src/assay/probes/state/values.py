"""Other values for the fields of a thing: allowed by the schema, and not to be taken for the old ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.contract.kinds import kinds, properties
from assay.model.contract import Operation, Schema
from assay.probes.bodies import media_of, resolved
from assay.probes.pointer import MISSING
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.state.things import moves_alone
from assay.probes.target import Target

_REFERRING = frozenset({"id", "ids", "uuid", "ref", "key"})
_KEPT = frozenset({"password", "secret", "token", "pin", "role", "roles", "owner", "tenant", "type", "kind"})
"""Words of fields that say who may do what, or what the thing is: changing them is another matter."""
_FORMATS = {"date": "2031-05-17", "date-time": "2031-05-17T10:30:00Z", "time": "10:30:00Z"}
MOST = 8
"""Fields of a thing that are changed."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field that a client may write, and a value for it that it has not."""

    name: str
    schema: dict[str, Any]
    new: Any


def writable(target: Target, operation: Operation) -> dict[str, dict[str, Any]]:
    """The fields of an operation's body that a client may send, with their schemas; none where it is no JSON object."""
    media = media_of(operation)
    if media is None or "json" not in media.type:
        return {}
    contract = target.contract
    fields = properties(media.schema, contract.definitions)
    found = {name: resolved(schema, contract) for name, schema in fields.items()}
    return {name: one for name, one in found.items() if one.get("readOnly") is not True}


def changes(session: Session, operation: Operation, now: dict[str, Any]) -> tuple[Field, ...]:
    """Fields that a read shows and the operation takes, with other values than they have now."""
    found: list[Field] = []
    for name, schema in writable(session.target, operation).items():
        if name not in now or len(found) == MOST or moves_alone(now[name], name) or _is_kept(name):
            continue
        new = another(session, now[name], schema)
        if new is not MISSING:
            found.append(Field(name=name, schema=schema, new=new))
    return tuple(found)


def _is_kept(name: str) -> bool:
    words = words_of(name)
    return bool(_KEPT & set(words)) or (len(words) > 1 and words[-1] in _REFERRING) or words == ["id"]


def another(session: Session, old: Any, schema: dict[str, Any]) -> Any:
    """A value that the schema allows and that is not the old one in any spelling; MISSING where we know none."""
    for value in _candidates(session, old, schema):
        if not alike(value, old) and not session.target.validators.check(schema, value, "request"):
            return value
    return MISSING


def _candidates(session: Session, old: Any, schema: dict[str, Any]) -> Iterator[Any]:
    allowed = kinds(schema, session.target.contract.definitions)
    if "enum" in schema:
        yield from (value for value in schema["enum"] if value is not None)
    elif isinstance(old, bool):
        yield not old
    elif isinstance(old, int | float):
        step = schema.get("multipleOf", 1)
        yield from (old + step, old - step)
    elif isinstance(old, list):
        yield [session.token()[-20:]]
    elif "string" in allowed and (old is None or isinstance(old, str)):
        yield from _texts(session, schema)


def _texts(session: Session, schema: dict[str, Any]) -> Iterator[str]:
    token = session.token()
    if schema.get("format") == "email":
        yield f"{token}@example.com"
    elif "format" in schema:
        if schema["format"] in _FORMATS:
            yield _FORMATS[schema["format"]]
    else:
        yield f"changed {token}"
        yield token
        yield token[-schema.get("maxLength", 6) or None :]
        yield token.upper()


def alike(one: Any, other: Any) -> bool:
    """Whether two values are the same but for case and white space, or for a number being a text."""
    return one == other or spelled(one) == spelled(other)


def spelled(value: Any) -> str:
    """A value in the spelling in which it is compared."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "".join(str(value).lower().split())


def is_default(value: Any, schema: Schema | None) -> bool:
    """Whether a value is what a field has when nobody set it."""
    if isinstance(schema, dict) and "default" in schema and value == schema["default"]:
        return True
    return value is None or value is MISSING or value in ("", [], {}, 0, False)
