"""What is judged, recorded and counted over all tests of this process, each part loaded where it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assay.interfaces.pytest_plugin.capture.captured import Captured
from assay.model.errors import UsageError

if TYPE_CHECKING:
    from assay.interfaces.pytest_plugin.conformance.judging import ContractCheck, Judge
    from assay.interfaces.pytest_plugin.recording.entry import Asked
    from assay.interfaces.pytest_plugin.recording.replaying import Replaying
    from assay.interfaces.pytest_plugin.run import Run
    from assay.interfaces.pytest_plugin.summing import Summary
    from assay.model.contract import Contract

LARGEST = 16 * 1024 * 1024
"""Bytes of a body that is recorded."""


class Gathering:
    """One for a run, in each process."""

    def __init__(self, run: Run, judge_after_call: Callable[[], None]) -> None:
        self._run = run
        self._judge_after_call = judge_after_call
        self._recorder = run.recorder
        self._settings = run.settings
        self._replaying: Replaying | None = None
        self._has_summary = False

    def start(self) -> None:
        """Load what the settings ask for."""
        if self._settings.record is not None:
            self._recorder.keep = LARGEST
        if self._settings.replay is not None:
            from assay.interfaces.pytest_plugin.recording.replaying import Replaying

            settings = self._settings
            assert settings.replay is not None
            self._replaying = Replaying(settings.replay, settings.hosts, settings.match, self._asked)
            self._recorder.replay = self._replaying
            self._judge_after_call()
        if self._is_project() and not self._is_controller():
            self._trace()
            self._add_clients()

    def _is_controller(self) -> bool:
        """Whether others run the tests."""
        option = getattr(self._run.config.option, "dist", "no")
        return option != "no" and not hasattr(self._run.config, "workerinput")

    def _is_project(self) -> bool:
        """Whether there is an assay.toml, or a contract that was named."""
        if self._settings.contract or self._settings.config:
            return True
        from assay.app.place import find

        return find(Path.cwd()) is not None

    @cached_property
    def summary(self) -> Summary:
        """What is told at the end."""
        from assay.interfaces.pytest_plugin.summing import Summary

        self._has_summary = True
        return Summary()

    @cached_property
    def contract(self) -> Contract | None:
        """The document that was named, else that of assay.toml."""
        if self._settings.contract is not None:
            from assay.app.contracts import load_contract

            return load_contract(self._run.config.invocation_params.dir / self._settings.contract)
        if not self._is_project():
            return None
        from assay.app.contracts import project_contract
        from assay.record.history.keeping import home

        project = self._run.identities.project
        import os

        return project_contract(project, home(project.directory, os.environ))

    @cached_property
    def judge_of_contract(self) -> Judge | None:
        """The contract, ready to be asked."""
        if self.contract is None:
            return None
        from assay.interfaces.pytest_plugin.conformance.judging import Judge

        base = self._run.identities.base_url if self._is_project() else ""
        return Judge(self.contract, base)

    def contract_of(self, captured: Captured) -> Contract | None:
        """The contract, where an exchange is with the API that it is about."""
        judge = self.judge_of_contract
        return judge.contract if judge and judge.is_ours(captured.url, in_process=captured.in_process) else None

    def check(self) -> ContractCheck:
        """For the fixture `contract`."""
        if self.judge_of_contract is None:
            raise UsageError(
                "there is no contract to hold exchanges against",
                where="the fixture `contract`",
                remedy='Name it: contract = "openapi.yaml" in [project] of assay.toml, or --assay-contract FILE.',
            )
        from assay.interfaces.pytest_plugin.conformance.judging import ContractCheck

        return ContractCheck(self.judge_of_contract)

    def begin(self, test: str) -> None:
        """A test begins."""
        if self._replaying is not None:
            self._replaying.begin(test)

    def judge(self, check: ContractCheck | None) -> None:
        """The test's own code is through: raise what is wrong with its exchanges."""
        __tracebackhide__ = True
        if self._replaying is not None and self._replaying.unmatched:
            import pytest

            pytest.fail(self._replaying.unmatched[0], pytrace=False)
        if check is not None:
            from assay.interfaces.pytest_plugin.capture.exchanging import exchange_of

            check.verify((one, exchange_of(one)) for one in self._recorder.captured)

    def end(self, *, passed: bool) -> None:
        """A test is over."""
        judge = self.__dict__.get("judge_of_contract")
        if judge is not None:
            self._count(judge)
        if self._run.has_identities:
            self._enter()
        if self._settings.record is not None:
            self._record(self._settings.record, passed=passed)
        if self._replaying is not None and passed and (unused := self._replaying.unused()):
            self.summary.unused[self._recorder.test] = unused

    def flaky(self, test: str, attempts: list[str]) -> None:
        """A test passed after some attempts."""
        from assay.interfaces.pytest_plugin.summing import Flaky

        self.summary.flaky = [*self.summary.flaky, Flaky(test=test, attempts=attempts)]

    def _count(self, judge: Judge) -> None:
        for captured in self._recorder.captured:
            answer = captured.answer if not captured.mocked else None
            if answer is None or not answer.status:
                continue
            operation = judge.reached(captured.method, captured.url, in_process=captured.in_process)
            if operation:
                self.summary.coverage.called(operation, answer.status)

    def _enter(self) -> None:
        """Note in the ledger what was made."""
        from assay.interfaces.pytest_plugin.fixtures.ledger import made_by

        identities = self._run.identities
        for captured in self._recorder.captured:
            answer = captured.answer if captured.method in ("POST", "PUT") and not captured.mocked else None
            if answer is None or answer.status != 201:
                continue
            owner = identities.who({name.lower(): value for name, value in captured.headers}, captured.url)
            made = made_by(
                owner, captured.method, captured.url, answer.status, answer.headers, answer.body, self._recorder.test
            )
            if made is not None:
                identities.ledger.add(made)

    def _record(self, folder: Path, *, passed: bool) -> None:
        from assay.interfaces.pytest_plugin.recording.recording import record

        hosts = self._settings.hosts
        done = record(folder, self._recorder.test, self._recorder, hosts, self._run.secrets, passed=passed)
        if done is None:
            self.summary.not_recorded = [*self.summary.not_recorded, self._recorder.test]
        else:
            self.summary.recorded += done

    def _asked(self, captured: Captured) -> Asked:
        from assay.interfaces.pytest_plugin.recording.recording import asked

        return asked(captured, self._run.secrets)

    def _trace(self) -> None:
        """Watch what tests look at, where there is a contract."""
        judge = self.judge_of_contract
        if judge is None:
            return
        from assay.diverting.imports import Watcher
        from assay.interfaces.pytest_plugin.conformance.lookout import Lookout
        from assay.interfaces.pytest_plugin.conformance.tracing import Tracer, actions

        def reached(method: str, url: str) -> str:
            return judge.reached(method, url, in_process="//testserver" in url or "//localhost/" in url)

        coverage = self.summary.coverage
        lookout = Lookout(self._run.config.rootpath)
        tracer = Tracer(lookout, reached, coverage.checked_status, coverage.checked_field)
        self._run.watch(Watcher(actions(tracer, self._run.patches)))

    def _add_clients(self) -> None:
        """A fixture NAME_client for each identity."""
        if self._run.identities:
            from assay.interfaces.pytest_plugin.fixtures.clients import fixtures_of

            self._run.config.pluginmanager.register(fixtures_of(self._run.identities), "assay-clients")

    def encoded(self) -> str:
        """For the controller."""
        import msgspec

        return msgspec.json.encode(self.summary).decode() if self._has_summary else ""

    def merge(self, encoded: str) -> None:
        """From a worker."""
        if encoded:
            import msgspec

            from assay.interfaces.pytest_plugin.summing import Summary

            self.summary.merge(msgspec.json.decode(encoded, type=Summary))

    def lines(self) -> list[str]:
        """For the terminal."""
        if not self._has_summary:
            return []
        from assay.interfaces.pytest_plugin.conformance.coverage import summary_lines
        from assay.interfaces.pytest_plugin.summing import told

        coverage = self.summary.coverage
        covered = list(summary_lines(self.contract, coverage)) if self.contract and coverage.operations else []
        return [*covered, *told(self.summary)]
