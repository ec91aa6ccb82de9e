"""Who sends a request: which credentials it shows, and by which name people would call their holder."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from assay.model.names import is_secret
from assay.promote.naming import identifier, words
from assay.promote.request import Pairs, Shape, strings_of
from assay.promote.templates import lone, names_in

_MEANING_NOBODY = """
    access auth api token key bearer jwt id secret basic authorization credentials session password username user
    login x value header accesstoken authtoken log in sign as with the a an sign signin my current cookie env literal
    client apikey email oauth account credential name granted csrf xsrf hawk consumer signing
"""
_MEANS = frozenset(_MEANING_NOBODY.split())
_PRIVILEGED = frozenset({"admin", "root", "superuser", "owner", "manager", "staff"})
_CREDENTIALS = frozenset({"authorization", "cookie", "x-api-key", "api-key", "x-auth-token", "x-access-token"})
_NO_CREDENTIALS = frozenset({"csrf", "xsrf", "idempotency"})
SIGNED = frozenset({"hawk", "oauth1", "awsv4", "edgegrid", "jwt", "asap"})
"""What is signed anew for each request, by Postman's names."""

Kind = Literal["none", "header", "query", "basic", "digest", "cookie", "signed"]


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A holder of credentials; the one without any is `anonymous`."""

    name: str
    kind: Kind = "none"
    key: str = ""
    """The header or query parameter; with signed, Postman's name for the way of signing."""
    template: str = ""
    """Its value, with variables: `Bearer {{access_token}}`. With basic and digest: the user name."""
    password: str = ""
    """With basic and digest."""
    params: tuple[tuple[str, Any], ...] = ()
    """With signed: what the signature is made of, by Postman's names."""
    role: str = ""
    tenant: str = ""
    """Where the project says them."""
    expired: bool = False
    """Whether its credentials were good once, and are no more."""

    @property
    def client(self) -> str:
        """The fixture that sends as this one."""
        return f"{self.name}_client"

    @property
    def variables(self) -> list[str]:
        """What its credentials are made of."""
        params = " ".join(strings_of(dict(self.params)))
        return names_in(f"{self.template} {self.password} {params}")

    @property
    def credentials(self) -> tuple[str, ...]:
        """What tells it from another one."""
        return (self.kind, self.key, self.template, self.password, repr(self.params))

    @property
    def privileged(self) -> bool:
        """Whether its role, or else its name, tells of more rights than most have."""
        told = words(self.role) if self.role else self.name.split("_")
        return bool(_PRIVILEGED & set(told))


ANONYMOUS = Identity(name="anonymous")


def identity_of(shape: Shape) -> tuple[Identity, Pairs]:
    """Who sends it, and the headers that are left without the credentials."""
    if shape.auth is not None:
        found = _of_auth(shape.auth.type, shape.auth.params)
        return found, _without(shape.headers, found.key) if found.kind == "header" else shape.headers
    for name, value in shape.headers:
        if is_credential(name) and names_in(value):
            return Identity(name=_name(value), kind="header", key=name, template=value), _without(shape.headers, name)
    return ANONYMOUS, shape.headers


def _without(headers: Pairs, name: str) -> Pairs:
    return tuple(pair for pair in headers if pair[0].lower() != name.lower())


def is_credential(header: str) -> bool:
    """Whether a header tells who sends."""
    if set(words(header)) & _NO_CREDENTIALS:
        return False
    return header.lower() in _CREDENTIALS or is_secret(header)


def _of_auth(kind: str, given: dict[str, Any]) -> Identity:
    params = {key: _text(value) for key, value in given.items()}
    if kind == "bearer":
        return _bearer(f"Bearer {params.get('token', '')}")
    if kind == "oauth2":
        return _oauth2(params)
    if kind in ("basic", "digest"):
        user, password = params.get("username", ""), params.get("password", "")
        name = _name(user, lone(user) is None)
        return Identity(name=name, kind="basic" if kind == "basic" else "digest", template=user, password=password)
    if kind == "apikey" and params.get("key"):
        place: Kind = "query" if params.get("in") == "query" else "header"
        value = params.get("value", "")
        return Identity(name=_name(value), kind=place, key=params["key"], template=value)
    if kind in SIGNED:
        kept = tuple((key, value) for key, value in given.items() if value not in ("", None))
        return Identity(name=_name(" ".join(map(_text, given.values()))), kind="signed", key=kind, params=kept)
    return ANONYMOUS


def _bearer(template: str) -> Identity:
    name = _name(template) if names_in(template) else "unknown"
    return Identity(name=name, kind="header", key="Authorization", template=template)


def _oauth2(params: dict[str, str]) -> Identity:
    token = params.get("accessToken", "")
    if not token:
        return ANONYMOUS
    if params.get("addTokenTo") == "queryParams":
        return Identity(name=_name(token), kind="query", key="access_token", template=token)
    return _bearer(f"{params.get('headerPrefix', 'Bearer').strip()} {token}".strip())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(template: str, literal: bool = False) -> str:
    """stranger_token → stranger, access_token → user, warehouse_key → warehouse."""
    text = template if literal else " ".join(names_in(template))
    left = _telling(text)
    if "new" in left[:1] and len(left) == 1:
        left = ["new", "user"]
    return identifier(" ".join(left), "user", 30)


def named_after(text: str, otherwise: str) -> str:
    """`Log in as the stranger` → stranger: who a log-in is for, by what is said of it."""
    return identifier(" ".join(_telling(text)), otherwise, 30)


def _telling(text: str) -> list[str]:
    """The words that tell of somebody; a number tells only beside another word."""
    left = [word for word in words(text) if word not in _MEANS]
    return left if any(not word.isdigit() for word in left) else []
