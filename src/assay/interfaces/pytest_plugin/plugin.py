"""The plugin at work: follows each test through its phases, and hands what happened to those who show or judge it."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from assay.interfaces.pytest_plugin.parts import ATTEMPTS, AfterCall, Reruns
from assay.interfaces.pytest_plugin.run import Run
from assay.interfaces.pytest_plugin.settings import settings_of

if TYPE_CHECKING:  # loaded when something fails, or is asked for
    from assay.interfaces.pytest_plugin.conformance.judging import ContractCheck
    from assay.interfaces.pytest_plugin.failing import Attempt
    from assay.interfaces.pytest_plugin.gathering import Gathering

OUTPUT = "assay_summary"
NEXT = {"collect": "", "setup": "call", "call": "teardown", "teardown": ""}
"""What comes after each phase, as its report is made."""
Runs = Generator[None, object, object]


class Plugin:
    """One for a run, in each process."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.config = run.config
        self.recorder = run.recorder
        self.told: frozenset[int] = frozenset()
        self.attempts: list[Attempt] = []
        self.check: ContractCheck | None = None
        self.passed = True

    @classmethod
    def of(cls, config: pytest.Config) -> Plugin:
        """The plugin for the options of this run, at work. Raises an AssayError where one cannot be followed."""
        plugin = cls(Run(config, settings_of(config)))
        try:
            plugin.gathering.start()
            plugin.run.watchers[0].start()
            if config.pluginmanager.hasplugin("rerunfailures"):
                config.pluginmanager.register(Reruns(config, plugin.gathering.flaky))
        except BaseException:
            plugin.pytest_unconfigure()
            raise
        return plugin

    @cached_property
    def gathering(self) -> Gathering:
        """What is judged, recorded and counted of all tests together."""
        from assay.interfaces.pytest_plugin.gathering import Gathering

        return Gathering(self.run, self.judge_after_call)

    def contract_check(self, request: pytest.FixtureRequest) -> ContractCheck:
        """Judges the test that asks, once it is through. Raises UsageError where there is no contract."""
        if not self.recorder.test:  # this plugin is switched on by this very fixture
            self.recorder.begin(request.node.nodeid)
        self.check = self.gathering.check()
        self.judge_after_call()
        return self.check

    def judge_after_call(self) -> None:
        """From now on, judge tests when their own code is through."""
        if not self.config.pluginmanager.has_plugin("assay-after-call"):
            self.config.pluginmanager.register(AfterCall(lambda: self.gathering.judge(self.check)), "assay-after-call")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A test begins, or another attempt at it."""
        if item.nodeid != self.recorder.last:
            self.attempts = []
        self.recorder.begin(item.nodeid)
        self.told = frozenset()
        self.check = None
        self.passed = True
        self.gathering.begin(item.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Runs:
        """A fixture is made."""
        fixtures = self.recorder.fixtures
        fixtures.append((fixturedef.argname, fixturedef.scope))
        try:
            return (yield)
        finally:
            fixtures.pop()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Where a phase failed, show what was sent in it."""
        report = yield
        if report.failed or self.attempts:
            self._decorate(report, getattr(item, "execution_count", 1))
        if not report.passed:
            self.passed = False
        elif not self.passed:  # JUnit takes what a failed test wrote from the report of its teardown
            from assay.interfaces.pytest_plugin import masking

            masking.longrepr(self.run.masker, report.sections)
        self.recorder.phase = NEXT[call.when]
        if call.when == "teardown":
            self.gathering.end(passed=self.passed)
            self.recorder.end()
        return report

    def _decorate(self, report: pytest.TestReport, number: int) -> None:
        from assay.interfaces.pytest_plugin.failing import add_attempts, attempt_of, decorate

        earlier = [one for one in self.attempts if one.number < number]
        if report.failed:
            self.told = decorate(report, self.recorder, self.run.masker, self.gathering.contract_of, self.told)
            self.attempts.append(attempt_of(report, number))
        if earlier and (report.when == "call" or report.failed):
            add_attempts(report, earlier)
            setattr(report, ATTEMPTS, [one.as_dict() for one in earlier])

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> list[str] | None:
        """Two JSON values that should be equal: what differs, by path."""
        if op != "==" or not isinstance(left, dict | list):
            return None
        from assay.interfaces.pytest_plugin.showing.difference import comparison_lines

        return comparison_lines(left, right)

    def pytest_sessionfinish(self) -> None:
        """A worker hands over what it gathered."""
        output: dict[str, Any] | None = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[OUTPUT] = self.gathering.encoded()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """The controller takes in what a worker gathered; one that crashed has left nothing."""
        output: dict[str, Any] = getattr(node, "workeroutput", None) or {}
        if OUTPUT in output:
            self.gathering.merge(output[OUTPUT])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What no single test tells."""
        lines = self.gathering.lines()
        if lines:
            terminalreporter.section("assay", sep="=")
            for line in lines:
                terminalreporter.write_line(line)

    def pytest_unconfigure(self) -> None:
        """Put every client back as it was."""
        self.run.end()
