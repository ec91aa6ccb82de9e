"""Where a probing run may send to, and what: decided, and refused in one sentence, before anything is sent."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from assay.app.probing.options import ProbeOptions
from assay.app.project import EnvironmentTable, Lookup, Project
from assay.model.errors import RefusedError, UsageError
from assay.model.http import Request
from assay.runtime.consent import Consent


def consent(options: ProbeOptions, project: Project, table: EnvironmentTable, base_url: str) -> Consent:
    """Loopback, and the hosts that the project names: what is probed is changed, so no other host is ever sent to.

    Raises RefusedError for another host, and for production where it is not named, or more than reads are asked for.
    """
    if options.app is not None:
        return Consent(hosts=frozenset({urlsplit(base_url).hostname or ""}), reads_only=options.safe, why="--safe")
    _check_production(options, project, table, base_url)
    hosts = frozenset(one.lower() for one in (*(project.project.hosts or ()), *options.allow_hosts))
    why = "this environment is marked as production" if table.production else "--safe was given"
    found = Consent(hosts=hosts, reads_only=table.production or options.safe, why=why)
    asked = Request(id="", method="GET", url=base_url)
    refusal = msgspec.structs.replace(found, reads_only=False).refusal(asked)
    if refusal is not None:
        raise RefusedError(refusal, remedy="Probes change what they are sent to: name only hosts that may be changed.")
    return found


def _check_production(options: ProbeOptions, project: Project, table: EnvironmentTable, base_url: str) -> None:
    if table.production and not options.safe:
        raise RefusedError(
            f"[environment.{options.env}] is marked as production: only reads may be sent there", where="--env",
            remedy="Add --safe.",
        )  # fmt: skip
    if table.production:
        return
    for name, other in project.environment.items():
        if other.production and _is_at(project, other, base_url):
            raise RefusedError(
                f"{_origin(base_url)} is [environment.{name}], which is marked as production", where="--url",
                remedy=f"Only reads may be sent there, and only when it is named: --env {name} --safe.",
            )  # fmt: skip


def _is_at(project: Project, table: EnvironmentTable, base_url: str) -> bool:
    try:
        url = Lookup(project).fill(table.url or "", "url")
    except UsageError:
        return False  # nobody has said where it is
    return bool(url) and _origin(url if "://" in url else f"http://{url}") == _origin(base_url)


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443}.get(parts.scheme, 80)
    except ValueError:
        return url
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"
