"""The demo's collection doubted: its gaps are closed, it stays green, and it notices more of what is wrong."""

from __future__ import annotations

from importlib.resources import as_file
from pathlib import Path

import pytest

import assay
from assay.app.trusting.fixing import document_of, write_fixed
from assay.app.trusting.options import WeakOptions
from assay.app.trusting.weak import Weak, weak
from assay.demo import resources
from assay.demo.defects import DEFECTS
from assay.demo.serve import serving

SOME = tuple(DEFECTS)[::5]  # of every kind; all of them would take half an hour
GAINED = ("json-as-html", "postcode-dropped", "date-in-german", "patch-resets-address")
"""What the collection notices only when it is mended."""


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Weak, Path]:
    folder = tmp_path_factory.mktemp("mended")
    with (
        pytest.MonkeyPatch.context() as patch,
        as_file(resources.collection()) as collection,
        as_file(resources.environment()) as environment,
        serving() as url,
    ):
        patch.chdir(folder)
        done = weak(WeakOptions(collection=str(collection), environment=str(environment), url=url))
        write_fixed(document_of(str(collection)), done.prepared.suite, done.mended, str(folder / "fixed.json"))
    return done, folder / "fixed.json"


def is_red(path: Path, folder: Path, *defects: str) -> bool:
    with as_file(resources.environment()) as environment, serving(defects=defects) as url:
        done = assay.run(str(path), environment=str(environment), url=url, log=str(folder / "log.jsonl"))
    return done.exit_code != 0


def test_nothing_is_cried_over_a_sound_collection(mended: tuple[Weak, Path]) -> None:
    assert [one for one in mended[0].findings if one.gates] == []


def test_nearly_all_gaps_are_closed_and_it_stays_green(mended: tuple[Weak, Path], tmp_path: Path) -> None:
    done, path = mended
    assert 20 < done.weighed.score < 60
    assert done.score_after > 95
    assert not is_red(path, tmp_path)


def test_the_mended_collection_notices_more(mended: tuple[Weak, Path], tmp_path: Path) -> None:
    with as_file(resources.collection()) as collection:
        assert not is_red(collection, tmp_path, GAINED[0])
    assert is_red(mended[1], tmp_path, GAINED[0])


@pytest.mark.proof(alone=True)
def test_defects_noticed_before_and_after(mended: tuple[Weak, Path], tmp_path: Path) -> None:
    names = (*SOME, *(one for one in GAINED if one not in SOME))
    with as_file(resources.collection()) as collection:
        before = {name for name in names if is_red(collection, tmp_path, name)}
    after = {name for name in names if is_red(mended[1], tmp_path, name)}
    print(f"{len(names)} defects: noticed before {len(before)}, after {len(after)}")  # noqa: T201
    assert before < after
    assert set(GAINED) <= after
