"""The page of all rules is what the rules say today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from assay.explain.registry import RULES

ROOT = Path(__file__).parents[2]


def test_the_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "docs" / "explain_table.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}run python docs/explain_table.py"


def test_every_rule_stands_in_the_page() -> None:
    page = (ROOT / "docs" / "reference" / "explanations.md").read_text(encoding="utf-8")
    assert [rule.name for rule in RULES if f"| `{rule.name}`<br>" not in page] == []
