"""What the weighed verdicts say about single tests and operations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from assay.model.finding import Finding
from assay.trust.rules import finding
from assay.trust.weighing import Field, Looked, TestName, Weighed


def findings(weighed: Weighed, looked: Sequence[Looked], idle: Collection[TestName]) -> Iterator[Finding]:
    """`idle` are the tests that noticed nothing of everything that can be changed."""
    yield from _idle(weighed, looked, idle)
    yield from _untested(looked)
    yield from _operations(weighed)


def _idle(weighed: Weighed, looked: Sequence[Looked], idle: Collection[TestName]) -> Iterator[Finding]:
    for worth in weighed.tests:
        if worth.test in idle and not worth.noticed:
            first = next(look for look in looked if worth.test in look.tests)
            yield finding(
                "guards-nothing",
                f"“{worth.test.name}” stays green whatever is changed about the answer ({worth.changes:,} changes).",
                operation=first.operation,
                where=str(worth.test),
                test=str(worth.test),
                exchange=first.exchange,
            )


def _untested(looked: Sequence[Looked]) -> Iterator[Finding]:
    tested = {look.request for look in looked if look.tests or look.partly}
    for request in dict.fromkeys(look.request for look in looked if look.request not in tested):
        first = next(look for look in looked if look.request == request)
        message = f"“{request}” was answered {first.status}, and no test looked at it."
        yield finding("no-test", message, operation=first.operation, where=request, exchange=first.exchange)


def _operations(weighed: Weighed) -> Iterator[Finding]:
    rows: dict[tuple[str, int], list[Field]] = {}
    for field in weighed.fields:
        rows.setdefault((field.operation, field.status), []).append(field)
    for (operation, status), fields in rows.items():
        noticed = sum(len(field.noticed) for field in fields)
        total = noticed + sum(len(field.missed) for field in fields)
        inner = [field for field in fields if field.where.startswith("/")]
        if not noticed:
            message = f"None of {total:,} harmful changes of its answer {status} turns a test red."
            yield finding("unguarded-operation", message, operation=operation, where=str(status))
        elif inner and status < 400 and {field.where for field in fields if field.noticed} == {"status"}:
            message = f"The status {status} is checked, but none of {len(inner):,} fields of the answer."
            yield finding("only-status", message, operation=operation, where=str(status))
