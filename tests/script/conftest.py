"""One sandbox for most tests: a process costs 150 ms, a script less than one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.script.stage import Host, Stage


@pytest.fixture(scope="session")
def shared() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture
def stage(shared: Stage) -> Stage:
    """The shared sandbox with a host that knows nothing yet."""
    shared.host = Host()
    return shared


@pytest.fixture
def alone() -> Iterator[Stage]:
    """A sandbox that no other test has used or will use."""
    stage = Stage()
    yield stage
    stage.close()
