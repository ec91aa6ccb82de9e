"""An environment of assay.toml as something to read from: its URL, and what may be sent there."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from assay.app.preparing import environment_table, service
from assay.app.project import Lookup, Project
from assay.app.trusting.drift_options import DriftOptions
from assay.model.errors import RefusedError, UsageError
from assay.model.http import Request
from assay.runtime.consent import Consent
from assay.runtime.service import Service

WHY = "environments are only compared by reads"


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two."""

    name: str
    base: str
    consent: Consent
    service: Service | None = None
    production: bool = False

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}"


def environment(project: Project, name: str) -> Environment:
    """The environment of this name. Raises UsageError, and RefusedError for a host that nobody allowed."""
    table = environment_table(project, name)
    if not table.url:
        raise UsageError("it has no url", where=f"[environment.{name}]", remedy='Add url = "https://…".')
    base = Lookup(project).fill(table.url, f"[environment.{name}] url").rstrip("/")
    if not base.startswith(("http://", "https://")):
        raise UsageError(f"{base[:100]!r} is no http or https URL", where=f"[environment.{name}] url")
    hosts = frozenset(one.lower() for one in project.project.hosts or ())
    consent = Consent(hosts=hosts, reads_only=True, why=WHY)
    refusal = consent.refusal(Request(id="", method="GET", url=base))
    if refusal is not None:
        raise RefusedError(refusal, where=f"[environment.{name}]")
    return Environment(name=name, base=base, consent=consent, service=service(project, table),
                       production=table.production)  # fmt: skip


def environments(project: Project, options: DriftOptions) -> tuple[Environment, ...]:
    """Those that are read from. Raises UsageError where both are the same place."""
    found = tuple(environment(project, name) for name in (options.first, options.second) if name)
    if len(found) == 2 and found[0].base == found[1].base:
        raise UsageError(
            f"[environment.{found[0].name}] and [environment.{found[1].name}] are the same place, {found[0].base}",
            remedy="Give them different URLs.",
        )
    for one in found:
        _check_production(project, one)
    return found


def _check_production(project: Project, wanted: Environment) -> None:
    """Production is read only by its own name."""
    for name, table in project.environment.items():
        if not table.production or wanted.production or not table.url:
            continue
        try:
            url = Lookup(project).fill(table.url, "url").rstrip("/")
        except UsageError:
            continue  # nobody has said where it is
        if urlsplit(url).netloc.lower() == urlsplit(wanted.base).netloc.lower():
            raise RefusedError(
                f"{wanted.origin} is [environment.{name}], which is marked as production",
                where=f"[environment.{wanted.name}]",
                remedy=f"It is read only by that name: write {name}.",
            )
