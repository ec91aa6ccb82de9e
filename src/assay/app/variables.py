"""The variables that a run begins with: files, [environment], identity and flags, in their order of precedence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.app.inputs import check_url
from assay.app.options import RunOptions
from assay.app.project import EnvironmentTable, Lookup, Project
from assay.engine.scopes import Scope
from assay.engine.select import Item
from assay.model.suite import Suite
from assay.model.variable import Environment, Variable
from assay.record.names import is_secret

URL_VARIABLE = "base_url"
"""The collection's name for the base URL, unless assay.toml says another."""


def given_variables(
    options: RunOptions, project: Project, table: EnvironmentTable, lookup: Lookup
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an [environment] and flags set: weaker than a file that -e named, and stronger than any file.

    The file that the [environment] itself names is weaker than what it says beside it.
    """
    url_name = project.variables.get("url", URL_VARIABLE)
    weak = {
        name: lookup.fill(value, name) if isinstance(value, str) else value for name, value in table.variables.items()
    }
    if table.url is not None:
        weak[url_name] = lookup.fill(table.url, "url").rstrip("/")
    url = check_url(options.url)
    flag = {url_name: url} if url else {}
    return (weak, flag) if options.environment is not None else ({}, weak | flag)


def environment_scope(
    environment: Environment,
    given: tuple[dict[str, Any], dict[str, Any]],
    known: dict[str, str],
    flags: tuple[tuple[str, str | None], ...],
) -> Scope:
    """The environment with what is weaker before it and what is stronger on top."""
    weak, strong = given
    present = {variable.key for variable in environment.variables if variable.enabled}
    added = tuple(Variable(key=key, value=value) for key, value in weak.items() if key not in present)
    scope = Scope(msgspec.structs.replace(environment, variables=added + environment.variables))
    for key, value in {**known, **strong}.items():
        scope.set(key, value)
    return overridden(scope, flags)


def overridden(scope: Scope, flags: tuple[tuple[str, str | None], ...]) -> Scope:
    """The scope with `key=value` flags on top; a key without a value is there, and undefined."""
    for key, value in flags:
        scope.set(key, value)
        if value is None:
            rows = scope.values_json()
            scope.replace(
                [{k: v for k, v in row.items() if k != "value"} if row["key"] == key else row for row in rows]
            )
    return scope


def told_secrets(options: RunOptions) -> Iterator[str]:
    """Secrets that options carry."""
    yield from (text for text in (options.postman_api_key, options.ssl_client_passphrase) if text)
    yield from (value for key, value in (*options.env_var, *options.global_var) if value and is_secret(key))


def secret_values(environment: Environment, found_globals: Environment, suite: Suite) -> Iterator[str]:
    """The values of variables that are secret by type or by name."""
    for variable in (*environment.variables, *found_globals.variables, *suite.variables):
        if isinstance(variable.value, str) and (variable.secret or is_secret(variable.key)):
            yield variable.value


SETTING = re.compile(r"""\.set\(\s*(["'`])([^"'`\n]{1,100})\1\s*,\s*(["'`])([^"'`\n]{4,500})\3""")


def argument_warnings(options: RunOptions) -> Iterator[str]:
    """A secret in the arguments can be seen by every process of the machine."""
    for option, variables in (("--env-var", options.env_var), ("--global-var", options.global_var)):
        for key, value in variables:
            if value and is_secret(key):
                yield (
                    f"{option} {key}=… puts a secret on the command line, where other processes can read it; "
                    "an environment file or [identity.*] with ${VARIABLE} keeps it private"
                )


def scripted_secrets(items: tuple[Item, ...]) -> Iterator[str]:
    """Literals that scripts will put into secret variables: the log shows the scripts before they have run."""
    for source in {one.script.source for item in items for one in item.scripts}:
        yield from (match[4] for match in SETTING.finditer(source) if is_secret(match[2]))
