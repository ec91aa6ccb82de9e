"""Who sends a request: which credentials it shows, and by which name people would call their holder."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from assay.model.suite import Auth
from assay.promote.naming import identifier, words
from assay.promote.request import Pairs, Shape
from assay.promote.templates import lone, names_in

_MEANING_NOBODY = """
    access auth api token key bearer jwt id secret basic authorization credentials session password username user
    login x value header accesstoken authtoken
"""
_MEANS = frozenset(_MEANING_NOBODY.split())
_PRIVILEGED = frozenset({"admin", "root", "superuser", "owner", "manager", "staff"})


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A holder of credentials; the one without any is `anonymous`."""

    name: str
    kind: Literal["none", "header", "query", "basic"] = "none"
    key: str = ""
    """The header or query parameter."""
    template: str = ""
    """Its value, with variables: `Bearer {{access_token}}`. With basic: the user name."""
    password: str = ""
    """With basic."""

    @property
    def client(self) -> str:
        """The fixture that sends as this one."""
        return f"{self.name}_client"

    @property
    def variables(self) -> list[str]:
        """What its credentials are made of."""
        return names_in(f"{self.template} {self.password}")

    @property
    def privileged(self) -> bool:
        """Whether its name tells of more rights than most have."""
        return bool(_PRIVILEGED & set(self.name.split("_")))


ANONYMOUS = Identity(name="anonymous")


def identity_of(shape: Shape) -> tuple[Identity, Pairs]:
    """Who sends it, and the headers that are left without the credentials."""
    if shape.auth is not None:
        return _of_auth(shape.auth), shape.headers
    for name, value in shape.headers:
        if name.lower() in ("authorization", "x-api-key", "api-key", "x-auth-token", "x-access-token") and names_in(
            value
        ):
            rest = tuple(pair for pair in shape.headers if pair[0] != name)
            return Identity(name=_name(value), kind="header", key=name, template=value), rest
    return ANONYMOUS, shape.headers


def _of_auth(auth: Auth) -> Identity:
    params = {key: _text(value) for key, value in auth.params.items()}
    if auth.type == "bearer":
        template = f"Bearer {params.get('token', '')}"
        return Identity(name=_name(template), kind="header", key="Authorization", template=template)
    if auth.type == "basic":
        user, password = params.get("username", ""), params.get("password", "")
        return Identity(name=_name(user, lone(user) is None), kind="basic", template=user, password=password)
    if auth.type == "apikey" and params.get("key"):
        kind: Literal["header", "query"] = "query" if params.get("in") == "query" else "header"
        value = params.get("value", "")
        return Identity(name=_name(value), kind=kind, key=params["key"], template=value)
    return ANONYMOUS


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(template: str, literal: bool = False) -> str:
    """stranger_token → stranger, access_token → user, warehouse_key → warehouse."""
    text = template if literal else " ".join(names_in(template))
    left = [word for word in words(text) if word not in _MEANS]
    if "new" in left[:1] and len(left) == 1:
        left = ["new", "user"]
    return identifier(" ".join(left), "user", 30)
