"""The plugin at work: follows each test through its phases, and hands what happened to those who show or judge it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Generator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assay.interfaces.pytest_plugin.capture.imports import Watcher
from assay.interfaces.pytest_plugin.capture.patching import Patches
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.clients.registry import actions
from assay.interfaces.pytest_plugin.entry import SHARED, shared_folder
from assay.interfaces.pytest_plugin.parts import ATTEMPTS, AfterCall, Reruns
from assay.interfaces.pytest_plugin.settings import Settings, settings_of

if TYPE_CHECKING:  # loaded when something fails, or is asked for
    from assay.interfaces.pytest_plugin.conformance.judging import ContractCheck
    from assay.interfaces.pytest_plugin.failing import Attempt
    from assay.interfaces.pytest_plugin.fixtures.identities import Identities
    from assay.interfaces.pytest_plugin.gathering import Gathering
    from assay.record.masking import Masker

OUTPUT = "assay_summary"
NEXT = {"collect": "", "setup": "call", "call": "teardown", "teardown": ""}
"""What comes after each phase, as its report is made."""
Runs = Generator[None, object, object]


class Plugin:
    """One for a run, in each process."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self.config = config
        self.settings = settings
        self.recorder = Recorder(time.time, time.perf_counter)
        self.patches = Patches()
        self.watchers = [Watcher(actions(self.recorder, self.patches))]
        self.told: frozenset[int] = frozenset()
        self.attempts: list[Attempt] = []
        self.check: ContractCheck | None = None
        self.passed = True

    @classmethod
    def of(cls, config: pytest.Config) -> Plugin:
        """The plugin for the options of this run, at work. Raises an AssayError where one cannot be followed."""
        plugin = cls(config, settings_of(config))
        try:
            plugin.gathering.start()
            plugin.watchers[0].start()
            if config.pluginmanager.hasplugin("rerunfailures"):
                config.pluginmanager.register(Reruns(plugin))
        except BaseException:
            plugin.pytest_unconfigure()
            raise
        return plugin

    @cached_property
    def masker(self) -> Masker:
        """Knows the run's secrets; its key is this process's own."""
        from assay.record.masking import Masker

        return Masker(secrets.token_bytes(16))

    @cached_property
    def gathering(self) -> Gathering:
        """What is judged, recorded and counted of all tests together."""
        from assay.interfaces.pytest_plugin.gathering import Gathering

        return Gathering(self)

    @cached_property
    def identities(self) -> Identities:
        """Those of assay.toml."""
        from assay.interfaces.pytest_plugin.fixtures.identities import Identities

        given: dict[str, Any] = getattr(self.config, "workerinput", {})
        shared = Path(shared_folder(given[SHARED])) if SHARED in given else None
        return Identities(self.settings, shared, self.gathering.learn)

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
            self.config.pluginmanager.register(AfterCall(self), "assay-after-call")

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

            masking.longrepr(self.masker, report.sections)
        self.recorder.phase = NEXT[call.when]
        if call.when == "teardown":
            self.gathering.end(passed=self.passed)
            self.recorder.end()
        return report

    def _decorate(self, report: pytest.TestReport, number: int) -> None:
        from assay.interfaces.pytest_plugin.failing import add_attempts, attempt_of, decorate

        earlier = [one for one in self.attempts if one.number < number]
        if report.failed:
            self.told = decorate(report, self.recorder, self.masker, self.gathering.contract_of, self.told)
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
        for watcher in self.watchers:
            watcher.stop()
        self.recorder.end()
        self.patches.undo()
