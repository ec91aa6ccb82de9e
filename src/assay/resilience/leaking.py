"""Judges what an answer tells of the dependency behind it: its address, its words, how it was called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from assay.checks.check import Seen
from assay.checks.leaks import CHECK as LEAKS
from assay.contract.matching import Match
from assay.model.http import Response
from assay.resilience.answering import HANDED_ON
from assay.resilience.blame import Blame
from assay.resilience.rules import LEAKED
from assay.resilience.terms import Terms
from assay.resilience.trial import Trial

SHORTEST = 12
"""Characters of a planted text that are found again by no chance."""
BEGINNING = 20
"""Bytes of a body by which it is known again."""
LIBRARIES = re.compile(
    r"HTTPS?ConnectionPool|Max retries exceeded|Expecting value: line \d|Expecting property name enclosed|"
    r"JSONDecodeError|\b(?:requests|urllib3|httpx|httpcore|aiohttp|http\.client)\.[\w.]*(?:Error|Exception|Timeout)|"
    r"\b(?:(?:Read|Write|Connect|Pool|Close)(?:Error|Timeout)|ConnectionError|RemoteProtocolError|RemoteDisconnected|"
    r"ClientConnectorError|ServerDisconnectedError|ProtocolError|ChunkedEncodingError|ContentTypeError)\b|"
    r"\b(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EAI_AGAIN|ENOTFOUND)\b|socket hang up|\[Errno -?\d+\]|"
    r"java\.(?:net|io)\.\w+|dial tcp|context deadline exceeded|i/o timeout|Unexpected token .{1,12} in JSON"
)
"""What client libraries call the failures of a call."""


def leaked(trial: Trial, terms: Terms) -> Iterator[Blame]:
    """The first thing that is told and is nobody's business; nothing that a healthy answer tells as well."""
    response, healthy = trial.exchange.response, trial.link.healthy.response
    assert response is not None
    text, usual = told_by(response), told_by(healthy) if healthy is not None else ""
    address = terms.addresses.get(trial.link.dependency, "")
    if address and _names(text, address) and not _names(usual, address):
        yield Blame(rule=LEAKED, message="Expected nothing of the dependency; the answer tells its address.")
    elif found := next((one for one in _words(trial) if one in text and one not in usual), ""):
        refusal = trial.trouble.fault.name in HANDED_ON and 400 <= trial.status < 500
        yield Blame(
            rule=LEAKED,
            message=f"Expected nothing of the dependency; the answer repeats its words: {found[:60]}",
            basis="inferred" if refusal else None,
        )
    elif trial.status >= 400 and (match := LIBRARIES.search(text)) and match[0] not in usual:
        yield Blame(
            rule=LEAKED,
            message=f"Expected nothing of how the dependency was called; the answer tells it: {match[0][:60]}",
        )
    else:
        yield from _leaks(trial, terms, response)


def told_by(response: Response) -> str:
    """The texts of an answer: its body, what stands in its JSON, its headers."""
    body = response.body.decode("utf-8", "replace")
    try:
        texts = _texts(json.loads(response.body))
    except (ValueError, RecursionError):
        texts = []
    return "\n".join([body, *texts, *(value for _, value in response.headers)])


def _texts(content: Any) -> list[str]:
    found: list[str] = []
    pending = [content]
    while pending and len(found) < 10_000:
        one = pending.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)
    return found


def _names(text: str, address: str) -> bool:
    """Whether an address is told, as `host:port` or as client libraries write it: host='…', port=…"""
    if address in text:
        return True
    host, _, port = address.rpartition(":")
    port_told = re.search(rf"\bport\W{{0,4}}{port}\b|\W{port}\b", text, re.IGNORECASE)
    return port_told is not None and (host in text or "localhost" in text)


def _words(trial: Trial) -> list[str]:
    """Texts that only the dependency can have said, under this fault."""
    planted = trial.trouble.fault.settings.get("text")
    words = [planted] if isinstance(planted, str) and len(planted) >= SHORTEST else []
    if trial.exchange.response is not None and trial.status >= 400:
        words += _beginnings(trial)
    return words


def _beginnings(trial: Trial) -> list[str]:
    """How the answers of the dependency begin: a failure that tells what it could not read repeats that."""
    answers = [one.given or one.response for one in trial.calls]
    bodies = {one.body[:BEGINNING] for one in answers if one is not None and len(one.body) >= BEGINNING}
    return [one.decode("utf-8", "replace") for one in bodies]


def _leaks(trial: Trial, terms: Terms, response: Response) -> Iterator[Blame]:
    operation = terms.target.operation(trial.link.operation)
    seen = Seen(
        exchange=trial.exchange, response=response, match=Match(operation=operation), identity=trial.link.identity,
        contract=terms.target.contract, validators=terms.target.validators, honest=True,
    )  # fmt: skip
    for finding in LEAKS.judge()(seen):
        yield Blame(rule=LEAKED, message=finding.message)
        return
