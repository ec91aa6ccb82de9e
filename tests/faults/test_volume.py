"""Much of everything: many iterations in flat memory, large and deep collections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.testing.servers.raw import RawServer
from tests.cli.documents import PASSES, collection, folder, request, saved
from tests.faults.measured import MEGABYTE, measured
from tests.faults.site import site

YOUNG = 80 * MEGABYTE
"""What the heap of one script child grows by before Node first clears it up; it stays there however long it runs."""


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with site() as running:
        yield running


def peak(folder: Path, *arguments: str) -> int:
    ran, most = measured("run", "c.json", "--silent", *arguments, cwd=folder, patience=400)
    assert ran.code == 0, ran.said
    return most


def test_memory_does_not_grow_with_iterations(server: RawServer, tmp_path: Path) -> None:
    check_growth(server, tmp_path, "1", "1500")


@pytest.mark.proof
def test_memory_does_not_grow_with_iterations_side_by_side(server: RawServer, tmp_path: Path) -> None:
    check_growth(server, tmp_path, "3", "6000")


def check_growth(server: RawServer, tmp_path: Path, parallel: str, iterations: str) -> None:
    """A few iterations and many take the same memory."""
    saved(tmp_path, collection(request(f"{server.url}/{'x' * 500}", test=PASSES)))
    few = peak(tmp_path, "-n", "200", "--parallel", parallel)
    many = peak(
        tmp_path, "-n", iterations, "--parallel", parallel, "--report", "junit=r.xml", "--report", "html=r.html"
    )
    assert many < few + YOUNG * int(parallel)


class TestTenThousand:
    """Alone among the proofs: it takes minutes."""

    @pytest.mark.proof
    def test_iterations(self, server: RawServer, tmp_path: Path) -> None:
        saved(tmp_path, collection(request(server.url, test=PASSES)))
        few = peak(tmp_path, "-n", "500")
        reports = [word for kind in ("json", "junit", "html") for word in ("--report", f"{kind}=r.{kind}")]
        many = peak(tmp_path, "-n", "10000", *reports)
        assert many < few + 100 * MEGABYTE
        assert json.loads((tmp_path / "r.json").read_text())["summary"]["requests"] == 10_000
        assert (tmp_path / "r.html").stat().st_size < 50_000_000


def test_a_collection_of_2000_requests(server: RawServer, tmp_path: Path) -> None:
    folders = [folder(f"f{n}", *[request(f"{server.url}/{n}/{m}", f"r{n}.{m}") for m in range(50)]) for n in range(40)]
    saved(tmp_path, collection(*folders, event=[{"listen": "test", "script": {"exec": PASSES}}]))
    ran, _ = measured("run", "c.json", "--report", "json=r.json", "--report", "html=r.html", cwd=tmp_path, patience=120)
    assert ran.code == 0, ran.said[-2000:]
    summary = json.loads((tmp_path / "r.json").read_text())["summary"]
    assert (summary["requests"], summary["assertions"]) == (2000, 2000)


@pytest.mark.proof
def test_deep_folders_and_many_variables(server: RawServer, tmp_path: Path) -> None:
    item = request(f"{server.url}/{{{{v9999}}}}", test=PASSES)
    for n in range(60):
        item = folder(f"f{n}", item)
    rows = [{"key": f"v{n}", "value": str(n)} for n in range(10_000)]
    saved(tmp_path, collection(item, variable=rows))
    assert peak(tmp_path) < 600 * MEGABYTE


@pytest.mark.proof
def test_100000_items_without_a_request_sent(tmp_path: Path) -> None:
    items = [{"name": f"r{n}", "request": "http://127.0.0.1:9/"} for n in range(100_000)]
    saved(tmp_path, collection(folder("none"), *items))
    ran, _ = measured("run", "c.json", "--folder", "r99999", cwd=tmp_path, patience=120)
    assert ran.code == 1
    assert "ECONNREFUSED" in ran.out
