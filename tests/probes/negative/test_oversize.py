"""A failure on an odd request names what was odd; refusals of it are fine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe


def _answering(status: int, odd: Callable[[Asked], bool]) -> type[Notes]:
    class Odd(Notes):
        def __call__(self, asked: Asked) -> Answer:
            return (status, {"error": "odd"}) if odd(asked) else super().__call__(asked)

    return Odd


ODD = [
    (lambda asked: asked.method == "GET" and asked.body != b"", "has a body"),
    (lambda asked: len(asked.query.get("assay_unknown", "")) > 1_000, "query is"),
    (lambda asked: any(len(text) > 1_000 for text in asked.headers.values()), "header is"),
    (lambda asked: "charset=assay" in asked.headers.get("content-type", ""), "charset"),
]


@pytest.mark.parametrize(("odd", "named"), ODD)
def test_a_failure_names_what_was_odd(odd: Callable[[Asked], bool], named: str) -> None:
    outcome = probe(CONTRACT, _answering(500, odd)(), only=("server-error",))
    assert outcome.rules == {"server-error"}
    assert all(named in one.message for one in outcome.findings)


@pytest.mark.parametrize(("odd", "named"), ODD)
def test_a_refusal_is_not_blamed(odd: Callable[[Asked], bool], named: str) -> None:
    assert named
    assert probe(CONTRACT, _answering(431, odd)(), only=("server-error",)).findings == ()
