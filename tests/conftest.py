"""What all tests share: a sample of the long proofs by seed, and in CI no skip that nobody expects."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from tests.peers.closing import write_totals

SAMPLE = 12
"""Long proofs of one file that `make test` takes; `--proof all` takes every one."""
SEED = 20261124
EXPECTED_SKIPS: frozenset[str] = frozenset({"this machine has no IPv6 loopback"})
"""Reasons, as far as their beginning goes, for which a test may be skipped in CI."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--proof all|sample`."""
    parser.addoption("--proof", choices=("all", "sample"), default="sample", help="how many of the long proofs to run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out all but a sample of the proofs of each file, the same sample each time."""
    if config.getoption("--proof") == "all":
        return
    proofs: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("proof"):
            proofs.setdefault(item.nodeid.partition("::")[0], []).append(item)
    left_out = {id(item) for group in proofs.values() for item in beyond_sample(group)}
    config.hook.pytest_deselected(items=[item for item in items if id(item) in left_out])
    items[:] = [item for item in items if id(item) not in left_out]


def beyond_sample(group: list[pytest.Item]) -> list[pytest.Item]:
    """Parametrized proofs are sampled; a proof that stands alone, or is marked `proof(alone=True)`, is one of the long
    ones, and left to `make proof`."""
    many = [item for item in group if hasattr(item, "callspec") and not stands_alone(item)]
    chosen = set(random.Random(SEED).sample(range(len(many)), min(SAMPLE, len(many))))
    return [item for item in group if item not in many] + [item for i, item in enumerate(many) if i not in chosen]


def stands_alone(item: pytest.Item) -> bool:
    """Whether each of a parametrized proof's cases is a long one by itself."""
    marker = item.get_closest_marker("proof")
    return marker is not None and bool(marker.kwargs.get("alone"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI, a skip that nobody expects is a failure: a green build must have run what it claims."""
    report: pytest.TestReport = yield  # type: ignore[misc]
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(reason.removeprefix("Skipped: ").startswith(known) for known in EXPECTED_SKIPS):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped in CI: {reason}"
    return report  # type: ignore[return-value]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The totals of the proof against Newman, whichever worker ran its parts."""
    write_totals(terminalreporter)
