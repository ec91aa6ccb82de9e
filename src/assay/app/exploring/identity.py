"""A transfer in somebody's name: the credentials of an [identity] put where the API looks for them."""

from __future__ import annotations

import msgspec

from assay.app.project import IdentityTable, Lookup, Project
from assay.model.transfer import OptionValue, Transfer


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What an identity adds to each request. `secrets` are the values that nobody may see."""

    headers: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    options: dict[str, OptionValue] = {}
    secrets: tuple[str, ...] = ()


NOBODY = Credentials()


def credentials_of(
    name: str, table: IdentityTable, project: Project, env: str | None, config: str | None, url: str | None = None
) -> Credentials:
    """The credentials of an identity; one with a login is logged in now, through the project's collection, at `url`
    where it is given.
    """
    lookup = Lookup(project)
    setting = f"[identity.{name}]"
    if table.login is not None:
        return _bearer(_logged_in(name, table, env, config, url))
    if table.token is not None:
        return _bearer(lookup.fill(table.token, setting))
    if table.api_key is not None:
        value = lookup.fill(table.api_key.value, setting)
        return _api_key(table.api_key.name, table.api_key.place, value)
    if table.basic is not None:
        username = lookup.fill(table.basic.username, setting)
        password = lookup.fill(table.basic.password, setting)
        return Credentials(options={"user": f"{username}:{password}", "basic": True}, secrets=(password,))
    values = {key: lookup.fill(value, setting) for key, value in (table.cookie or {}).items()}
    if not values:
        return NOBODY
    return Credentials(options={"cookie": tuple(f"{k}={v}" for k, v in values.items())}, secrets=tuple(values.values()))


def in_the_name_of(transfer: Transfer, credentials: Credentials) -> Transfer:
    """The transfer with the credentials; what the command itself says of them is stronger."""
    named = {line.partition(":")[0].strip().lower() for line in transfer.headers}
    headers = tuple(line for line in credentials.headers if line.partition(":")[0].lower() not in named)
    options = dict(transfer.options)
    for option, value in credentials.options.items():
        if option == "cookie" and isinstance(value, tuple):
            given = options.get("cookie", ())
            options["cookie"] = (*(given if isinstance(given, tuple) else (str(given),)), *value)
        elif "authorization" not in named and "oauth2-bearer" not in options and "user" not in transfer.options:
            options[option] = value
    return msgspec.structs.replace(
        transfer,
        url=_with_query(transfer.url, credentials.query),
        headers=(*transfer.headers, *headers),
        options=options,
    )


def _bearer(token: str) -> Credentials:
    return Credentials(headers=(f"Authorization: Bearer {token}",), secrets=(token,))


def _api_key(name: str, place: str, value: str) -> Credentials:
    if place == "query":
        from urllib.parse import quote

        return Credentials(query=(f"{quote(name, safe='')}={quote(value, safe='')}",), secrets=(value,))
    return Credentials(headers=(f"{name}: {value}",), secrets=(value,))


def _with_query(url: str, query: tuple[str, ...]) -> str:
    if not query:
        return url
    head, sign, fragment = url.partition("#")
    return f"{head}{'&' if '?' in head else '?'}{'&'.join(query)}{sign}{fragment}"


def _logged_in(name: str, table: IdentityTable, env: str | None, config: str | None, url: str | None) -> str:
    """The token that the identity's own login request brings."""
    import asyncio
    import secrets
    import time

    from assay.app.identities import TOKEN_VARIABLE, log_in
    from assay.app.options import RunOptions
    from assay.app.preparing import prepare
    from assay.record.masking import Masker
    from assay.runtime.recorder import Recorder
    from assay.runtime.tools import open_tools

    prepared = prepare(RunOptions(env=env, identity=name, config=config, url=url))
    recorder = Recorder(now=time.time, masker=Masker(secrets.token_bytes(16)), sinks=())
    login = prepared.login
    assert login is not None

    async def bring() -> None:
        async with open_tools(prepared.limits) as tools:
            await log_in(name, login.identity, prepared.suite, prepared.job, tools, recorder, login.lookup)

    asyncio.run(bring())
    return str(prepared.job.scopes.environment.text(table.variable or TOKEN_VARIABLE))
