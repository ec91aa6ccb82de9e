"""The demo shop between its partners: all green as it is, and each of its mistakes is found by the rule of its name."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from assay.demo.defects import BEHIND
from assay.demo.serve import partner
from tests.cli.command import Ran, assay
from tests.resilience.strangers.project import free_port

PASSWORDS = {"ALICE_PASSWORD": "alice-secret-1", "ADA_PASSWORD": "ada-secret-1"}
PRODUCT, ORDER, PAY, CANCEL = "GET /v1/products/{product_id}", "POST /v1/orders", "*/pay", "*/cancel"
FOUND = {
    "waits-too-long": (PRODUCT, "timeout-before-answer", "fault-outlasts-budget"),
    "dribble-waited-for": (PRODUCT, "dribble", "fault-outlasts-budget"),
    "retry-storm": (PRODUCT, "status-503", "retry-storm"),
    "charged-again": (PAY, "truncated-body", "side-effect-doubled"),
    "partner-told": (ORDER, "status-500", "fault-leaked"),
    "trace-told": (ORDER, "malformed-json", "fault-leaked"),
    "partner-crashes-shop": (ORDER, "malformed-json", "fault-crashes"),
    "level-unlooked": (PRODUCT, "negative-number", "corrupt-data-passed-on"),
    "half-placed": (ORDER, "status-503", "half-done"),
    "paid-anyway": (PAY, "status-500", "success-without-dependency"),
    "never-recovers": (PAY, "reset-before-answer", "no-recovery"),
    "errors-kept": (PAY, "status-500", "no-recovery"),
    "slots-exhausted": (PRODUCT, "crowd", "dependency-blocks-others"),
    "one-at-a-time": (PRODUCT, "crowd", "dependency-blocks-others"),
    "status-passed-on": (ORDER, "status-403", "fault-undeclared"),
    "error-page": (ORDER, "status-503", "fault-error-shape"),
    "failure-is-404": (CANCEL, "status-503", "fault-blames-client"),
}
"""By defect: the operation and the fault that show it, and the rule that names it."""
QUICK = ("partner-told", "half-placed")


def broken(here: Path, *args: str, defect: str = "") -> tuple[Ran, dict[str, Any]]:
    """Break the shop, and read the report."""
    shop, port = Path(str(files("assay.demo"))), free_port()
    planted = f" --defect {defect}" if defect else ""
    lines = [
        "[project]", f'contract = "{shop.as_posix()}/openapi.yaml"',
        f'collection = "{shop.as_posix()}/collection/shop.postman_collection.json"',
        "[environment.local]", f'url = "http://127.0.0.1:{port}"', 'ready = "/health"',
        f'start = "{Path(sys.executable).as_posix()} -m assay.demo --port {port}{planted}"',
        f'postman = "{shop.as_posix()}/collection/local.postman_environment.json"',
    ]  # fmt: skip
    for name, role in (("alice", "member"), ("ada", "admin")):
        way_in = f'request = "Auth/Login", username = "{name}", password = "${{{name.upper()}_PASSWORD}}"'
        lines += [f"[identity.{name}]", f'role = "{role}"', 'tenant = "acme"',
                  f'login = {{ {way_in}, token = "/access_token" }}']  # fmt: skip
    with ExitStack() as stack:
        for name in ("stock", "billing"):
            url = stack.enter_context(partner(name))
            lines += [f"[dependency.{name}]", f'url = "{url}"', f'variable = "{name.upper()}_URL"', f'real = "{url}"',
                      f'contract = "{shop.as_posix()}/partners/{name}.yaml"']  # fmt: skip
        (here / "assay.toml").write_text("\n".join(lines) + "\n")
        done = assay(
            "break", "--env", "local", "--time-budget", "3s", "--report", "json=b.json", *args,
            cwd=here, env=PASSWORDS, patience=500,
        )  # fmt: skip
    return done, json.loads((here / "b.json").read_text())


def test_every_defect_has_a_rule() -> None:
    assert set(FOUND) == set(BEHIND)


@pytest.mark.proof
def test_the_shop_as_it_is_is_all_green(tmp_path: Path) -> None:
    done, report = broken(tmp_path, "--pairs")
    assert (done.code, report["findings"]) == (0, []), done.out
    assert {one["verdict"] for one in report["matrix"]} == {"held"}
    assert {one["dependency"] for one in report["matrix"]} == {"stock", "billing"}
    assert len(report["matrix"]) > 250


@pytest.mark.parametrize(
    "defect", [name if name in QUICK else pytest.param(name, marks=pytest.mark.proof(alone=True)) for name in FOUND]
)
def test_each_defect_is_found_by_its_rule(tmp_path: Path, defect: str) -> None:
    operation, fault, rule = FOUND[defect]
    done, report = broken(tmp_path, "--only", operation, "--fault", fault, defect=defect)
    assert rule in {one["rule"] for one in report["findings"] if one["basis"] != "inferred"}, done.said
    assert done.code == 1
