"""`assay.run()`: Newman's events in Newman's order, sentences for wrong names, files where they were asked for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import assay
from assay.model.errors import AssayError, InputError, UsageError
from assay.testing.servers.raw import RawServer
from tests.cli.documents import PASSES, collection, folder, request, saved, variables
from tests.faults.site import site

EVENTS = """
    start beforeIteration iteration beforeItem item beforePrerequest prerequest beforeTest test beforeScript script
    beforeRequest request assertion console exception beforeDone done
"""
ORDER = """
    start beforeIteration beforeItem
    beforePrerequest beforeScript console script prerequest
    beforeRequest request
    beforeTest beforeScript assertion exception script test
    item iteration beforeDone done
"""


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with site() as running:
        yield running


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_events_come_in_newmans_order(server: RawServer) -> None:
    heard: list[str] = []
    on = {name: lambda _error, _args, name=name: heard.append(name) for name in EVENTS.split()}
    document = collection(request(server.url, "one", pre="console.log(1)", test=PASSES + "throw new Error('x')"))
    summary = assay.run(document, on=on)
    assert summary.exit_code == 1
    assert heard == ORDER.split()


def test_errors_are_given_to_callbacks(server: RawServer) -> None:
    heard: dict[str, Any] = {}

    def note(name: str) -> Any:
        return lambda error, args: heard.setdefault(name, (error, args))

    test = "pm.test('no', () => pm.expect(1).to.eql(2))"
    assay.run(
        collection(request(server.url, test=test), request("http://127.0.0.1:9/", "dead")),
        on={"assertion": note("assertion")},
    )
    error, told = heard["assertion"]
    assert error["message"] == "expected 1 to deeply equal 2"
    assert told["assertion"] == "no"
    error, _ = request_error()
    assert error["code"] == "ECONNREFUSED"


def request_error() -> tuple[Any, Any]:
    found: list[tuple[Any, Any]] = []
    assay.run(
        collection(request("http://127.0.0.1:9/")), on={"request": lambda error, args: found.append((error, args))}
    )
    return found[0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"iteration_cuont": 3}, "iteration_count"),
        ({"iterationCuont": 3}, "iteration_count"),
        ({"on": {"assertoin": print}}, "assertion"),
        ({"reporters": ["juint"]}, "junit"),
        ({"environment": "nowhere.json"}, "nowhere.json"),
        ({"folder": "nothing"}, "nothing"),
    ],
)
def test_wrong_names_are_told(options: dict[str, Any], words: str) -> None:
    with pytest.raises(AssayError, match=words):
        assay.run(collection(folder("a", request("http://127.0.0.1:9/"))), **options)


@pytest.mark.parametrize(
    "options",
    [{"iteration_count": "many"}, {"iteration_count": 0}, {"parallel": -1}, {"env_var": 7}, {"bail": "never"}],
)
def test_wrong_values_are_told(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(options))):
        assay.run(collection(request("http://127.0.0.1:9/")), **options)


def test_inside_a_running_loop(server: RawServer) -> None:
    async def notebook() -> assay.Summary:
        return assay.run(collection(request(server.url, test=PASSES)))

    assert asyncio.run(notebook()).exit_code == 0


def test_what_it_returns(server: RawServer) -> None:
    test = "pm.environment.set('a', 2); pm.collectionVariables.set('c', 3);" + PASSES
    summary = assay.run(
        collection(request(server.url, test=test)),
        environment=variables(a="1"),
        globals={"values": [{"key": "g", "value": "4"}]},
        iteration_data=[{"row": 1}, {"row": 2}],
        env_var={"b": "5"},
    )
    assert summary.variables() == {"a": 2, "b": "5"}
    assert summary.variables("collection") == {"c": 3}
    assert summary.variables("globals") == {"g": "4"}
    assert summary.newman()["run"]["stats"]["requests"] == {"total": 2, "pending": 0, "failed": 0}
    assert (summary.ending, summary.tally.assertions.total) == ("finished", 2)
    assert summary.log.exists()


def test_reports_and_exports_are_written(server: RawServer, tmp_path: Path) -> None:
    assay.run(
        collection(request(server.url, test=PASSES)),
        reporters=["json", "junit"],
        reporter={"json": {"export": "r.json"}, "junit": {"export": "r.xml"}},
        report="html=r.html",
        export_environment="e.json",
    )
    assert {"r.json", "r.xml", "r.html", "e.json"} <= {path.name for path in tmp_path.iterdir()}
    assert json.loads((tmp_path / "r.json").read_text())["run"]["stats"]["assertions"]["total"] == 1


def test_a_report_that_cannot_be_written_is_raised_after_all_others(server: RawServer, tmp_path: Path) -> None:
    saved(tmp_path, "", "file")
    with pytest.raises(InputError, match=r"file/r\.json"):
        assay.run(
            collection(request(server.url)),
            report=["json=file/r.json", "junit=r.xml"],
            export_environment="e.json",
        )
    assert (tmp_path / "r.xml").exists()
    assert (tmp_path / "e.json").exists()


def test_it_prints_nothing(server: RawServer, capfd: pytest.CaptureFixture[str]) -> None:
    assay.run(collection(request(server.url, test="console.log('x')")))
    assert capfd.readouterr() == ("", "")


def test_a_callback_that_raises_ends_the_run_with_its_own_error(server: RawServer) -> None:
    def burst(_error: Any, _args: Any) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        assay.run(collection(request(server.url, test="while (true) {}")), on={"request": burst}, timeout_script=500)
