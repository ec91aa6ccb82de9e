"""What the proof is told about the request, and what the command tells about the proof."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.app.promoting.judging import SandboxJudge
from assay.app.promoting.proving import Proof
from assay.promote.scripts import Scope, Test
from assay.promote.scripts.proof import Forms, prove
from tests.promote.scripts.stage import answer


def test_each_refusal_stands_on_a_line_of_its_own() -> None:
    proof = Proof(scripts=1_200, mutants=60_000, verdicts=120_000, equal=119_999, refused=("Shop: a", "Shop: b"))
    assert proof.told() == [
        "Proven: 1,200 scripts on 60,000 mutants of recorded answers: 119,999 of 120,000 verdicts as in the sandbox.",
        "  refused: Shop: a",
        "  refused: Shop: b",
    ]
    assert str(proof) == "\n".join(proof.told())


def test_the_script_knows_the_name_of_its_request(judge: SandboxJudge) -> None:
    script = "pm.test('name', () => pm.expect(pm.info.requestName).to.equal('List orders'));"
    forms = Forms(script, Scope(request_name="List orders"))
    found = prove(forms, answer({"id": 1}), judge.of("List orders"))
    assert found.differences == ()
    assert all(isinstance(block, Test) for block in found.translation.blocks)
    assert prove(forms, answer({"id": 1}), judge.of("Another")).differences != ()


def test_careful_forms_are_made_only_where_the_short_one_differs(judge: SandboxJudge) -> None:
    plain = Forms("pm.test('t', () => pm.expect(pm.response.code).to.equal(200));", Scope())
    prove(plain, answer({"id": 1}), judge)
    assert plain.made == {0}
    script = "pm.test('t', () => pm.expect(pm.response.json().name).to.not.equal('Bob'));"
    odd = Forms(script, Scope())
    prove(odd, answer({"name": "Ada"}), judge)
    assert odd.made == {0, 1, 2}


def test_each_verdict_that_differs_is_counted(judge: SandboxJudge) -> None:
    script = "pm.test('loose', () => pm.expect(pm.response.json().list == '1,2').to.be.true);"
    found = prove(Forms(script, Scope()), answer({"list": [1, 2]}), judge)
    assert [one.mutant for one in found.differences] == ["the recorded answer"]
    assert 0 < found.equal < found.compared == found.mutants + 1


@pytest.fixture(scope="module")
def judge() -> Iterator[SandboxJudge]:
    with SandboxJudge() as made:
        yield made
