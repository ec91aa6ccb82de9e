"""A collection proposed for promotion, or promoted: recorded, planned, translated, proven, merged and written."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

import msgspec

from assay.app.options import RunOptions
from assay.app.preparing import Prepared, prepare
from assay.app.promoting.attaching import attach
from assay.app.promoting.ending import interruptible
from assay.app.promoting.folder import Place, check_out, find_place, put, read_text
from assay.app.promoting.options import PromoteOptions
from assay.app.promoting.people import check_logins, people_of
from assay.app.promoting.proving import Proof, Proven
from assay.app.promoting.recording import Recorded, from_records, record, secret_names, static_values
from assay.app.promoting.stability import green_runs
from assay.app.promoting.watching import Told, Watch
from assay.model.errors import IncompleteError, InputError, UsageError
from assay.promote.accounting import Account, account, judge_all
from assay.promote.flow import Flow, flow_of
from assay.promote.merge.suite import Outcome, merge_suite
from assay.promote.naming import identifier
from assay.promote.people import with_people
from assay.promote.plan import Choice, plan, wanted
from assay.promote.promises import Promises
from assay.promote.writing.access import write_access
from assay.promote.writing.beyond import Writer
from assay.promote.writing.clients import CLIENTS, Client
from assay.promote.writing.declared import write_declared
from assay.promote.writing.forbidden import write_forbidden
from assay.promote.writing.readme import readme
from assay.promote.writing.scribe import Translate
from assay.promote.writing.settings import Settings
from assay.promote.writing.suite import Suite, write_suite

CONFTEST = "Who calls the API, what they make there, and how it is removed again."


class Promotion(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    name: str
    choices: tuple[Choice, ...]
    account: Account
    failed: tuple[str, ...] = ()
    """Assertions that failed when the collection was recorded."""
    proof: Proof | None = None
    folder: Path | None = None
    outcome: Outcome | None = None
    written: tuple[Path, ...] = ()
    suite: Suite | None = None
    notes: tuple[str, ...] = ()


def promote(options: PromoteOptions, told: Told | None = None) -> Promotion:
    """The whole use case; `told` hears how far it is. Raises an AssayError where there is nothing to go by."""
    watch = Watch(told, options.max_time)
    if options.client not in CLIENTS:
        raise UsageError(
            f"there is no client {options.client!r}", where="--client", remedy=f"There are: {', '.join(CLIENTS)}."
        )
    if options.out is not None:
        check_out(options.out)
    prepared = prepare(_run_options(options))
    recorded = _recorded(options, prepared, watch)
    with interruptible():  # while it is recorded, the run sees to the signals
        return _promoted(options, prepared, recorded, watch)


def _promoted(options: PromoteOptions, prepared: Prepared, recorded: Recorded, watch: Watch) -> Promotion:
    """What is done with the answers."""
    flow = _flow(options, prepared, recorded)
    translate, proof = _translator(options, flow, watch)
    watch("planning", 0, 0)
    choices = plan(
        flow,
        judge_all(flow, translate, CLIENTS[options.client].module),
        green=green_runs(prepared.project.directory / ".assay" / "log", prepared.suite.name),
        stable=options.stable,
        folders=options.folder,
        only=options.only,
    )
    if not choices and flow.nodes:
        raise UsageError(
            "no request of the collection is of that name",
            where=" ".join((*options.folder, *options.only)),
            remedy=_nearest(flow, options),
        )
    promoted = [one.node for one in choices if one.promoted]
    told = account(flow, promoted, translate, CLIENTS[options.client].module)
    found = Promotion(
        name=prepared.suite.name, choices=tuple(choices), account=told, failed=recorded.failed, proof=proof
    )
    if options.out is None:
        return found
    if not promoted:
        raise UsageError(
            "nothing is left to promote", remedy="Without --out, `assay promote` tells why for each request."
        )
    watch("writing", 0, 0)
    return _written(options, prepared, flow, found, translate, promoted)


def _nearest(flow: Flow, options: PromoteOptions) -> str:
    """The name that was meant, where one is like it."""
    names = {name: None for node in flow.nodes for name in (*node.source.path, node.source.step.name, node.source.name)}
    near = [one for asked in (*options.folder, *options.only) for one in get_close_matches(asked, names, 1)]
    if near:
        return f"Did you mean {near[0]!r}?"
    return 'A name is "Folder / Request", and --only takes * for any part of it.'


def _flow(options: PromoteOptions, prepared: Prepared, recorded: Recorded) -> Flow:
    """The flow of the collection; with the people of the project where somebody wants to see them."""
    flow = flow_of(recorded.sources, recorded.values)
    if not (options.permissions or options.identities):
        return flow
    people = people_of(prepared.project, options.identities)
    check_logins(people, ("/".join((*node.source.path, node.source.step.name)) for node in flow.nodes))
    return with_people(flow, people)


def _run_options(options: PromoteOptions) -> RunOptions:
    return RunOptions(
        collection=options.collection,
        environment=options.environment,
        env=options.env,
        url=options.url,
        config=options.config,
        env_var=options.env_var,
        max_time=options.max_time,
    )


def _recorded(options: PromoteOptions, prepared: Prepared, watch: Watch) -> Recorded:
    if options.log is not None:
        from assay.record.log import read
        from assay.record.order import ordered

        return from_records(prepared, ordered(read(Path(options.log))))
    if not prepared.job.items:
        raise InputError("the collection has no request", where=options.collection or "", remedy="Name another one.")
    recorded = record(prepared, watch)
    if not recorded.answered:
        reason = next((one.unanswered for one in recorded.sources if one.unanswered), "no request was answered")
        raise IncompleteError(
            f"the collection could not be recorded: {reason}",
            remedy="Start the API, name it with --url or -e, or take a past run with --log.",
        )
    return recorded


def _translator(options: PromoteOptions, flow: Flow, watch: Watch) -> tuple[Translate, Proof | None]:
    """The translation of scripts, after its proof; what was refused stays with the sandbox."""
    proven = Proven()
    nodes = [node for node in flow.nodes if wanted(node, options.folder, options.only)]
    if not options.proof or not any(node.source.listening("test") for node in nodes):
        return proven.translate, None
    proven.learn(nodes, flow.values, CLIENTS[options.client].module, watch)
    return proven.translate, proven.proof


def _written(
    options: PromoteOptions,
    prepared: Prepared,
    flow: Flow,
    found: Promotion,
    translate: Translate,
    promoted: list[int],
) -> Promotion:
    client = CLIENTS[options.client]
    name = prepared.suite.name or "API"
    make = _maker(options, prepared, flow, client, translate, promoted, name)
    suite = make(frozenset())
    place = find_place(options.out or ".", name, [module.path for module in suite.modules])
    clashing = frozenset(module.path for module in suite.modules) & place.taken
    if clashing:
        suite = make(clashing)
    notes = (
        *place.notes,
        *(f"{one} is the name of another test file of the project: ours has another" for one in sorted(clashing)),
    )
    files = {**suite.files, "README.md": _readme(name, client, suite, found)}
    outcome = merge_suite(suite.modules, files, lambda path: read_text(place.folder, path), place.manifest)
    manifest = msgspec.structs.replace(outcome.manifest, collection=name, options=_kept(options))
    outcome = msgspec.structs.replace(outcome, manifest=manifest)
    done = [] if options.check else put(place, outcome)
    if not options.check:
        done += attach(flow, suite, prepared.job.files, place.folder)
    return msgspec.structs.replace(
        found, folder=place.folder, outcome=outcome, written=tuple(done), suite=suite, notes=notes
    )


def _maker(
    options: PromoteOptions,
    prepared: Prepared,
    flow: Flow,
    client: Client,
    translate: Translate,
    promoted: list[int],
    name: str,
) -> Callable[[frozenset[str]], Suite]:
    environment = frozenset(one.key for one in (*prepared.environment.variables, *prepared.globals.variables))
    prefix = identifier(name, "api", 24).upper().strip("_")

    promises = _promises(options, prepared, flow)
    more = _writers(options) if promises else []

    def make(avoid: frozenset[str]) -> Suite:
        settings = Settings(prefix, flow, static_values(prepared), environment, secret_names(prepared))
        return write_suite(
            flow,
            translate,
            settings,
            client,
            promoted,
            CONFTEST,
            avoid=avoid,
            prefix=identifier(name, "api", 24),
            promises=promises,
            more=more,
        )

    return make


def _promises(options: PromoteOptions, prepared: Prepared, flow: Flow) -> Promises | None:
    from assay.app.contracts import load_contract

    named = options.contract or (
        prepared.project.locate(prepared.project.project.contract) if prepared.project.project.contract else None
    )
    if named is None:
        if options.negative or options.permissions or options.strict_schema:
            raise UsageError(
                "--negative, --permissions and --strict-schema need a contract", remedy="Name it: --contract FILE."
            )
        return None
    return Promises(load_contract(Path(named)), flow, strict=options.strict_schema)


def _writers(options: PromoteOptions) -> list[Writer]:
    wanted: list[Writer] = [write_declared]
    wanted += [write_forbidden] if options.negative else []
    wanted += [write_access] if options.permissions else []
    return wanted


def _kept(options: PromoteOptions) -> dict[str, str]:
    said = {"client": options.client, "contract": options.contract, "folder": " ".join(options.folder)}
    flags = [name for name in ("negative", "permissions", "strict_schema") if getattr(options, name)]
    return {**{key: value for key, value in said.items() if value}, **({"with": " ".join(flags)} if flags else {})}


def _readme(name: str, client: Client, suite: Suite, found: Promotion) -> str:
    refused = [f"{one.name}: {one.against[0]}" for one in found.choices if not one.promoted and one.against]
    lost = [f"{where}: {what}" for where, what in suite.losses]
    ours = any(line.startswith("from assay.") for module in suite.modules for line in module.imports)
    return readme(f"{name}: API tests", client, suite.settings, suite.not_cleaned, [*refused, *lost], plugin=ours)


def drifted(found: Promotion) -> bool:
    """Whether --check has something to tell."""
    return bool(found.outcome and found.outcome.drifted)


__all__ = ["Place", "Promotion", "drifted", "promote"]
