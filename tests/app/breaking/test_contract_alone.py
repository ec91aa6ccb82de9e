"""`assay break` where the dependencies are contracts alone: the clean shop is green, and a defect is found."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from tests.cli.command import assay

from assay import demo
from assay.demo.serve import serving

DEMO = Path(demo.__file__).parent


def free() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def broken(folder: Path, *options: str, defects: tuple[str, ...] = ()) -> tuple[int, dict[str, Any]]:
    """Exit code and report of a run against the shop."""
    stock, billing = free(), free()
    contracts = {name: shutil.copy(DEMO / "partners" / f"{name}.yaml", folder) for name in ("stock", "billing")}
    (folder / "assay.toml").write_text(
        f"""
        [project]
        collection = "{DEMO}/collection/shop.postman_collection.json"
        [environment.local]
        postman = "{DEMO}/collection/local.postman_environment.json"
        [dependency.stock]
        url = "http://127.0.0.1:{stock}"
        contract = "{contracts["stock"]}"
        [dependency.billing]
        url = "http://127.0.0.1:{billing}"
        contract = "{contracts["billing"]}"
        [identity.alice]
        role = "member"
        tenant = "acme"
        login = {{ request = "Auth/Login", username = "alice", password = "${{ALICE}}", token = "/access_token" }}
        [identity.ada]
        role = "admin"
        tenant = "acme"
        login = {{ request = "Auth/Login", username = "ada", password = "${{ADA}}", token = "/access_token" }}
        """
    )
    where = {"stock": f"http://127.0.0.1:{stock}", "billing": f"http://127.0.0.1:{billing}"}
    with serving(defects=defects, stock=where["stock"], billing=where["billing"]) as url:
        done = assay(
            "break", DEMO / "openapi.yaml", "--env", "local", "--url", url, "--report", "json=r.json", *options,
            cwd=folder, env={"ALICE": "alice-secret-1", "ADA": "ada-secret-1"}, patience=200,
        )  # fmt: skip
    assert (folder / "r.json").is_file(), done.said
    return done.code, json.loads((folder / "r.json").read_text())


@pytest.mark.proof
def test_the_clean_shop_is_green(tmp_path: Path) -> None:
    code, report = broken(tmp_path, "--fault", "status-503", "--fault", "missing-field", "--fault", "malformed-json")
    assert (code, report["findings"]) == (0, [])
    calls = {(cell["dependency"], cell["call"]) for cell in report["matrix"]}
    assert {("stock", "POST /reservations"), ("billing", "POST /charges")} <= calls
    assert {cell["verdict"] for cell in report["matrix"]} == {"held"}


@pytest.mark.proof
def test_a_shop_that_passes_on_what_it_did_not_look_at_is_found(tmp_path: Path) -> None:
    code, report = broken(
        tmp_path, "--only", "GET /v1/products/{product_id}", "--fault", "negative-number", defects=("level-unlooked",)
    )
    assert code == 1
    assert {one["operation"] for one in report["findings"]} == {"GET /v1/products/{product_id}"}
