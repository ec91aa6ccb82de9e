"""An API that is right in every way gives no finding at all, whatever is asked of it."""

from __future__ import annotations

from assay.app.probing.registry import checks, rules
from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import probe


def test_nothing_is_found() -> None:
    outcome = probe(CONTRACT, Notes(), passive=checks())
    assert [one for one in outcome.findings if not rules()[one.rule].by_choice] == []
    assert {outcome.session.access.entry(one.name, "alice") for one in outcome.session.target.operations} == {"allowed"}


def test_what_was_made_is_removed_again() -> None:
    notes = Notes()
    outcome = probe(CONTRACT, notes)
    assert notes.notes == {}
    assert len(outcome.session.made) > 10
