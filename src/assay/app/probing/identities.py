"""The identities of the project as a target's callers: credentials looked up, log-ins made, secrets told."""

from __future__ import annotations

from urllib.parse import unquote

from assay.app.exploring.identity import NOBODY, Credentials, credentials_of
from assay.app.project import IdentityTable, Project
from assay.model.identity import Identity

_PLACEHOLDER = Credentials(headers=("Authorization: to be fetched",))


def named(project: Project) -> tuple[Identity, ...]:
    """The identities before anybody has logged in: who they are, and whether they will show credentials at all."""
    return tuple(
        _identity(name, table, _PLACEHOLDER if has_credentials(table) else NOBODY)
        for name, table in project.identity.items()
    )


def has_credentials(table: IdentityTable) -> bool:
    """Whether an identity shows any."""
    return bool(table.token or table.login or table.api_key or table.basic or table.cookie)


def callers(
    project: Project, env: str | None, config: str | None, url: str
) -> tuple[tuple[Identity, ...], tuple[str, ...]]:
    """The identities in the order of assay.toml, and the values in them that nobody may see."""
    found: list[Identity] = []
    secrets: list[str] = []
    for name, table in project.identity.items():
        credentials = credentials_of(name, table, project, env, config, url)
        found.append(_identity(name, table, credentials))
        secrets.extend(credentials.secrets)
    return tuple(found), tuple(secrets)


def _identity(name: str, table: IdentityTable, credentials: Credentials) -> Identity:
    lines = (line.partition(":") for line in credentials.headers)
    headers = [(key.strip(), value.strip()) for key, _, value in lines]
    account = credentials.options.get("user")
    if account:
        from base64 import b64encode

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
