"""Parts of the plugin that cost something with each test, registered only where there is work for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ATTEMPTS = "assay_attempts"
"""The attribute of a report that holds the attempts before it; xdist carries it to the controller."""


class AfterCall:
    """Judges a test when its own code is through: for the fixture `contract`, and for replay."""

    def __init__(self, judge: Callable[[], None]) -> None:
        self._judge = judge

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_call(self) -> None:
        """The test raised nothing: what is wrong with its exchanges is raised as a part of it."""
        __tracebackhide__ = True
        self._judge()


class Reruns:
    """Where pytest-rerunfailures is at work, in the process that writes the reports: the attempts before."""

    def __init__(self, config: pytest.Config, flaky: Callable[[str, list[str]], None]) -> None:
        self._config = config
        self._flaky = flaky

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add them to JUnit's report, and to the summary where the test has passed."""
        attempts: list[dict[str, Any]] | None = getattr(report, ATTEMPTS, None)
        if not attempts or str(report.outcome) == "rerun" or hasattr(self._config, "workerinput"):
            return
        from assay.interfaces.pytest_plugin.junit import add_attempts

        add_attempts(self._config, report, attempts)
        if report.passed:
            self._flaky(report.nodeid, [f"{one['phase']}: {one['message']}" for one in attempts])
