"""Every setting of a project with the place that it comes from: flag, process environment, file and line, default."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from assay.app.defaults import FIELDS, VARIABLES, fitted
from assay.app.newmanrc import places, read_one
from assay.app.place import safe_text
from assay.app.project import REFERENCE, Lookup, Project, dotenv, secrets_of
from assay.app.toml_lines import line_of, lines_of
from assay.app.variables import URL_VARIABLE
from assay.record.names import is_secret

HIDDEN = "***"
PROCESS = (
    "ASSAY_HOME",
    "CURL_HOME",
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "NO_COLOR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
"""Variables of the process that change what is sent or shown."""
NOT_SETTINGS = frozenset({"collection", "config", "env", "url", "identity", "reporter", "log"})
"""Options of one run, which no file sets."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A value by its dotted name, and where it comes from, as `assay.toml:12` or `default`."""

    name: str
    value: Any
    origin: str


def settings(project: Project, flags: Mapping[str, str | None], process: Mapping[str, str]) -> Iterator[Setting]:
    """All of them, in the order of the documentation; secrets as stars. `flags` are --env, --url and --identity."""
    where = _Places(project)
    yield Setting(name="config", value=str(project.path) if project.path else None, origin=_origin_of_file(project))
    for name, value in flags.items():
        if value is not None:
            yield Setting(name=name, value=value, origin=f"flag --{name}")
    yield from _project(project, where)
    yield from _environments(project, where, Lookup(project, process))
    yield from _identities(project, where, Lookup(project, process))
    yield from _run(project, where, process)
    yield from _kept(project, process)
    for name in PROCESS:
        if name in process:
            yield Setting(name=name, value=_without_password(process[name]), origin="process environment")


class _Places:
    """The file and line of a setting of assay.toml."""

    def __init__(self, project: Project) -> None:
        self.file = os.path.relpath(project.path) if project.path else ""
        self.prefix = ("tool", "assay") if project.path and project.path.name == "pyproject.toml" else ()
        self.lines = lines_of(safe_text(project.path)) if project.path else {}

    def of(self, *path: str) -> str:
        """`assay.toml:7`."""
        number = line_of(self.lines, (*self.prefix, *path))
        return f"{self.file}:{number}" if number else self.file


def _origin_of_file(project: Project) -> str:
    return (
        "found by searching upwards, or --config" if project.path else "default: there is no assay.toml here or above"
    )


def _project(project: Project, where: _Places) -> Iterator[Setting]:
    for field in msgspec.structs.fields(project.project):
        value = getattr(project.project, field.name)
        origin = "default" if value is None else where.of("project", field.name)
        yield Setting(name=f"project.{field.name}", value=value, origin=origin)
    url = project.variables.get("url")
    origin = "default" if url is None else where.of("variables", "url")
    yield Setting(name="variables.url", value=url or URL_VARIABLE, origin=origin)


def _environments(project: Project, where: _Places, lookup: Lookup) -> Iterator[Setting]:
    for name, table in project.environment.items():
        for field in msgspec.structs.fields(table):
            value = getattr(table, field.name)
            path = ("environment", name, field.name)
            if field.name == "variables":
                for key, one in value.items():
                    yield _filled((*path, key), one, where, lookup, secret=is_secret(key))
            elif value != field.default:
                yield _filled(path, value, where, lookup, secret=False)
            else:
                yield Setting(name=".".join(path), value=value, origin="default")


def _identities(project: Project, where: _Places, lookup: Lookup) -> Iterator[Setting]:
    for name, table in project.identity.items():
        written = {key: one for key, one in msgspec.to_builtins(table).items() if one not in (None, "", [], (), False)}
        hidden = {value for _, value in secrets_of(written)}
        for key, value in written.items():
            path = ("identity", name, key)
            inner = value.items() if isinstance(value, dict) else [("", value)]
            for sub, one in inner:
                full = (*path, sub) if sub else path
                yield _filled(full, one, where, lookup, secret=isinstance(one, str) and one in hidden)


def _filled(path: tuple[str, ...], value: Any, where: _Places, lookup: Lookup, *, secret: bool) -> Setting:
    """A value with its `${NAME}` looked up, and told where each came from; a secret is never shown."""
    origin = where.of(*path)
    name = ".".join(path)
    if not isinstance(value, str):
        return Setting(name=name, value=value, origin=origin)
    wanted = [match[1] for match in REFERENCE.finditer(value)]
    for variable in wanted:
        origin += f", ${{{variable}}} from {_source(variable, lookup)}"
    missing = [one for one in wanted if one not in lookup.process and one not in lookup.file]
    if missing:
        return Setting(name=name, value=value, origin=origin)
    hide = secret or any(is_secret(one) for one in wanted)
    return Setting(name=name, value=HIDDEN if hide else _without_password(lookup.fill(value, name)), origin=origin)


def _source(variable: str, lookup: Lookup) -> str:
    if variable in lookup.process:
        return "the process environment"
    return ".env" if variable in lookup.file else "nowhere: it is not set"


def _run(project: Project, where: _Places, process: Mapping[str, str]) -> Iterator[Setting]:
    """Options of `assay run` that a file sets, and the defaults of the others."""
    files = [(path, read_one(path)) for path in places(process, Path.cwd())]
    for name, field in FIELDS.items():
        if name in NOT_SETTINGS:
            continue
        value, origin = field.default, "default"
        if value is msgspec.NODEFAULT:
            value = field.default_factory() if callable(field.default_factory) else None
        for path, found in files:
            if name in found:
                value, origin = found[name], str(path)
        if name in project.run:
            value, origin = project.run[name], where.of("run", name)
        yield Setting(name=f"run.{name}", value=_shown(name, value), origin=origin)


def _shown(name: str, value: Any) -> Any:
    """An option's value; of variables whose name is that of a secret, and of secret options, no more than stars."""
    if value and (is_secret(name) or name == "ssl_client_passphrase"):
        return HIDDEN
    if name in VARIABLES:
        return [f"{key}={HIDDEN if is_secret(key) else one}" for key, one in fitted(name, value, name)]
    return value


def _kept(project: Project, process: Mapping[str, str]) -> Iterator[Setting]:
    home = process.get("ASSAY_HOME")
    folder = home or str(project.directory / ".assay")
    yield Setting(name="home", value=folder, origin="process environment ASSAY_HOME" if home else "default")
    file = project.directory / ".env"
    if names := sorted(dotenv(file)):
        yield Setting(name="dotenv", value=names, origin=os.path.relpath(file))


def _without_password(url: str) -> str:
    """A URL's password is nobody's business."""
    head, sign, rest = url.partition("://")
    account, at, host = rest.partition("@")
    if not sign or not at or "/" in account:
        return url
    return f"{head}://{account.partition(':')[0]}:{HIDDEN}@{host}" if ":" in account else url
