"""APIs and collections that the generator was not made for: the suites pass anywhere, and miss no defect."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pytest

from tests.promote.promoting import assay, run_suite, tool

HERE = Path(__file__).parent
NAMES = ("tracker", "bookings", "wallet")
LEAST = {"tracker": 35, "bookings": 34, "wallet": 24}
"""How many defects the whole suite catches at least."""


class Stranger(Protocol):
    """A module that serves an API with defects."""

    BASE: str
    SECRETS: dict[str, str]
    DEFECTS: dict[str, str]

    def serving(self, *broken: str) -> AbstractContextManager[str]: ...


def stranger(name: str) -> Stranger:
    module: Stranger = importlib.import_module(f"tests.promote.strangers.{name}.api")
    return module


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    """The development server tells each request on standard error."""
    log = logging.getLogger("werkzeug")
    before = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(before)


def given(name: str, url: str) -> tuple[str, ...]:
    folder = HERE / name
    return (str(folder / "collection.json"), "-e", str(folder / "environment.json"), "--env-var", f"baseUrl={url}")


def whole(name: str) -> tuple[str, ...]:
    return ("--contract", str(HERE / name / "openapi.yaml"), "--negative", "--permissions", "--no-proof")


def suites_of(name: str, folder: Path) -> list[Path]:
    """The plain suite, and the whole one where there is a contract."""
    plain = promote(name, folder / "plain" / "api")
    return [plain, promote(name, folder / "whole" / "api", *whole(name))] if name != "wallet" else [plain]


def promote(name: str, out: Path, *options: str) -> Path:
    out.parent.mkdir(parents=True, exist_ok=True)
    with stranger(name).serving() as url:
        done = assay("promote", *given(name, url), "--out", str(out), *options, cwd=out.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def outcome(name: str, suite: Path, url: str, *options: str) -> tuple[int, str]:
    api = stranger(name)
    done = run_suite(suite, url, *options, extra={**api.SECRETS, api.BASE: url})
    return done.returncode, done.stdout


def by_collection(name: str, url: str, folder: Path) -> bool:
    return assay("run", *given(name, url), cwd=folder).returncode != 0


def test_a_whole_suite_passes_and_notices(tmp_path: Path) -> None:
    suite = promote("bookings", tmp_path / "api", *whole("bookings"))
    with stranger("bookings").serving() as url:
        status, told = outcome("bookings", suite, url, "-p", "no:randomly")
    assert status == 0, told
    for defect in ("version-stuck", "foreign-cancel"):
        with stranger("bookings").serving(defect) as url:
            assert outcome("bookings", suite, url, "-x", "-p", "no:randomly")[0] == 1, defect


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize("name", NAMES)
def test_the_suites_pass_in_any_order_on_one_server_and_are_clean(name: str, tmp_path: Path) -> None:
    suites = suites_of(name, tmp_path)
    orders = (("-p", "no:randomly"), ("-p", "no:randomly"), ("-p", "randomly"), ("-p", "randomly"), ("-n", "4"))
    with stranger(name).serving() as url:
        for options in orders:
            for suite in suites:
                status, told = outcome(name, suite, url, *options)
                assert status == 0, told
    for suite in suites:
        assert tool("ruff", "check", "--isolated", str(suite), cwd=suite).returncode == 0
        formatted = tool("ruff", "format", "--isolated", "--diff", str(suite), cwd=suite)
        assert formatted.returncode == 0, formatted.stdout
        typed = tool("mypy", "--strict", "--cache-dir", str(tmp_path / "mypy"), str(suite), cwd=suite)
        assert typed.returncode == 0, typed.stdout


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize("name", NAMES)
def test_no_defect_that_the_collection_notices_is_missed(name: str, tmp_path: Path) -> None:
    api = stranger(name)
    suites = suites_of(name, tmp_path)
    noticed: dict[str, list[bool]] = {}
    for defect in api.DEFECTS:
        with api.serving(defect) as url:
            noticed[defect] = [by_collection(name, url, tmp_path)]
        for suite in suites:
            with api.serving(defect) as url:
                noticed[defect].append(outcome(name, suite, url, "-x", "-p", "no:randomly")[0] == 1)
    counts = [sum(column) for column in zip(*noticed.values(), strict=True)]
    print(f"{name}: {len(noticed)} defects, noticed by the collection and by each suite: {counts}")  # noqa: T201
    assert not [defect for defect, (collection, *found) in noticed.items() if collection and not all(found)]
    assert counts[-1] >= LEAST[name]
