"""The demo's collection as a suite: it passes alone, twice, in any order and side by side, and reads as code."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.demo.serve import serving
from tests.promote.promoting import EVERYTHING, assay, promote_shop, run_suite, tool


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture(scope="module")
def suite(shop: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("promoted") / "api"
    done = promote_shop(shop, out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_the_suite_passes_twice_on_a_server_that_was_used_before(suite: Path, shop: str) -> None:
    for _ in range(2):
        done = run_suite(suite, shop, "-p", "no:randomly")
        assert done.returncode == 0, done.stdout


@pytest.mark.proof
def test_the_suite_passes_in_any_order_and_side_by_side(suite: Path, shop: str) -> None:
    for options in (("-p", "randomly", "-p", "randomly"), ("-n", "4"), ("-n", "4", "-p", "no:randomly")):
        done = run_suite(suite, shop, *options)
        assert done.returncode == 0, done.stdout


def test_each_test_runs_alone(suite: Path, shop: str) -> None:
    for name in (
        "test_a_shipped_order_is_not_cancelled",
        "test_the_disabled_user_is_out",
        "test_result_of_the_report_adds_up",
    ):
        done = run_suite(suite, shop, "-k", name)
        assert done.returncode == 0, done.stdout


def test_the_code_is_formatted_and_strictly_typed(suite: Path) -> None:
    assert tool("ruff", "check", "--isolated", str(suite), cwd=suite).stdout.strip() == "All checks passed!"
    formatted = tool("ruff", "format", "--isolated", "--diff", str(suite), cwd=suite)
    assert formatted.returncode == 0, formatted.stdout
    typed = tool("mypy", "--strict", "--cache-dir", str(suite.parent / "mypy"), str(suite), cwd=suite)
    assert typed.returncode == 0, typed.stdout


def test_it_is_organised_by_what_it_is_about(suite: Path) -> None:
    files = {path.name for path in suite.glob("test_*.py")}
    assert {"test_orders.py", "test_permissions.py", "test_auth.py", "test_users.py"} <= files
    assert not any(verb in name for name in files for verb in ("get", "post", "delete"))
    conftest = (suite / "conftest.py").read_text()
    for fixture in ("base_url", "user_client", "admin_client", "stranger_client", "created_order", "created_address"):
        assert f"def {fixture}(" in conftest, fixture


def test_a_request_that_is_sent_again_makes_nothing_that_others_build_on(suite: Path) -> None:
    text = "".join(path.read_text() for path in suite.glob("*.py"))
    assert "def test_place_the_same_order_again_gets_the_first_answer(" in text
    assert not re.search(r"def place_the_same_order_again|usefixtures\(.*again", text)


def test_no_secret_stands_in_it(suite: Path) -> None:
    text = "".join(path.read_text() for path in suite.rglob("*.*") if path.suffix in (".py", ".md", ".json", ".js"))
    assert "secret-1" not in text
    assert "warehouse-key-1" not in text
    assert not re.search(r"eyJ[A-Za-z0-9_-]{10}", text)


def test_a_missing_secret_is_told_by_name(suite: Path, shop: str) -> None:
    done = run_suite(suite, shop, "-k", "test_login_logs_in", extra={})
    assert done.returncode == 1
    assert "SHOP_PASSWORD is not set" in done.stdout


def test_check_agrees_and_names_what_has_drifted(suite: Path, shop: str, tmp_path: Path) -> None:
    copy = tmp_path / "api"
    shutil.copytree(suite, copy)
    assert promote_shop(shop, copy, "--check").returncode == 0
    orders = copy / "test_orders.py"
    orders.write_text(orders.read_text().replace("def test_ship_the_order", "def test_mine"))
    assert promote_shop(shop, copy, "--check").returncode == 0, "people may delete and rename"
    manifest = json.loads((copy / ".assay-promote.json").read_text())
    manifest["files"]["test_me.py"]["blocks"].pop("test_who_am_i_is_the_one_who_logged_in")
    (copy / ".assay-promote.json").write_text(json.dumps(manifest))
    me = copy / "test_me.py"
    me.write_text(me.read_text().replace("def test_who_am_i_is_the_one_who_logged_in", "def test_other"))
    done = promote_shop(shop, copy, "--check")
    assert done.returncode == 1
    assert "test_me.py::test_who_am_i_is_the_one_who_logged_in" in done.stdout


def test_a_second_run_keeps_an_edit(suite: Path, shop: str, tmp_path: Path) -> None:
    copy = tmp_path / "api"
    shutil.copytree(suite, copy)
    edited = (copy / "test_health.py").read_text() + "\n\ndef test_mine() -> None:\n    assert True  # mine\n"
    (copy / "test_health.py").write_text(edited)
    assert promote_shop(shop, copy).returncode == 0
    assert (copy / "test_health.py").read_text() == edited


@pytest.mark.proof
@pytest.mark.parametrize("client", ["requests", "httpx2"])
def test_every_client_makes_a_suite_that_passes(shop: str, tmp_path: Path, client: str) -> None:
    out = tmp_path / "api"
    assert promote_shop(shop, out, *EVERYTHING, "--client", client, "--no-proof").returncode == 0
    done = run_suite(out, shop)
    assert done.returncode == 0, done.stdout
    assert tool("ruff", "check", "--isolated", str(out), cwd=out).returncode == 0
    typed = tool("mypy", "--strict", "--cache-dir", str(tmp_path / "mypy"), str(out), cwd=out)
    assert typed.returncode == 0, typed.stdout


def test_without_out_it_only_proposes(shop: str, tmp_path: Path) -> None:
    from importlib.resources import as_file

    from assay.demo import resources

    with as_file(resources.collection()) as collection, as_file(resources.environment()) as environment:
        done = assay(
            "promote", str(collection), "-e", str(environment), "--url", shop, "--no-proof", "--json", cwd=tmp_path
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    ranked = [one["name"] for one in told["choices"]]
    assert ranked[0] == "Orders / Place an order"
    assert any("revenue" in reason for reason in told["choices"][0]["reasons"])
    assert {path.name for path in tmp_path.iterdir()} <= {".assay"}


def test_a_folder_alone_takes_its_fixtures_from_the_rest(shop: str, tmp_path: Path) -> None:
    out = tmp_path / "api"
    assert promote_shop(shop, out, "--folder", "Warehouse", "--no-proof").returncode == 0
    assert {path.name for path in out.glob("test_*.py")} == {"test_orders.py"}
    done = run_suite(out, shop)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_only_what_is_asked_for_is_proven(shop: str, tmp_path: Path) -> None:
    done = promote_shop(shop, tmp_path / "api", "--folder", "Warehouse")
    assert done.returncode == 0, done.stderr
    proven = re.search(r"^Proven\D+([\d,]+) (?:scripts|mutants of (\d+))", done.stdout, re.MULTILINE)
    assert proven is not None, done.stdout
    assert int(proven[2] or proven[1]) <= 4, "two requests, and what the collection asserts of all"


def test_a_name_that_there_is_not_is_told(shop: str, tmp_path: Path) -> None:
    done = promote_shop(shop, tmp_path / "api", "--only", "orders/*")
    assert done.returncode == 2
    assert done.stderr.startswith("error: orders/*: no request of the collection is of that name")
