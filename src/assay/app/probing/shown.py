"""How a credential is written in a command or a test that people may keep: by the variable that holds it."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.app.project import REFERENCE, IdentityTable, Project
from assay.model.exchange import Exchange
from assay.model.identity import Identity
from assay.report.curl import curl


def showing(project: Project, identities: Callable[[], tuple[Identity, ...]]) -> Callable[[Exchange], str]:
    """Writes the curl command of an exchange. `identities` are asked each time: they log in while the run goes on."""

    def shown(exchange: Exchange) -> str:
        return curl(exchange, variables=variables(project, identities()))

    return shown


def variables(project: Project, identities: tuple[Identity, ...]) -> dict[str, str]:
    """By the credential itself, what a shell puts in its place: `$ALICE_TOKEN`."""
    found: dict[str, str] = {}
    for one in identities:
        table = project.identity.get(one.name, IdentityTable())
        for name, value in (*one.headers, *one.query, *one.cookies):
            secret = value.partition(" ")[2] if value.lower().startswith(("bearer ", "basic ")) else value
            found[secret] = _expression(one.name, table, name)
    return {secret: text for secret, text in found.items() if len(secret) > 3}


def named(project: Project) -> dict[str, str]:
    """By identity, the variable of the process that holds its credential; of `basic`, one with the base64 of both."""
    return {name: _name(name, table) for name, table in project.identity.items()}


def _name(name: str, table: IdentityTable) -> str:
    if table.basic is not None:
        return variable_name(name, "basic")
    shown = _expression(name, table, next(iter(table.cookie or {"": ""})))
    return shown[1:] if shown[1:].isidentifier() else variable_name(name, "token")


def _expression(name: str, table: IdentityTable, key: str) -> str:
    if table.basic is not None:
        user = _variable(table.basic.username, name, "username")
        password = _variable(table.basic.password, name, "password")
        return f'$(printf %s "{user}:{password}" | base64)'
    if table.token is not None:
        return _variable(table.token, name, "token")
    if table.api_key is not None:
        return _variable(table.api_key.value, name, "key")
    if table.cookie:
        return _variable(table.cookie.get(key, ""), name, key)
    return _variable("", name, "token")


def _variable(template: str, name: str, key: str) -> str:
    """The template of assay.toml as a shell writes it; a name made of identity and key where it holds no reference."""
    if REFERENCE.search(template):
        return REFERENCE.sub(lambda found: f"${{{found[1]}}}", template) if _mixed(template) else _only(template)
    return f"${variable_name(name, key)}"


def _mixed(template: str) -> bool:
    return REFERENCE.fullmatch(template) is None


def _only(template: str) -> str:
    return REFERENCE.sub(lambda found: f"${found[1]}", template)


def variable_name(identity: str, key: str) -> str:
    """ALICE_TOKEN."""
    return re.sub(r"[^A-Z0-9]+", "_", f"{identity}_{key}".upper()).strip("_") or "TOKEN"
