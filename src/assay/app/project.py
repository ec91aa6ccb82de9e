"""Reads assay.toml (or [tool.assay] in pyproject.toml): the one configuration of a project."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from assay.app.place import safe_text
from assay.model.errors import InputError, UsageError
from assay.model.secret import Secret

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
TABLES = frozenset(
    {"project", "variables", "environment", "identity", "dependency", "consumer", "laws", "tier", "load", "run"}
)


class ProjectTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[project]: where things are, and the only hosts beside loopback that may be sent to."""

    contract: str | None = None
    collection: str | None = None
    hosts: tuple[str, ...] | None = None


class EnvironmentTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[environment.NAME]: one place where the API runs."""

    url: str | None = None
    postman: str | None = None
    start: str | None = None
    ready: str | None = None
    production: bool = False
    variables: dict[str, Any] = {}


class Login(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an identity logs in: a request of the collection, and where in its answer the token stands (JSON Pointer)."""

    request: str
    token: str
    username: str = ""
    password: str = ""


class ApiKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"place": "in"}):
    """A key in a header or the query."""

    name: str
    value: str
    place: str = "header"


class Basic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """User name and password."""

    username: str
    password: str


class IdentityTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[identity.NAME]: who sends."""

    role: str = ""
    tenant: str = ""
    token: str | None = None
    variable: str | None = None
    login: Login | None = None
    api_key: ApiKey | None = None
    basic: Basic | None = None
    cookie: dict[str, str] | None = None
    scopes: tuple[str, ...] = ()
    expired: bool = False


class DependencyTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[dependency.NAME]: a service that the API calls, and what stands in for it while it is broken on purpose."""

    url: str
    """Where the API looks for it: there we listen in its place."""
    real: str | None = None
    """Where it really is: healthy calls go on to it."""
    stub: str | None = None
    """A stub file that answers in its place."""
    contract: str | None = None
    """Its OpenAPI document: what it may answer, and what is answered where it is neither real nor a stub."""
    variable: str | None = None
    """An environment variable of the API that `start` starts: it gets the URL at which we listen."""


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """assay.toml, read: values still as written, `${NAME}` not yet looked up."""

    path: Path | None = None
    """The file, or None where there is none."""
    project: ProjectTable = ProjectTable()
    variables: dict[str, str] = {}
    """Names that the collection uses: `url` for the base URL."""
    environment: dict[str, EnvironmentTable] = {}
    identity: dict[str, IdentityTable] = {}
    dependency: dict[str, DependencyTable] = {}
    run: dict[str, Any] = {}
    """Defaults for options of `assay run`, by their names."""
    laws: dict[str, Any] = {}
    """What must hold for this API, by rule, field, kind of thing or operation."""

    @property
    def directory(self) -> Path:
        """Where the file lies, to which its paths are relative; the working directory without one."""
        return self.path.parent if self.path else Path.cwd()

    def locate(self, path: str) -> str:
        """A path of this file, seen from where the file lies; a URL is one from everywhere."""
        return path if path.startswith(("http://", "https://")) else str(self.directory / path)


def load(path: Path | None) -> Project:
    """The project of a configuration file; an empty one for None.

    Raises InputError with line and column for broken TOML, UsageError for a setting that is wrong.
    """
    if path is None:
        return Project()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", where=str(path), remedy="Check --config.") from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", where=str(path), remedy="Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as problem:
        raise InputError(f"is not valid TOML: {problem}", where=str(path), remedy="Mend the line it names.") from None
    table = tool_table(document) if path.name == "pyproject.toml" else document
    check_tables(table, path)
    check_literals(table, path)
    known = {
        name: table[name]
        for name in ("project", "variables", "environment", "identity", "dependency", "run", "laws")
        if name in table
    }
    try:
        return msgspec.structs.replace(msgspec.convert(known, Project, strict=True), path=path)
    except msgspec.ValidationError as problem:
        raise UsageError(explain(str(problem)), where=str(path)) from None


def tool_table(document: Mapping[str, Any]) -> dict[str, Any]:
    """[tool.assay] of a pyproject.toml; empty where there is none."""
    tool = document.get("tool")
    table = tool.get("assay") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else {}


def check_tables(table: Mapping[str, Any], path: Path) -> None:
    """Refuse a top-level name that means nothing, with the nearest that does."""
    for name in table:
        if name not in TABLES:
            near = difflib.get_close_matches(name, TABLES, 1)
            raise UsageError(
                f"unknown table [{name}]", where=str(path), remedy=f"Did you mean [{near[0]}]?" if near else ""
            )


def explain(problem: str) -> str:
    """msgspec's complaint in our users' words: `Expected `str`, got `int` - at `$.environment[...].url``."""
    what, _, place = problem.partition(" - at `$.")
    what = what.replace("Object contains unknown field", "unknown setting").replace(" | null`", "`")
    return f"{what[0].lower()}{what[1:]}, in {place.rstrip('`').replace('[...]', '.*')}" if place else what


SECRET_KEYS = frozenset({"token", "password", "value"})


def check_literals(table: Mapping[str, Any], path: Path) -> None:
    """Refuse a secret that stands in the file itself, with the variable to use instead."""
    identities = table.get("identity", {})
    for name, identity in identities.items() if isinstance(identities, dict) else ():
        for key, value in secrets_of(identity):
            if value and not REFERENCE.search(value):
                variable = f"{name}_{key}".upper().replace("-", "_")
                raise UsageError(
                    f"a literal secret in [identity.{name}], {key}",
                    where=str(path),
                    remedy=f'Write {key} = "${{{variable}}}" and set {variable} in the process environment or in .env.',
                )


def secrets_of(identity: Any) -> Iterator[tuple[str, str]]:
    """The secret settings of an identity, by name."""
    if not isinstance(identity, dict):
        return
    for key, value in identity.items():
        if key == "cookie" and isinstance(value, dict):
            yield from ((key, str(one)) for one in value.values())
        elif key == "login" and isinstance(value, dict):
            yield "password", str(value.get("password", ""))
        elif isinstance(value, dict):
            yield from ((inner, str(one)) for inner, one in value.items() if inner in SECRET_KEYS)
        elif key == "token":
            yield key, str(value)


def dotenv(path: Path) -> dict[str, str]:
    """The NAME=value lines of a .env file; quotes around a value are taken off."""
    values: dict[str, str] = {}
    for line in safe_text(path).splitlines():
        name, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and not name.startswith("#"):
            text = value.strip()
            quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
            values[name.strip()] = text[1:-1] if quoted else text.partition(" #")[0].rstrip()
    return values


class Lookup:
    """Fills `${NAME}` in from the process environment, else from .env beside the configuration."""

    def __init__(self, project: Project, environment: Mapping[str, str] | None = None) -> None:
        self.process = os.environ if environment is None else environment
        self.file = dotenv(project.directory / ".env")
        self.where = str(project.path) if project.path else "the configuration"

    def fill(self, text: str, setting: str) -> str:
        """The text with every reference replaced. Raises UsageError for one that is not set."""

        def value(match: re.Match[str]) -> str:
            name = match[1]
            found = self.process.get(name, self.file.get(name))
            if found is None:
                raise UsageError(
                    f"{setting} needs the variable {name}, which is not set",
                    where=self.where,
                    remedy=f"Set {name} in the process environment or in .env.",
                )
            return found

        return REFERENCE.sub(value, text)

    def secret(self, text: str, setting: str) -> Secret:
        """The same for a value that must not be shown."""
        return Secret(self.fill(text, setting))
