"""A login as `requests` takes it."""

from __future__ import annotations

import msgspec

from assay.formats.code.asked import Asked
from assay.formats.code.python_headers import Row
from assay.formats.code.python_text import Code
from assay.formats.code.python_values import Values


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The argument `auth`, or headers in its place."""

    auth: tuple[str, str | Code] | Code | None = None
    headers: tuple[Row, ...] = ()


def login_of(asked: Asked, values: Values) -> tuple[Told, list[str]]:
    """(the login, losses). A header Authorization of the command's own wins over it, as in curl."""
    login = asked.login
    if login is None or asked.header("authorization") is not None:
        return Told(), []
    if login.scheme == "bearer":
        return Told(headers=(("Authorization", values.after("Bearer ", "token", login.token)),)), []
    password = values.secret("password", login.password or "")
    if login.scheme == "digest":
        values.modules.add("digest")
        return Told(auth=Code(f"HTTPDigestAuth({_text(login.user)}, {password})")), []
    lost = [] if login.scheme == "basic" else [f"the {_SCHEMES[login.scheme]} (Basic is written)"]
    return Told(auth=(login.user, password)), lost


_SCHEMES = {
    "ntlm": "NTLM authentication",
    "negotiate": "Negotiate authentication",
    "any": "choice of the authentication by the server's answer",
}


def _text(user: str) -> str:
    from assay.formats.code.python_text import quoted

    return quoted(user)
