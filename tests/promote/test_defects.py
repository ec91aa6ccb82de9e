"""What the promoted suite notices: each defect that the collection notices, and with the contract clearly more."""

from __future__ import annotations

from importlib.resources import as_file
from pathlib import Path

import pytest

import assay
from assay.demo import resources
from assay.demo.defects import DEFECTS
from assay.demo.serve import serving
from tests.promote.promoting import EVERYTHING, promote_shop, run_suite

SOME = tuple(DEFECTS)[::5]  # of every kind; all of them would take half an hour
QUICK = ("order-answers-200", "orders-open", "placed-twice", "maximum-ignored", "addresses-open")


@pytest.fixture(scope="module")
def suites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("suites")
    with serving() as url:
        assert promote_shop(url, folder / "plain" / "api").returncode == 0
        assert promote_shop(url, folder / "whole" / "api", *EVERYTHING, "--no-proof").returncode == 0
    return folder / "plain" / "api", folder / "whole" / "api"


def by_collection(url: str, folder: Path) -> bool:
    with as_file(resources.collection()) as collection, as_file(resources.environment()) as environment:
        done = assay.run(str(collection), environment=str(environment), url=url, log=str(folder / "log.jsonl"))
    return done.exit_code != 0


def noticed(name: str, suites: tuple[Path, Path], folder: Path) -> tuple[bool, bool, bool]:
    """By the collection, by the plain suite, by the suite with the contract: each on a shop of its own."""
    with serving(defects=(name,)) as url:
        collection = by_collection(url, folder)
    found = []
    for suite in suites:
        with serving(defects=(name,)) as url:
            found.append(run_suite(suite, url, "-x", "-p", "no:randomly").returncode == 1)
    return collection, found[0], found[1]


@pytest.mark.parametrize("name", QUICK)
def test_what_the_collection_notices_the_suite_notices(name: str, suites: tuple[Path, Path], tmp_path: Path) -> None:
    collection, plain, whole = noticed(name, suites, tmp_path)
    assert plain or not collection
    assert whole


@pytest.mark.proof
def test_defects_of_every_kind(suites: tuple[Path, Path], tmp_path: Path) -> None:
    found = {name: noticed(name, suites, tmp_path) for name in SOME}
    counts = [sum(one[place] for one in found.values()) for place in range(3)]
    print(f"{len(found)} defects: collection {counts[0]}, promoted {counts[1]}, with the contract {counts[2]}")  # noqa: T201
    assert not [name for name, (collection, plain, _) in found.items() if collection and not plain]
    assert counts[2] >= 2 * counts[0]
