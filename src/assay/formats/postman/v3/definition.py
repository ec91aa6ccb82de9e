"""The definition of a v3 collection or folder: its name, variables, auth and scripts."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.postman.v3.auth import read_auth
from assay.formats.postman.v3.fields import is_enabled, keyed, text
from assay.formats.postman.v3.notes import Source
from assay.formats.postman.v3.scripts import read_scripts
from assay.model.suite import Auth, Script
from assay.model.variable import Variable


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """What a collection and a folder have in common."""

    name: str = ""
    description: str = ""
    variables: tuple[Variable, ...] = ()
    auth: Auth | None = None
    scripts: tuple[Script, ...] = ()


def read_definition(fields: dict[str, Any], source: Source) -> Definition:
    """The definition from the fields of its file."""
    return Definition(
        name=text(fields.get("name")),
        description=text(fields.get("description")),
        variables=read_variables(fields.get("variables")),
        auth=read_auth(fields.get("auth"), source),
        scripts=read_scripts(fields, source, shared=True),
    )


def read_variables(table: Any) -> tuple[Variable, ...]:
    """Variables with their values as written."""
    return tuple(
        Variable(
            key=key,
            value=text(row.get("value")),
            enabled=is_enabled(row),
            description=text(row.get("description")),
        )
        for key, row in keyed(table)
    )
