"""From what a person asked for to a target that can be probed: contract, URL and identities found, cases chosen."""

from __future__ import annotations

from pathlib import Path

import msgspec

from assay.app.contracts import load_contract
from assay.app.preparing import configuration, environment_table, service
from assay.app.probing.choosing import chosen
from assay.app.probing.identities import named
from assay.app.probing.options import ProbeOptions
from assay.app.probing.registry import checks, probes
from assay.app.project import EnvironmentTable, Lookup, Project
from assay.checks.check import Check
from assay.model.case import Case
from assay.model.contract import Contract
from assay.model.errors import UsageError
from assay.model.http import Delivery
from assay.model.identity import Identity
from assay.probes.probe import Probe
from assay.probes.running import listed
from assay.probes.target import Target
from assay.runtime.consent import Consent
from assay.runtime.service import Service


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A probing run that only has to be carried."""

    options: ProbeOptions
    project: Project
    target: Target
    probes: dict[str, Probe]
    checks: dict[str, Check]
    cases: tuple[Case, ...]
    consent: Consent
    service: Service | None = None


def prepare(options: ProbeOptions) -> Prepared:
    """Read and check everything. Raises an AssayError before anything is sent."""
    project = configuration(options.config)
    table = environment_table(project, options.env)
    contract = _contract(options, project)
    base_url = _base_url(options, project, table, contract)
    delivery = Delivery(timeout=30.0, verify=not options.insecure)
    target = Target(contract, base_url, wanted(named(project), options), delivery)
    judges = probes()
    return Prepared(
        options=options,
        project=project,
        target=target,
        probes=judges,
        checks=checks(),
        cases=chosen(listed(judges.values(), target), options),
        consent=consent(options, project, table),
        service=service(project, table),
    )


def wanted(identities: tuple[Identity, ...], options: ProbeOptions) -> tuple[Identity, ...]:
    """Those that were asked for by name; all where none was. Raises UsageError for a name that there is not."""
    known = {one.name for one in identities}
    for name in options.identity:
        if name not in known:
            there_is = f"There is: {', '.join(sorted(known))}." if known else "assay.toml has none."
            raise UsageError(f"there is no [identity.{name}]", where="--identity", remedy=there_is)
    return tuple(one for one in identities if not options.identity or one.name in options.identity)


def consent(options: ProbeOptions, project: Project, table: EnvironmentTable) -> Consent:
    """Loopback, and the hosts that the project names: what is probed is changed, so no other host is ever sent to."""
    hosts = frozenset((*(project.project.hosts or ()), *options.allow_hosts))
    return Consent(hosts=hosts, reads_only=table.production or options.safe)


def _contract(options: ProbeOptions, project: Project) -> Contract:
    named = options.contract or project.project.contract
    if named is None:
        raise UsageError(
            "no contract was given",
            remedy="Name one: assay probe openapi.yaml --url URL; or set `contract` under [project] in assay.toml.",
        )
    path = Path(named if options.contract else project.locate(named))
    return load_contract(path, project.directory / ".assay" / "cache")


def _base_url(options: ProbeOptions, project: Project, table: EnvironmentTable, contract: Contract) -> str:
    """--url, else the environment's, else the only absolute server of the contract. With the servers' own base path."""
    given = options.url or (Lookup(project).fill(table.url, "url") if table.url else None)
    declared = [one for one in contract.servers if one.startswith(("http://", "https://"))]
    if given is None and declared:
        return declared[0].rstrip("/")
    if given is None:
        raise UsageError("where is the API?", remedy="Give --url URL, or --env NAME with a url in assay.toml.")
    if "://" not in given:
        given = f"http://{given}"
    return given.rstrip("/")
