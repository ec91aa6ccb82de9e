"""Where an answer says that something is, there is something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from assay.contract.matching import Match
from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.objects import Made, id_in
from assay.probes.permissions.sharing import holds
from assay.probes.probe import Probe
from assay.probes.providing import content_of, succeeded
from assay.probes.session import Session
from assay.probes.state.making import good, made_by
from assay.probes.state.things import is_gone, itself, status_of
from assay.probes.target import Target

NOWHERE = Rule(
    name="location-leads-nowhere",
    title="A Location leads to nothing",
    law="The Location of 201 and 202 names what was made (RFC 9110, 10.2.2)",
    severity="medium",
    basis="effect",
    assumes="Location may be relative or absolute, and may lead to another host, which is not asked, or have a "
    "query. What was made may show a second later. A 202 may lead to what the contract does not tell of. What is read "
    "there by the read of such things has the id that the creation told, or a text that was sent with it.",
)


def cases(target: Target) -> Iterator[Case]:
    """Each POST that makes something."""
    for operation in target.operations:
        if operation.method == "POST" and target.resources.made_by(operation) is not None:
            yield Case(
                probe=PROBE.name,
                rule=NOWHERE.name,
                operation=operation.name,
                what="its Location leads to what was made",
                where="Location",
                sends=2,
                weight=58,
                writes=True,
                tags=operation.tags,
            )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Make a thing, and go where the answer says that it is."""
    operation = session.target.operation(case.operation)
    able = session.able(operation.name)
    call = (yield from good(session, operation, able[0])) if able else None
    if call is None:
        return ()
    exchange = yield from session.send(call)
    return (yield from _located(session, case, call, exchange, made_by(session, call, exchange)))


def _located(
    session: Session, case: Case, call: Call, exchange: Exchange, made: Made | None
) -> Program[tuple[Finding, ...]]:
    """Location is asked as the same caller; only what a declared read answers is judged."""
    text = exchange.response.header("location") if exchange.response else None
    url = urljoin(exchange.request.url, (text or "").strip())
    if made is None or not text or status_of(exchange) not in (201, 202) or not _is_asked(exchange, url):
        return ()
    found = session.target.routes.find("GET", url)
    reader = made.resource.read
    if not isinstance(found, Match):
        if reader is None or status_of(exchange) == 202:
            return ()
        message = f"Expected Location to name what was made; the contract has no GET for {_short(url)}."
        return (session.finding(NOWHERE, case, message, (exchange,), basis="inferred"),)
    path: dict[str, Any] = {name: unquote(value) for name, value in found.values.items()}
    if found.operation.path.rstrip("/") == call.operation.path.rstrip("/"):
        message = f"Expected Location to name what was made; it is the path of all, {_short(url)}."
        return (session.finding(NOWHERE, case, message, (exchange,)),)
    if reader is not None and found.operation.name != reader.name and made.id in path.values():
        return ()
    for pause in (0.2, 0.8, None):
        asked = yield from session.send(Call(operation=found.operation, identity=call.identity, path=path))
        if not is_gone(asked) or pause is None:
            break
        yield Sleep(seconds=pause)
    other = _other(asked, made) if reader is not None and found.operation.name == reader.name else ""
    if not is_gone(asked) and not other:
        return ()
    told = f"answers {status_of(asked)}" if is_gone(asked) else f"tells of {other}"
    message = f"Expected Location to name what was made; GET {_short(url)} {told}."
    return (session.finding(NOWHERE, case, message, (exchange, asked)),)


def _other(asked: Exchange, made: Made) -> str:
    """The id of another thing that an answer tells of; empty where it may be the one that was made."""
    found = id_in(content_of(asked), made.resource) if succeeded(asked) else None
    known = any(str(value) == made.id for value in itself(content_of(asked), made).values())
    if found is None or not made.id or known or holds(asked, made.canaries):
        return ""
    return f"{made.resource.name} {str(found)[:60]}"


def _is_asked(exchange: Exchange, url: str) -> bool:
    """Whether a Location is at the host of the request, and has no query."""
    return urlsplit(url)[:2] == urlsplit(exchange.request.url)[:2] and not urlsplit(url).query


def _short(url: str) -> str:
    """The path of a URL with ids cut, as it may stand in a message."""
    return urlsplit(url).path[:120]


PROBE = Probe(name="locations", rules=(NOWHERE,), cases=cases, run=run)
