"""Named values, in the sets that Postman calls environment, globals and collection variables."""

from __future__ import annotations

from typing import Any

import msgspec


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """One named value. `type` is Postman's: any, string, number, boolean, secret.

    `value` is any JSON value, or UNSET for a variable that is there and undefined (`--env-var name`).
    """

    key: str
    value: Any = None
    type: str = "any"
    enabled: bool = True
    secret: bool = False
    description: str = ""


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """A named set of variables: an environment, or the globals."""

    id: str = ""
    name: str = ""
    variables: tuple[Variable, ...] = ()
