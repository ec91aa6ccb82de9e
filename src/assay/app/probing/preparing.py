"""From what a person asked for to a target that can be probed: contract, URL and identities found, cases chosen."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from assay.app.identity_file import read_identities
from assay.app.preparing import configuration, environment_table, service
from assay.app.probing.application import BASE_URL, application
from assay.app.probing.choosing import chosen, in_order
from assay.app.probing.documents import contract_of
from assay.app.probing.earlier import Earlier, newest, read_earlier, related
from assay.app.probing.identities import named
from assay.app.probing.known import Known, read_known
from assay.app.probing.laws import Laws, declared_in, read_laws, shared
from assay.app.probing.options import ProbeOptions
from assay.app.probing.permitting import consent
from assay.app.probing.registry import checks, probes
from assay.app.project import EnvironmentTable, Lookup, Project
from assay.checks.check import Check
from assay.model.case import Case
from assay.model.contract import Contract
from assay.model.errors import UsageError
from assay.model.http import Delivery
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.probe import Probe
from assay.probes.running import listed
from assay.probes.target import Target
from assay.runtime.consent import Consent
from assay.runtime.service import Service
from assay.transport.application.asgi import Asgi
from assay.transport.application.wsgi import Wsgi

MOST_BODY = 4 * 1024 * 1024
"""Bytes of an answer that are taken; what is cut is not held against its schema."""


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A probing run that only has to be carried."""

    options: ProbeOptions
    project: Project
    target: Target
    probes: dict[str, Probe]
    checks: dict[str, Check]
    cases: tuple[Case, ...]
    laws: Laws
    known: Known
    consent: Consent
    rules: dict[str, Rule]
    wanted: frozenset[str] | None = None
    """The operations that the set-up is for; None: all."""
    earlier: Earlier | None = None
    """The run that is taken up again, whose finding is asked for, or whose leftovers are removed."""
    fingerprint: str = ""
    """The only finding that is asked for."""
    service: Service | None = None
    application: Asgi | Wsgi | None = None


def prepare(
    options: ProbeOptions, *, only_listed: bool = False, application_given: Asgi | Wsgi | None = None
) -> Prepared:
    """Read and check everything. Raises an AssayError before anything is sent.

    What is `only_listed` needs no URL, no credentials and no consent. `application_given` is in the place of --app.
    """
    check_options(options)
    project = project_of(options)
    table = environment_table(project, options.env)
    contract = contract_of(options, project)
    base_url = _place(options, project, contract) if only_listed else _base_url(options, project, table, contract)
    judges, watchers = probes(), checks()
    every: list[Probe | Check] = [*judges.values(), *watchers.values()]
    rules = {rule.name: rule for one in every for rule in one.rules}
    laws = read_laws(project, rules, (one.role for one in project.identity.values()))
    identities = wanted(named(project), options)
    delivery = Delivery(timeout=30.0, verify=not options.insecure, max_body=MOST_BODY)
    target = Target(declared_in(contract, laws), base_url, identities, delivery)
    earlier, fingerprint = _earlier(options, project)
    cases = _cases(options, target, judges, rules, laws)
    cases = _of_finding(cases, earlier, fingerprint) if options.replay else cases
    cases = () if options.clean_up else cases
    is_served = not only_listed and options.app is None
    return Prepared(
        options=options,
        project=project,
        target=target,
        probes=judges,
        checks=watchers,
        cases=_left_of(cases, earlier) if options.resume else cases,
        laws=laws,
        known=read_known(project.directory, datetime.date.today()),
        consent=Consent() if only_listed else consent(options, project, table, base_url),
        rules=rules,
        wanted=_operations(options, cases, earlier, fingerprint, target),
        earlier=earlier,
        fingerprint=fingerprint,
        service=service(project, table) if is_served else None,
        application=application_given or (application(options.app) if options.app and not only_listed else None),
    )


def check_options(options: ProbeOptions) -> None:
    """Raises UsageError for options that contradict each other."""
    one_of = {"--replay": options.replay, "--resume": options.resume, "--clean-up": options.clean_up}
    given = [name for name, value in one_of.items() if value is not None]
    if len(given) > 1:
        raise UsageError(f"{given[0]} and {given[1]} cannot be given together", remedy="Give one of them.")
    if options.app is not None and options.url is not None:
        raise UsageError(
            "--app and --url cannot be given together", remedy="An application in this process is at no URL."
        )
    if options.replay is not None and (options.only or options.skip or options.shard != (1, 1)):
        raise UsageError("--replay sends the cases of one finding, and takes no --only, --skip or --shard")
    if options.clean_up is not None and options.safe:
        raise UsageError("--clean-up removes things, which --safe forbids", remedy="Give one of them.")


def project_of(options: ProbeOptions) -> Project:
    """The project, with the identities of the file that was named in the place of its own."""
    project = configuration(options.config)
    if options.identities is None:
        return project
    return msgspec.structs.replace(project, identity=read_identities(Path(options.identities)))


def wanted(identities: tuple[Identity, ...], options: ProbeOptions) -> tuple[Identity, ...]:
    """Those that were asked for by name; all where none was. Raises UsageError for a name that there is not."""
    known = {one.name for one in identities}
    for name in options.identity:
        if name not in known:
            there_is = f"There is: {', '.join(sorted(known))}." if known else "assay.toml has none."
            raise UsageError(f"there is no [identity.{name}]", where="--identity", remedy=there_is)
    return tuple(one for one in identities if not options.identity or one.name in options.identity)


def _cases(
    options: ProbeOptions, target: Target, judges: dict[str, Probe], rules: Mapping[str, Rule], laws: Laws
) -> tuple[Case, ...]:
    open_to_all = shared(target.contract, laws)
    asked = frozenset(pattern.removeprefix("rule:") for pattern in options.only)
    cases = [
        case
        for case in in_order(listed(judges.values(), target), options.seed)
        if any(laws.is_asked(rules.get(one)) or one in asked for one in case.rules)
        and not (case.rule.startswith("foreign-") and case.operation in open_to_all)
    ]
    passive = frozenset(rules) - {rule.name for judge in judges.values() for rule in judge.rules}
    return chosen(cases, options, passive)


def _earlier(options: ProbeOptions, project: Project) -> tuple[Earlier | None, str]:
    """The run that an option takes up, and the whole fingerprint of the finding that is asked for."""
    if options.resume is not None:
        return read_earlier(Path(options.resume), "--resume"), ""
    if options.clean_up is not None:
        return read_earlier(Path(options.clean_up), "--clean-up"), ""
    if options.replay is None:
        return None, ""
    path = Path(options.log) if options.log is not None else newest(project.directory)
    earlier = read_earlier(path, "--log") if path is not None else None
    found = earlier.showing(options.replay) if earlier is not None else None
    return earlier, found[0] if found is not None else options.replay


def _of_finding(cases: tuple[Case, ...], earlier: Earlier | None, fingerprint: str) -> tuple[Case, ...]:
    """The cases that showed a finding, by the log; else those that would be called so. None for a passive check's."""
    found = earlier.showing(fingerprint) if earlier is not None else None
    if found is not None:
        return tuple(case for case in cases if case.id in found[1])
    alike = tuple(case for case in cases if case.fingerprint == fingerprint)
    if not alike:
        where = str(earlier.path) if earlier is not None else ""
        raise UsageError(
            f"no finding has the fingerprint {fingerprint[:40]}", where=where,
            remedy="Give it as a report shows it, and with --log FILE the log of that run.",
        )  # fmt: skip
    return alike


def _left_of(cases: tuple[Case, ...], earlier: Earlier | None) -> tuple[Case, ...]:
    return tuple(case for case in cases if earlier is None or case.id not in earlier.carried)


def _operations(
    options: ProbeOptions, cases: tuple[Case, ...], earlier: Earlier | None, fingerprint: str, target: Target
) -> frozenset[str] | None:
    """What the set-up is for: with a budget, only what the cases need that it may reach."""
    if options.replay is not None:
        known = {case.operation for case in cases}
        shown = earlier.finding(fingerprint) if earlier is not None else None
        if shown is not None:
            known.add(shown.operation)
        return related(known, target)
    if not options.is_partial or not cases:
        return None
    room = options.budget_requests
    names: set[str] = set()
    for case in cases:
        if room is not None and (room := room - 2 * case.sends) < 0 and names:
            break
        names.add(case.operation)
    return related(names, target)


def _base_url(options: ProbeOptions, project: Project, table: EnvironmentTable, contract: Contract) -> str:
    """--url, else the environment's, else the only absolute server of the contract. With the servers' own base path."""
    if options.app is not None:
        return _with_base_path(BASE_URL, contract)
    given = options.url or (Lookup(project).fill(table.url, "url") if table.url else None)
    declared = [one for one in contract.servers if one.startswith(("http://", "https://"))]
    if given is None and not declared:
        raise UsageError("where is the API?", remedy="Give --url URL, or --env NAME with a url in assay.toml.")
    given = declared[0] if given is None else given
    return checked_url(given if "://" in given else f"http://{given}").rstrip("/")


def checked_url(url: str) -> str:
    """The URL. Raises UsageError for one that no request can be sent to."""
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_right = False
    if not is_right:
        raise UsageError(f"{url[:200]!r} is no URL of an API", where="--url", remedy="Write http://host:port.")
    return url.partition("#")[0].partition("?")[0]


def _with_base_path(url: str, contract: Contract) -> str:
    """The path that the contract's first server has, which an application in our own process serves too."""
    path = urlsplit(contract.servers[0]).path if contract.servers else ""
    return f"{url}{path}".rstrip("/")


def _place(options: ProbeOptions, project: Project, contract: Contract) -> str:
    """Some URL, for what is not sent."""
    del project
    return _with_base_path(BASE_URL, contract) if options.url is None else options.url
