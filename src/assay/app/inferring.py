"""A contract from traffic: a run of a collection, the log of one, or an HTTP archive becomes an OpenAPI document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from assay.app.options import RunOptions
from assay.app.preparing import prepare
from assay.app.run import execute
from assay.contract.inference.document import inferred
from assay.formats.har.exchanges import read_exchanges
from assay.model.errors import IncompleteError, InputError
from assay.model.event import Exchanged, Record
from assay.model.exchange import Exchange
from assay.record.log import read

LARGEST = 64 * 1024 * 1024
MOST = 20_000
"""Exchanges that are looked at."""


class InferOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asked for."""

    source: str | None = None
    """A HAR file, a log (`.jsonl`), or a collection, which is run; None: the project's collection."""
    environment: str | None = None
    env: str | None = None
    url: str | None = None
    config: str | None = None


def infer_contract(options: InferOptions) -> dict[str, Any]:
    """The document. Raises an AssayError where there is nothing to infer from."""
    exchanges = list(_exchanges(options))[:MOST]
    server = options.url.rstrip("/") if options.url else _origin(exchanges)
    document = inferred(exchanges, title=_title(options), server=server)
    if not document["paths"]:
        raise IncompleteError(
            "nothing was answered that a contract could be inferred from",
            where=options.source or "the collection",
            remedy="Is the API running, and is --url where the requests went?",
        )
    return document


def as_text(document: dict[str, Any], path: str) -> str:
    """The document as its file's name wants it: JSON for `.json`, YAML for all else."""
    if path.endswith(".json"):
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(document, Dumper=dumper, allow_unicode=True, sort_keys=False, width=120))


def _exchanges(options: InferOptions) -> Iterable[Exchange]:
    source = options.source or ""
    if source.endswith((".har", ".jsonl")):
        path = Path(source)
        if source.endswith(".jsonl"):
            return [record.event.exchange for record in read(path) if isinstance(record.event, Exchanged)]
        return read_exchanges(_bytes(path), name=source)
    seen: list[Exchange] = []

    def hear(record: Record) -> None:
        if isinstance(record.event, Exchanged) and len(seen) < MOST:
            seen.append(record.event.exchange)

    asked = RunOptions(collection=options.source, environment=options.environment, env=options.env, url=options.url,
                       config=options.config)  # fmt: skip
    execute(prepare(asked), (hear,))
    return seen


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", where=str(path), remedy="Check the path.") from None
    if len(data) > LARGEST:
        raise InputError(f"is larger than {LARGEST // 1024**2} MB", where=str(path), remedy="Split it.")
    return data


def _origin(exchanges: list[Exchange]) -> str:
    """Scheme and authority that most requests went to."""
    origins: Counter[str] = Counter()
    for one in exchanges:
        parts = urlsplit(one.request.url)
        if "json" in (one.response.header("content-type") or "" if one.response else ""):
            origins[f"{parts.scheme}://{parts.netloc}"] += 1
    return origins.most_common(1)[0][0] if origins else ""


def _title(options: InferOptions) -> str:
    return Path(options.source).name.partition(".")[0] if options.source else "Inferred"
