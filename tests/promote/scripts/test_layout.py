"""The lines are laid out as ruff's formatter lays them out, and its default rules find nothing in them."""
# ruff: noqa: E501 - scripts as people write them

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assay.promote.scripts import Assignment, Scope, Test, translate
from tests.promote.scripts.test_same_verdicts import CHAI, LANGUAGE, LEGACY, RESPONSE

LONG = """
const jsonData = pm.response.json();
pm.test("long keys", () => pm.expect(jsonData).to.have.all.keys("type", "title", "status", "code", "detail", "errors", "more"));
pm.test("long list", () => pm.expect(jsonData.names).to.eql(["first name", "second name", "third name", "fourth name", "fifth"]));
pm.test("long texts", () => pm.expect(jsonData.description).to.equal("a text that goes on and on until no line of eighty-eight columns holds it"));
pm.test("message", () => pm.expect(jsonData.description, "the description is the one that was sent with the request").to.equal("another text"));
pm.test("nested", () => pm.expect(jsonData.a).to.eql({ first: { second: { third: ["one", "two", "three"], fourth: null, fifth: true } }, sixth: 5 }));
pm.test("condition", () => pm.expect(jsonData.first === "first" && jsonData.second === "second" && jsonData.third === "third").to.be.true);
pm.test("quotes", () => { pm.expect(jsonData.a).to.equal('say "x"'); pm.expect(jsonData.b).to.equal("it's"); pm.expect(jsonData.c).to.equal('"\\'"'); });
"""


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for each form of each script."""
    folder = tmp_path_factory.mktemp("laid_out")
    for name, script in {
        "chai": CHAI,
        "response": RESPONSE,
        "legacy": LEGACY,
        "language": LANGUAGE,
        "long": LONG,
    }.items():
        for careful in (0, 1):
            (folder / f"{name}_{careful}.py").write_text(_module(script, careful), encoding="utf-8")
    return folder


def _module(script: str, careful: int) -> str:
    blocks = [one for one in translate(script, Scope(careful=careful)).blocks if isinstance(one, Test | Assignment)]  # type: ignore[arg-type]
    imports = sorted({line for block in blocks for line in block.imports})
    standard, others = ([one for one in imports if (one == "import pytest") is other] for other in (False, True))
    groups = [[*group, ""] for group in (standard, others) if group]
    head = [*(line for group in groups for line in group), "response = validate = SCHEMA = SCHEMA_2 = None"]
    functions = []
    for index, block in enumerate(blocks):
        body = block.lines or ("pass",)
        functions += ["", "", f"def test_{index}():", *(f"    {line}".rstrip() for line in body)]
    return "\n".join([*head, *functions, ""])


def ruff(*args: str) -> str:
    return subprocess.run([sys.executable, "-m", "ruff", *args], capture_output=True, text=True, timeout=60).stdout


def test_the_formatter_changes_nothing(modules: Path) -> None:
    assert ruff("format", "--isolated", "--diff", str(modules)) == ""


def test_the_default_rules_find_nothing(modules: Path) -> None:
    assert "All checks passed" in ruff("check", "--isolated", str(modules))
