"""An environment or the globals from a v3 file."""

from __future__ import annotations

from typing import Any

from assay.formats.postman.v3.fields import decode_object, is_enabled, keyed, text, truth
from assay.model.errors import InputError
from assay.model.variable import Environment, Variable


def read_v3_environment(data: bytes, *, name: str) -> Environment:
    """The set of variables. A secret without a value has the value None: it has to come from elsewhere."""
    fields = decode_object(data, name)
    if "values" not in fields:
        remedy = "An environment has `name`, and `values` as a list of {key, value}."
        raise InputError("This is no Postman environment: it has no `values`.", where=name, remedy=remedy)
    return Environment(
        id=text(fields.get("id")),
        name=text(fields.get("name")),
        variables=tuple(_variable(key, row) for key, row in keyed(fields["values"]) if key),
    )


def _variable(key: str, row: dict[str, Any]) -> Variable:
    secret = text(row.get("type")) == "secret" or truth(row.get("secret")) is True
    unset = secret and text(row.get("value")) == ""
    return Variable(
        key=key,
        value=None if unset else text(row.get("value")),
        type="secret" if secret else "any",
        enabled=is_enabled(row),
        secret=secret,
        description=text(row.get("description")),
    )
