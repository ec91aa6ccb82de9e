"""Follows the tests that stand in for something: what fitted nothing fails them, and what was called is shown."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest

from assay.interfaces.pytest_plugin.breaking.showing import shown
from assay.interfaces.pytest_plugin.breaking.standing_in import StandIn
from assay.interfaces.pytest_plugin.breaking.stubs import Stubs
from assay.interfaces.pytest_plugin.breaking.surroundings import Surroundings
from assay.record.masking import Masker

NAME = "assay-stand-ins"


class Following:
    """One for a run, in each process, from the first test on that asks for it."""

    def __init__(self, config: pytest.Config) -> None:
        self.surroundings = Surroundings(config)
        self._config = config
        self._open: dict[str, list[Stubs]] = {}

    @contextmanager
    def followed(self, test: str, stubs: Stubs) -> Iterator[None]:
        """These belong to a test."""
        self._open.setdefault(test, []).append(stubs)
        try:
            yield
        finally:
            self._open.pop(test, None)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        """The test's own code is through: a call that fitted nothing fails it."""
        __tracebackhide__ = True
        told = next(filter(None, map(_unmatched, self._of(item))), "")
        if told:
            pytest.fail(told, pytrace=False)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Of a phase that failed: the calls to each stand-in."""
        report = yield
        if report.failed and call.when in ("setup", "call"):
            self._show(report, self._of(item))
        return report

    def _show(self, report: pytest.TestReport, stand_ins: list[StandIn]) -> None:
        from assay.interfaces.pytest_plugin.failing import add_section

        for one in stand_ins:
            text = shown(one.served(), one.stub.url, self._masker)
            if text:
                add_section(report, f"Calls to the stub {one.name}", text)

    @property
    def _masker(self) -> Masker:
        """The one that knows the run's secrets, where there is one."""
        active = self._config.pluginmanager.get_plugin("assay-active")
        known: Masker = active.run.masker if active is not None else Masker(secrets.token_bytes(16))
        return known

    def _of(self, item: pytest.Item) -> list[StandIn]:
        return [one for stubs in self._open.get(item.nodeid, ()) for one in stubs.all()]


def _unmatched(stand_in: StandIn) -> str:
    """What fitted nothing, with the nearest; empty where all did."""
    try:
        stand_in.verify_all_matched()
    except AssertionError as problem:
        return str(problem)
    return ""


def following(config: pytest.Config) -> Following:
    """The one of this run. Raises pytest.UsageError where assay.toml cannot be read."""
    known: Following | None = config.pluginmanager.get_plugin(NAME)
    if known is None:
        known = Following(config)
        config.pluginmanager.register(known, NAME)
    return known
