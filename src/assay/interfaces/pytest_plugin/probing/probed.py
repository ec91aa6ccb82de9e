"""The fixture `case`: carries one case out, and fails the test with what it found."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from assay.app.probing.application import transport_of
from assay.app.probing.bench import Bench
from assay.app.probing.preparing import prepare
from assay.app.probing.verdict import gates
from assay.app.run import log_path
from assay.interfaces.pytest_plugin.probing.cases import Asked, Chosen
from assay.model.case import Case
from assay.model.errors import AssayError
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.report.clean import block

Benches = dict[str, tuple[Bench, dict[str, Rule]]]
BENCHES = pytest.StashKey[Benches]()


class Probed:
    """A case of a test: `case.check()` carries it out."""

    def __init__(self, case: Case, bench: Bench, rules: dict[str, Rule], told: Callable[[str], None]) -> None:
        self.case = case
        self._bench = bench
        self._rules = rules
        self._told = told

    def __repr__(self) -> str:
        return f"<case {self.case.id}: {self.case.rule}, {self.case.operation}, {self.case.what}>"

    def run(self) -> list[Finding]:
        """What the case finds, those that do not gate among it."""
        try:
            return self._bench.run(self.case)
        except (AssayError, RuntimeError) as problem:
            pytest.fail(str(problem), pytrace=False)

    def check(self) -> None:
        """Fail the test where the case finds what gates; what is only inferred, or known, is shown beside it."""
        found = self.run()
        silent = [one for one in found if not gates(one)]
        if silent:
            self._told("\n\n".join(self._shown(one) for one in silent))
        if len(silent) < len(found):
            pytest.fail("\n\n".join(self._shown(one) for one in found if gates(one)), pytrace=False)

    def _shown(self, finding: Finding) -> str:
        rule = self._rules.get(finding.rule)
        place = f" {finding.where}" if finding.where else ""
        lines = [
            f"{finding.severity}: {finding.title}",
            f"{finding.operation}{place}" + (f", as {finding.identity}" if finding.identity else ""),
            finding.message,
            f"law: {rule.law}" if rule is not None else "",
            f"{finding.rule} · {finding.confidence} · {finding.basis} · {finding.fingerprint}",
            f"known: {finding.known}" if finding.known else "",
            finding.curl,
        ]
        return block("\n".join(filter(None, lines)))


def bound(request: pytest.FixtureRequest) -> Probed:
    """The case of a test, with the target that all tests of the same options share."""
    chosen = request.param
    assert isinstance(chosen, Chosen), "the fixture `case` is for tests under @assay.cases"
    try:
        bench, rules = _bench(request, _placed(request, chosen.asked))
    except AssayError as problem:
        pytest.fail(str(problem), pytrace=False)

    def told(text: str) -> None:
        request.node.add_report_section("call", "assay", text)

    return Probed(chosen.case, bench, rules, told)


def _placed(request: pytest.FixtureRequest, asked: Asked) -> Asked:
    """With the URL that the tests are run against, where the decorator names no place."""
    options = asked.options
    config = request.config
    env = options.env or str(config.getoption("assay_env") or config.getini("assay_env") or "") or None
    file = options.config or str(config.getoption("assay_config") or config.getini("assay_config") or "") or None
    url = options.url
    if url is None and options.app is None:
        url = _fixed(request) or str(config.getoption("assay_url") or config.getini("assay_url") or "") or None
    return msgspec.structs.replace(asked, options=msgspec.structs.replace(options, url=url, env=env, config=file))


def _fixed(request: pytest.FixtureRequest) -> str | None:
    """What the fixture `base_url` says, where there is one."""
    try:
        return str(request.getfixturevalue("base_url") or "") or None
    except pytest.FixtureLookupError:
        return None


def _bench(request: pytest.FixtureRequest, asked: Asked) -> tuple[Bench, dict[str, Rule]]:
    benches = request.config.stash.setdefault(BENCHES, {})
    key = f"{asked.options!r} {id(asked.application)}"
    if key not in benches:
        given = transport_of(asked.application, "app") if asked.application is not None else None
        prepared = prepare(asked.options, application_given=given)
        bench = Bench(prepared, log_path(None, prepared.project.directory))
        benches[key] = (bench, prepared.rules)
        request.config.add_cleanup(bench.close)
    return benches[key]
