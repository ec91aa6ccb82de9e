"""What the log of an earlier probing run tells: cases that were carried out, findings, and what was left behind."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

import msgspec

from assay.contract.matching import Match
from assay.model.errors import UsageError
from assay.model.event import Exchanged, Found, ItemEnded, ItemRef, Record, RunStarted, Withdrawn
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.providing import Draft, succeeded, thing_of
from assay.probes.resources import Resource, Resources, variables_of
from assay.probes.session import Session
from assay.probes.target import Target
from assay.record.log import read

SETTING_UP = "set-up"
"""The folder of items that are no cases."""


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier run."""

    path: Path
    carried: frozenset[str] = frozenset()
    """Ids of cases that came to their end."""
    found: tuple[tuple[Finding, ItemRef], ...] = ()

    def showing(self, fingerprint: str) -> tuple[str, frozenset[str]] | None:
        """The whole fingerprint that begins so, and the ids of the cases that showed it; None where none does.

        Raises UsageError where several begin so.
        """
        alike = {finding.fingerprint for finding, _ in self.found if finding.fingerprint.startswith(fingerprint)}
        if len(alike) > 1:
            raise UsageError(f"several findings begin with {fingerprint}", where="--replay", remedy="Give all of it.")
        if not alike:
            return None
        whole = alike.pop()
        return whole, frozenset(item.id for finding, item in self.found if finding.fingerprint == whole)

    def finding(self, fingerprint: str) -> Finding | None:
        """The finding with a fingerprint; None where it was not found."""
        return next((finding for finding, _ in self.found if finding.fingerprint == fingerprint), None)


def read_earlier(path: Path, option: str) -> Earlier:
    """The run of a log. Raises InputError where it is none, UsageError where it is that of another command."""
    carried: set[str] = set()
    found: dict[str, tuple[Finding, ItemRef]] = {}
    for record in read(path):
        match record.event:
            case RunStarted(command=command) if command != "probe":
                raise UsageError(
                    f"this is the log of `assay {command}`, not of a probing run", where=f"{option} {path}"
                )
            case ItemEnded(item=item) if item.path != (SETTING_UP,):
                carried.add(item.id)
            case Found(finding=finding, item=item):
                found[finding.fingerprint] = msgspec.structs.replace(finding, known=""), item
            case Withdrawn(fingerprints=fingerprints):
                for one in fingerprints:
                    found.pop(one, None)
            case _:
                pass
    return Earlier(path=path, carried=frozenset(carried), found=tuple(found.values()))


def newest(directory: Path) -> Path | None:
    """The newest log of a probing run of a project; None where there is none."""
    folder = Path(os.environ.get("ASSAY_HOME") or directory / ".assay") / "log"
    for path in sorted(folder.glob("*.jsonl"), reverse=True):
        first = next(iter(_events(path)), None)
        if isinstance(first, RunStarted) and first.command == "probe":
            return path
    return None


def _events(path: Path) -> Iterator[object]:
    try:
        for record in read(path):
            yield record.event
    except Exception:  # noqa: BLE001 - a file that is no log of ours is passed over
        return


def leftovers(records: Iterable[Record], session: Session) -> list[Made]:
    """What the run of a log made and did not remove, in the order in which it was made."""
    made: dict[tuple[str, str], Made] = {}
    for record in records:
        if isinstance(record.event, Exchanged) and record.event.source == "probe":
            _follow(record.event.exchange, session, made)
    return list(made.values())


def _follow(exchange: Exchange, session: Session, made: dict[tuple[str, str], Made]) -> None:
    target = session.target
    match = target.routes.find(exchange.request.method, exchange.request.url)
    if not isinstance(match, Match) or exchange.response is None:
        return
    path = {name: unquote(text) for name, text in match.values.items()}
    remover = next((one for one in target.resources.all if one.remove is match.operation), None)
    if remover is not None:
        key = (remover.item, str(path.get(remover.parameter, "")))
        is_owners = key in made and made[key].owner.name == exchange.request.identity
        if succeeded(exchange) or (is_owners and exchange.response.status in (404, 410)):
            made.pop(key, None)
        return
    if not succeeded(exchange):
        return
    call = Call(operation=match.operation, identity=target.identity(exchange.request.identity or ""), path=path)
    thing = thing_of(session, Draft(call=call), exchange)
    if thing is not None:
        made[thing.resource.item, thing.id] = thing


def related(cases: Iterable[str], target: Target) -> frozenset[str]:
    """The operations that matter for those of some cases: all on the same kinds of things, and on what holds them."""
    names: set[str] = set()
    known = {operation.name for operation in target.operations}
    for name in known.intersection(cases):  # a finding may be about a path that the contract does not know
        operation = target.operation(name)
        names.add(name)
        found = [target.resources.of(operation)]
        found += [target.resources.at(operation.path, one) for one in variables_of(operation.path)]
        for resource in found:
            if resource is not None:
                names.update(_names(target.resources, resource))
    return frozenset(names)


def _names(resources: Resources, resource: Resource) -> Iterator[str]:
    own = (resource.create, resource.list, resource.read, resource.replace, resource.patch, resource.remove)
    yield from (one.name for one in (*own, *resources.all_below(resource)) if one is not None)
