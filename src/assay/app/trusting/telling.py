"""The weighed verdicts as an event of the log."""

from __future__ import annotations

from collections.abc import Sequence

from assay.app.trusting.mending import Mended
from assay.app.trusting.options import WeakOptions
from assay.model import event
from assay.trust.weighing import Gap, Weighed

MOST = 20_000
"""Fields and tests of one report."""


def told(
    weighed: Weighed,
    mended: Sequence[Mended],
    options: WeakOptions,
    notes: tuple[str, ...],
    verdicts: int,
    requests: int,
    seconds: float,
) -> event.Weighed:
    """All of it."""
    return event.Weighed(
        score=round(weighed.score, 1),
        harmful=weighed.harmful,
        noticed=weighed.noticed,
        wanted=options.min_score or 0.0,
        closed=len({gap for one in mended for gap in one.closes}),
        by_harm=weighed.by_harm,
        fields=tuple(
            event.Guarded(
                operation=one.operation,
                status=one.status,
                where=one.where,
                strength=round(one.strength, 3),
                harm=one.harm,
                noticed=one.noticed,
                missed=one.missed,
            )
            for one in weighed.fields[:MOST]
        ),
        tests=tuple(
            event.Worth(
                test=str(one.test),
                requests=len(one.requests),
                changes=one.changes,
                noticed=one.noticed,
                alone=one.alone,
            )
            for one in weighed.tests[:MOST]
        ),
        mends=tuple(
            event.Mend(
                request=one.request, name=one.block.name, code=one.block.text(), closes=tuple(map(shown, one.closes))
            )
            for one in mended
        ),
        left_out=weighed.left_out,
        verdicts=verdicts,
        requests=requests,
        seconds=round(seconds, 3),
        notes=notes,
    )


def shown(gap: Gap) -> str:
    """`GET /v1/me 200 /name null`."""
    return f"{gap.operation} {gap.status} {gap.where} {gap.name}"
