"""A failure of the server, told with the input that caused it."""

from __future__ import annotations

from assay.checks.declared import SERVER_ERROR
from assay.model.case import Case
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.session import Session

_MEANT = frozenset({501, 503})


def failed(exchange: Exchange) -> bool:
    """Whether the server failed (RFC 9110, 15.6); 501 and 503 may be meant."""
    return exchange.response is not None and exchange.response.status >= 500 and exchange.response.status not in _MEANT


def crash(session: Session, case: Case, exchange: Exchange, what: str = "") -> tuple[Finding, ...]:
    """A finding where the server failed. One operation has one: what is told first names the input.

    `what` is a clause, the case's own where there is none: `quantity is below 1`.
    """
    if exchange.response is None or not failed(exchange):
        return ()
    status = exchange.response.status
    message = f"Expected a refusal or success where {what or case.what}; the server failed with {status}."
    return (session.finding(SERVER_ERROR, case, message, (exchange,), where="", cause=f"status {status}"),)
