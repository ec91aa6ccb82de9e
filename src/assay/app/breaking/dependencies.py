"""The dependencies that assay.toml and the options name: where the API looks for each, and what answers there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from assay.app.breaking.options import BreakOptions
from assay.app.contracts import load_contract
from assay.app.project import DependencyTable, Lookup, Project
from assay.model.contract import Contract
from assay.model.errors import UsageError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Dependency(msgspec.Struct, frozen=True, kw_only=True):
    """One dependency, and what is known of it."""

    name: str
    host: str
    port: int
    """0: a free one, of which the API is told by `variable`."""
    path: str = ""
    """The path that its URL has, without a slash at its end."""
    real: str = ""
    """Base URL to which healthy calls go on, without a slash at its end."""
    stub: str = ""
    contract: Contract | None = None
    variable: str = ""


def dependencies(options: BreakOptions, project: Project) -> tuple[Dependency, ...]:
    """All of them. Raises UsageError where there is none, or one of them cannot be stood in for."""
    tables = dict(project.dependency)
    for name, url in _pairs(options.dep, "--dep"):
        known = tables.get(name)
        tables[name] = msgspec.structs.replace(known, url=url) if known else DependencyTable(url=url)
    for name, url in _pairs(options.real, "--real"):
        if name not in tables:
            raise UsageError(f"there is no dependency {name!r}", where="--real", remedy=f"Name it: --dep {name}=URL.")
        tables[name] = msgspec.structs.replace(tables[name], real=url)
    if not tables:
        raise UsageError(
            "which services does the API call?",
            remedy="Name them: [dependency.NAME] with a url in assay.toml, or --dep NAME=URL.",
        )
    return tuple(_dependency(name, table, project) for name, table in tables.items())


def _pairs(texts: tuple[str, ...], option: str) -> list[tuple[str, str]]:
    pairs = []
    for text in texts:
        name, sign, url = text.partition("=")
        if not (name and sign and url):
            raise UsageError(
                f"{text!r} is not NAME=URL", where=option, remedy=f"Write {option} stock=http://127.0.0.1:9001."
            )
        pairs.append((name, url))
    return pairs


def _dependency(name: str, table: DependencyTable, project: Project) -> Dependency:
    where = f"[dependency.{name}]"
    lookup = Lookup(project)
    url = lookup.fill(table.url, "url")
    host, port, path = _address(url, where, is_ours=not table.variable)
    real = lookup.fill(table.real, "real") if table.real else ""
    if table.variable:  # the API is told where we listen, so its usual address is the real one
        real = real or ("" if table.stub or table.contract else url)
        host, port = "127.0.0.1", 0
    if not (real or table.stub or table.contract):
        raise UsageError(
            "nothing says what it answers when it is well",
            where=where,
            remedy="Add real = URL (healthy calls go on to it), stub = FILE, or contract = FILE.",
        )
    if real:
        _check_apart(_address(real, where, is_ours=False), (host, port), where)
    return Dependency(
        name=name,
        host=host,
        port=port,
        path=path,
        real=real.rstrip("/"),
        stub=project.locate(table.stub) if table.stub else "",
        contract=load_contract(Path(project.locate(table.contract))) if table.contract else None,
        variable=table.variable or "",
    )


def _check_apart(real: tuple[str, int, str], ours: tuple[str, int], where: str) -> None:
    if real[1] == ours[1] and {real[0], ours[0]} <= LOOPBACK:
        raise UsageError(
            f"it is itself at {ours[0]}:{ours[1]}, where we have to listen in its place",
            where=where,
            remedy="Start it at another port and name that as real, or give variable = NAME, by which the API is told.",
        )


def _address(url: str, where: str, *, is_ours: bool) -> tuple[str, int, str]:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"{url[:200]!r} is no URL of a service", where=where, remedy="Write http://127.0.0.1:9001.")
    if is_ours and host not in LOOPBACK:
        raise UsageError(
            f"the API looks for it at {host}, where we cannot listen", where=where,
            remedy="Point the API at loopback for this run, such as http://127.0.0.1:9001.",
        )  # fmt: skip
    default = 443 if parts.scheme == "https" else 80
    return host, default if port is None else port, parts.path.rstrip("/")
