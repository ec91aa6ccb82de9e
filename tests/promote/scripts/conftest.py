"""One sandbox for all proofs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.app.promoting.judging import SandboxJudge


@pytest.fixture(scope="session")
def judge() -> Iterator[SandboxJudge]:
    with SandboxJudge() as made:
        yield made
