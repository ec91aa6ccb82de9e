"""Where a dependency of assay.toml is looked for, and what answers there when it is well."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from assay.app.project import DependencyTable, Lookup, Project
from assay.model.errors import UsageError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PORTS = {"http": 80, "https": 443, "redis": 6379, "postgresql": 5432, "postgres": 5432, "mysql": 3306, "amqp": 5672}


class Place(NamedTuple):
    """One dependency."""

    name: str
    scheme: str = "http"
    port: int = 0
    """At which the API looks for it on loopback; 0: at one that nobody knows yet."""
    path: str = ""
    """The path that its URL has, without a slash at its end."""
    variable: str = ""
    """The environment variable by which the API is told of it."""
    origin: str = ""
    """The origin at which it is looked for, where that is not on loopback."""
    real: str = ""
    stub: str = ""
    contract: str = ""


def place(name: str, project: Project, environment: Mapping[str, str]) -> Place:
    """The dependency of this name; one of which nothing is known where assay.toml has none that is nearly so called.

    Raises UsageError.
    """
    table = project.dependency.get(name)
    if table is not None:
        return _of_table(name, table, project, environment)
    near = difflib.get_close_matches(name, project.dependency, 1, 0.75)
    if near:
        raise UsageError(
            f"there is no dependency {name!r}", where=str(project.path), remedy=f"Did you mean {near[0]!r}?"
        )
    return Place(name)


def _of_table(name: str, table: DependencyTable, project: Project, environment: Mapping[str, str]) -> Place:
    lookup = Lookup(project, environment)
    url = lookup.fill(table.url, "url")
    told = environment.get(table.variable or "", "")
    usual = _parts(told or url, name)
    real = lookup.fill(table.real, "real") if table.real else ""
    if table.variable and not (real or table.stub or table.contract) and told != url:
        real = url  # the API is told where we listen, so its usual address is the real one
    known = Place(
        name,
        scheme=usual.scheme,
        path=usual.path.rstrip("/"),
        variable=table.variable or "",
        real=real.rstrip("/"),
        stub=project.locate(table.stub) if table.stub else "",
        contract=project.locate(table.contract) if table.contract else "",
    )
    if table.variable and not told:
        return known
    if usual.hostname in LOOPBACK:
        return known._replace(port=_port(usual))
    return known._replace(origin=f"{usual.scheme}://{usual.netloc.rpartition('@')[2]}")


class _Url(NamedTuple):
    scheme: str
    netloc: str
    hostname: str
    port: int | None
    path: str


def _parts(url: str, name: str) -> _Url:
    try:
        parts = urlsplit(url if "://" in url else f"tcp://{url}")
        found = _Url(parts.scheme, parts.netloc, parts.hostname or "", parts.port, parts.path)
    except ValueError:
        found = _Url("", "", "", None, "")
    if not found.hostname:
        raise UsageError(f"{url[:200]!r} is no URL of a service", where=f"[dependency.{name}]",
                         remedy="Write http://127.0.0.1:9001 or redis://127.0.0.1:6379.")  # fmt: skip
    return found


def _port(parts: _Url) -> int:
    return PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
