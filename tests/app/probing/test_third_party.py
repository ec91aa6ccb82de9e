"""The probe of docs/how-to/write-a-probe.md, installed as another package would be, finds what it is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.command import assay, sentence
from tests.cli.notes_site import SECRETS, Answer, Site, project, serving

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "write-a-probe.md"
METADATA = "Metadata-Version: 2.1\nName: headed\nVersion: 1\n"


def installed(folder: Path, source: str) -> dict[str, str]:
    """A package with the probe, and the environment that finds it."""
    info = folder / "headed-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(METADATA)
    (info / "entry_points.txt").write_text("[assay.probes]\nhead = headed:PROBE\n")
    (folder / "headed.py").write_text(source)
    return {**SECRETS, "PYTHONPATH": str(folder)}


def source() -> str:
    text = PAGE.read_text()
    return text.partition("```python\n")[2].partition("```")[0]


def lying(method: str, _path: str, who: str) -> Answer | None:
    return (404, None) if method == "HEAD" and who else None


def silent(method: str, _path: str, _who: str) -> Answer | None:
    return (405, None) if method == "HEAD" else None


@pytest.mark.parametrize(("before", "count"), [(lying, 2), (silent, 0)])
def test_it_finds_what_breaks_its_law_and_nothing_where_its_assumption_fails(
    tmp_path: Path, before: object, count: int
) -> None:
    environment = installed(tmp_path / "site", source())
    with serving() as site:
        here = project(tmp_path, site)
        site.before = before  # type: ignore[assignment]
        ran = assay(
            "probe", "--env", "local", "--only", "rule:head-differs", "--report", "json=r.json", cwd=here,
            env=environment,
        )  # fmt: skip
    findings = json.loads((here / "r.json").read_text())["findings"]
    assert len(findings) == count, ran
    assert ran.code == (1 if count else 0), ran
    assert {one["confidence"] for one in findings} <= {"confirmed"}


def test_it_is_listed_with_its_law(tmp_path: Path) -> None:
    environment = installed(tmp_path / "site", source())
    here = project(tmp_path, Site())
    assert "head-differs" in assay("probe", "--laws", cwd=here, env=environment).out
    assert "head-differs" in assay("probe", "--list", cwd=here, env=environment).out


def test_one_that_fails_costs_its_own_cases_alone_and_is_named(tmp_path: Path) -> None:
    broken = source().replace("    good = yield", "    raise TypeError('secret words')\n    good = yield")
    environment = installed(tmp_path / "site", broken)
    with serving() as site:
        here = project(tmp_path, site)
        site.open = True
        ran = assay("probe", "--env", "local", "--only", "rule:head-*", cwd=here, env=environment)
        assert ran.code == 3, ran
        assert "the probe head" in ran.out
        assert "secret words" not in ran.out
        both = assay("probe", "--env", "local", "--only", "rule:head-*", "--only", "rule:foreign-read", cwd=here,
                     env=environment)  # fmt: skip
    assert both.code == 1, both


def test_one_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    environment = installed(tmp_path / "site", "import nothing_of_the_kind\n")
    here = project(tmp_path, Site())
    sentence(assay("probe", "--list", cwd=here, env=environment), "headed", "nothing_of_the_kind")
    (tmp_path / "site" / "headed.py").write_text("PROBE = 1\n")
    sentence(assay("probe", "--list", cwd=here, env=environment), "headed", "Probe")


def test_the_page_keeps_to_thirty_lines() -> None:
    lines = [text for text in source().splitlines() if text.strip()]
    assert len(lines) <= 30
