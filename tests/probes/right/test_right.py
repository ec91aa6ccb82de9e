"""APIs that are right in every way, each by conventions of its own: whatever is asked of them, nothing is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assay.app.probing.registry import checks, rules
from tests.probes.notes import CONTRACT as NOTES
from tests.probes.probing import Api, probe
from tests.probes.right import gateway, lenient, public, workspace

CASES: list[Any] = [
    pytest.param(public.CONTRACT, public.Board, id="public board, numbers, soft deletion"),
    pytest.param(workspace.CONTRACT, workspace.Workspace, id="shared workspace, late lists, jobs"),
    pytest.param(lenient.CONTRACT, lenient.Contacts, id="always 200, lenient"),
    pytest.param(NOTES, gateway.BehindAGateway, id="gateway"),
]


@pytest.mark.parametrize(("document", "api"), CASES)
def test_nothing_is_found(document: dict[str, Any], api: Callable[[], Api]) -> None:
    outcome = probe(document, api(), passive=checks())
    assert [_said(one) for one in outcome.findings if not rules()[one.rule].by_choice] == []
    assert len(outcome.session.made) > 5


def _said(finding: Any) -> str:
    return f"{finding.rule} ({finding.basis}) {finding.operation} {finding.where}: {finding.message}"
