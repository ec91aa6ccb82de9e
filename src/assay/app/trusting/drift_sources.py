"""Where the reads come from: the contract, a collection, or what was recorded."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from assay.app.contracts import load_contract
from assay.app.project import Project
from assay.app.trusting.drift_options import DriftOptions
from assay.formats.har.exchanges import read_exchanges
from assay.model.contract import Contract
from assay.model.errors import InputError, UsageError
from assay.model.event import Exchanged
from assay.model.exchange import Exchange
from assay.record.log import read
from assay.trust.drift_reads import READS, Read, of_contract, of_exchanges

LARGEST = 64 * 1024 * 1024
MOST = 20_000
"""Exchanges of a recording that are looked at."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent to both. Without reads, those of the collection."""

    reads: tuple[Read, ...] = ()
    contract: Contract | None = None
    recorded: dict[str, list[Exchange]] = {}
    """By key, what the recording answered."""
    base: str = ""
    """Where the recording was made."""
    notes: tuple[str, ...] = ()
    by_collection: bool = False

    @property
    def origin(self) -> str:
        """Scheme and authority of the recording."""
        return _origin(self.base)


def source(options: DriftOptions, project: Project) -> Source:
    """What was asked for, else the project's contract, else its collection. Raises an AssayError where none is."""
    contract = _contract(options, project)
    if options.recording or options.log:
        return _recorded(options, contract)
    collection = options.collection or (project.project.collection if options.folder else None)
    if collection is None and contract is not None:
        reads, notes = of_contract(contract)
        if not reads:
            raise InputError("the contract has no GET or HEAD operation, and nothing else is sent",
                             where=contract.source)  # fmt: skip
        return Source(reads=reads, contract=contract, notes=notes)
    if collection is None and project.project.collection is None:
        raise UsageError(
            "nothing says which reads are sent",
            remedy="Give --contract, --collection or --log; or set `contract` or `collection` under [project].",
        )
    return Source(contract=contract, by_collection=True)


def _contract(options: DriftOptions, project: Project) -> Contract | None:
    if options.contract is not None:
        return load_contract(Path(options.contract))
    named = project.project.contract
    return load_contract(Path(project.locate(named)), project.directory / ".assay" / "cache") if named else None


def _recorded(options: DriftOptions, contract: Contract | None) -> Source:
    name = options.recording or options.log or ""
    option = "--recording" if options.recording else "--log"
    seen = [one for one in exchanges(name) if _is_answered_read(one)]
    if not seen:
        raise InputError("it holds no answered GET or HEAD request, and nothing else is sent", where=f"{option} {name}")
    base = _base([one for one in seen if _is_json(one)] or seen, contract)
    reads, answers = of_exchanges(seen, base, contract)
    return Source(reads=tuple(reads.values()), contract=contract, recorded=answers if options.recording else {},
                  base=base, notes=_elsewhere(seen, answers))  # fmt: skip


def exchanges(name: str) -> list[Exchange]:
    """Those of a log or a HAR file. Raises an InputError where it is neither."""
    path = Path(name)
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", where=name, remedy="Check the path.") from None
    if start.startswith(b'{"assay-log":'):
        found: list[Exchange] = []
        for record in read(path):
            if isinstance(record.event, Exchanged) and len(found) < MOST:
                found.append(record.event.exchange)
        return found
    if path.stat().st_size > LARGEST:
        raise InputError(f"is larger than {LARGEST // 1024**2} MB", where=name, remedy="Split it.")
    return list(read_exchanges(path.read_bytes(), name=name))[:MOST]


def _is_answered_read(exchange: Exchange) -> bool:
    try:
        known = urlsplit(exchange.request.url).scheme in ("http", "https")
    except ValueError:
        return False  # a URL that nobody can read
    return known and exchange.request.method.upper() in READS and exchange.response is not None


def _is_json(exchange: Exchange) -> bool:
    return exchange.response is not None and "json" in (exchange.response.header("content-type") or "")


def _base(seen: list[Exchange], contract: Contract | None) -> str:
    """The origin that most requests went to, with the contract's base path where all of them are below it."""
    origin = Counter(_origin(one.request.url) for one in seen).most_common(1)[0][0]
    for server in contract.servers if contract is not None else ():
        path = urlsplit(server).path.rstrip("/")
        own = [one for one in seen if _origin(one.request.url) == origin]
        if path and all(urlsplit(one.request.url).path.startswith(f"{path}/") for one in own):
            return f"{origin}{path}"
    return origin


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _elsewhere(seen: list[Exchange], answers: dict[str, list[Exchange]]) -> tuple[str, ...]:
    taken = sum(map(len, answers.values()))
    left = len(seen) - taken
    return (f"{left:,} recorded reads are left out: they went elsewhere, or hold a masked secret.",) if left else ()
