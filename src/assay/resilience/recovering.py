"""Asks again once a fault is over, until the API is well again or has had its time."""

from __future__ import annotations

import msgspec

from assay.model.command import Calm, Program, Sleep
from assay.model.dependency import Heard
from assay.model.exchange import Exchange
from assay.probes.call import Call
from assay.probes.providing import Draft, noted, succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.resilience.link import Link
from assay.resilience.trial import UNHEARD, Trial
from assay.resilience.watching import READS

PATIENCE = (0.2, 0.8, 2.0, 4.0, 8.0)
"""Seconds between the tries after a fault, where the first one fails: a quarter of a minute."""
LONG_PATIENCE = (*PATIENCE, 16.0, 32.0)
"""After so many failures that a circuit breaker may have opened; they stay open for up to a minute."""
FEW = 2
"""Failures that open no circuit breaker."""
MOST_ASKED = 60.0
"""Seconds of a Retry-After that are waited."""


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """How it went."""

    exchange: Exchange | None = None
    """The last answer; None where no good call could be made."""
    seconds: float | None = None
    """Until the first success; None where there was none."""
    asked: float = 0.0
    """Seconds that the API itself told its client to wait (Retry-After)."""


def recovering(session: Session, trial: Trial, draft: Draft) -> Program[Trial]:
    """A trial with how the operation went on.

    First the very same request, where a client may send it again; if that fails a new one, as some APIs keep the answer
    to a request, failures as well, for whoever repeats it.
    """
    if _may_be_repeated(draft.call):
        exchange, heard = yield from _again(session, draft)
        trial = msgspec.structs.replace(trial, after=exchange, heard_again=heard, repeated=True)
        if succeeded(exchange):
            return trial
    few = len(trial.calls) <= FEW and trial.trouble.fault.name not in UNHEARD
    found = yield from recovery(session, trial.link, PATIENCE if few else LONG_PATIENCE)
    return msgspec.structs.replace(
        trial, after=found.exchange or trial.after, recovered=found.seconds, asked_to_wait=found.asked
    )


def recovery(session: Session, link: Link, patience: tuple[float, ...]) -> Program[Recovery]:
    """The operation of a link, until it succeeds."""
    found, waited = Recovery(), 0.0
    for pause in (*patience, None):
        draft = yield from standing(session, session.target.operation(link.operation), link.identity)
        if draft is not None:
            exchange, _ = yield from _again(session, draft)
            found = Recovery(exchange=exchange, asked=max(found.asked, _retry_after(exchange)))
            if succeeded(exchange):
                return msgspec.structs.replace(found, seconds=waited)
            session.stands.pop((link.operation, link.identity.name), None)  # what was told as failed may have been done
        if pause is not None:
            pause = max(pause, found.asked - waited)
            yield Sleep(seconds=pause)
            waited += pause
    return found


def _again(session: Session, draft: Draft) -> Program[tuple[Exchange, tuple[Heard, ...]]]:
    yield Calm()
    exchange = yield from session.send(draft.call)
    heard: tuple[Heard, ...] = yield Calm()
    noted(session, draft, exchange)
    spent(session, draft, exchange)
    return exchange, heard


def is_failure(exchange: Exchange) -> bool:
    """Whether an answer is no success, and no refusal that tells of the state of a thing."""
    status = exchange.response.status if exchange.response is not None else 0
    return not succeeded(exchange) and status not in (401, 403, 404, 409, 410, 412, 422)


def _retry_after(exchange: Exchange) -> float:
    """Seconds that an answer tells to wait (RFC 9110, 10.2.3), up to a limit."""
    text = (exchange.response.header("Retry-After") or "") if exchange.response is not None else ""
    return min(float(text), MOST_ASKED) if text.isdecimal() and len(text) < 6 else 0.0


def _may_be_repeated(call: Call) -> bool:
    """Whether a client that got no good answer would send the very same again (RFC 9110, 9.2.2)."""
    return call.operation.method in READS or any("idempotency" in name.lower() for name in call.headers)
