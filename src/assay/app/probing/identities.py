"""The identities of the project as a target's callers: credentials looked up, log-ins made, secrets told."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import unquote

import msgspec

from assay.app.exploring.identity import NOBODY, Credentials, credentials_of
from assay.app.probing.logging_in import LoggingIn
from assay.app.project import IdentityTable, Project
from assay.model.identity import Identity

_PLACEHOLDER = Credentials(headers=("Authorization: to be fetched",))


class Callers(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls, with credentials, and the values in them that nobody may see."""

    identities: tuple[Identity, ...]
    secrets: tuple[str, ...]


def named(project: Project) -> tuple[Identity, ...]:
    """The identities before anybody has logged in: who they are, and whether they will show credentials at all."""
    return tuple(
        _identity(name, table, _PLACEHOLDER if has_credentials(table) else NOBODY)
        for name, table in project.identity.items()
    )


def has_credentials(table: IdentityTable) -> bool:
    """Whether an identity shows any."""
    return bool(table.token or table.login or table.api_key or table.basic or table.cookie)


async def callers(project: Project, names: frozenset[str], way_in: LoggingIn) -> Callers:
    """The identities of these names, in the order of the project; those with a login are logged in now."""
    found: list[Identity] = []
    secrets: list[str] = []
    for name, table in project.identity.items():
        if name not in names:
            continue
        if table.login is None:
            credentials = credentials_of(name, table, project, None, None)
        else:
            secrets.extend(way_in.secrets(name, table))
            credentials = _bearer(await way_in.token(name, table))
        found.append(_identity(name, table, credentials))
        secrets.extend(credentials.secrets)
    return Callers(identities=tuple(found), secrets=tuple(secrets))


def authorization(identity: Identity) -> str:
    """What an identity shows as Authorization; empty where it shows nothing there."""
    return next((text for name, text in identity.headers if name.lower() == "authorization"), "")


def _bearer(token: str) -> Credentials:
    return Credentials(headers=(f"Authorization: Bearer {token}",), secrets=(token,))


def _identity(name: str, table: IdentityTable, credentials: Credentials) -> Identity:
    lines = (line.partition(":") for line in credentials.headers)
    headers = [(key.strip(), value.strip()) for key, _, value in lines]
    account = credentials.options.get("user")
    if account:
        headers.append(("Authorization", "Basic " + b64encode(str(account).encode()).decode()))
    pairs = (part.partition("=") for part in credentials.query)
    cookies = credentials.options.get("cookie", ())
    each = (str(one).partition("=") for one in (cookies if isinstance(cookies, tuple) else (cookies,)))
    return Identity(
        name=name,
        role=table.role,
        tenant=table.tenant,
        scopes=table.scopes,
        expired=table.expired,
        headers=tuple(headers),
        query=tuple((unquote(key), unquote(value)) for key, _, value in pairs),
        cookies=tuple((key, value) for key, _, value in each if key),
    )
