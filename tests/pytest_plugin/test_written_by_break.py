"""Tests that `assay break --pytest` writes fail on the shop that has the defect, and pass on the one that has not."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import assay
from assay.app.breaking.tests import FILE
from assay.demo.serve import partner, serving

SHOP = Path(assay.__file__).parent / "demo"
PLACE = "POST /v1/orders"
LOOK = "GET /v1/products/{product_id}"
PAY = "POST /v1/orders/{order_id}/pay"
DEFECTS = {
    "waits-too-long": (PLACE, "timeout-before-answer"),
    "dribble-waited-for": (PLACE, "dribble"),
    "retry-storm": (PLACE, "status-503"),
    "charged-again": (PAY, "timeout-before-answer", "reset-*", "truncated*"),
    "partner-told": (PLACE, "status-50*"),
    "partner-crashes-shop": (PLACE, "malformed*", "status-5*"),
    "level-unlooked": (LOOK, "negative-number", "absurd-number"),
    "half-placed": (PLACE, "status-503"),
    "paid-anyway": (PAY, "status-503"),
    "errors-kept": (PLACE, "status-503"),
    "status-passed-on": (PLACE, "status-50*"),
    "error-page": (PLACE, "status-503"),
    "failure-is-404": ("POST /v1/orders/{order_id}/cancel", "status-503"),
    "slots-exhausted": (PLACE, "crowd"),
    "one-at-a-time": (PLACE, "crowd"),
}
"""The operation that has it, and the faults that show it."""
PEOPLE = {"alice": ("member", "alice-secret-1"), "ada": ("admin", "ada-secret-1")}
PROJECT = """
[project]
contract = "{shop}/openapi.yaml"
collection = "{shop}/collection/shop.postman_collection.json"
[environment.local]
url = "http://127.0.0.1:{port}"
start = "{python} -m assay.demo --port {port} --defect {defect}"
ready = "/health"
postman = "{shop}/collection/local.postman_environment.json"
"""
DEPENDENCY = """
[dependency.{name}]
url = "{url}"
variable = "{variable}"
real = "{url}"
contract = "{shop}/partners/{name}.yaml"
"""
IDENTITY = """
[identity.{name}]
role = "{role}"
tenant = "acme"
login = {{ request = "Auth/Login", username = "{name}", password = "${{{variable}}}", token = "/access_token" }}
"""


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def token(url: str, name: str) -> str:
    body = json.dumps({"username": name, "password": PEOPLE[name][1]}).encode()
    asked = urllib.request.Request(f"{url}/v1/auth/login", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return str(json.load(answer)["access_token"])


def project(folder: Path, defect: str, stock: str, billing: str) -> None:
    text = PROJECT.format(shop=SHOP, port=free_port(), python=sys.executable, defect=defect)
    for name, url in (("stock", stock), ("billing", billing)):
        text += DEPENDENCY.format(name=name, url=url, variable=f"{name.upper()}_URL", shop=SHOP)
    for name, (role, _) in PEOPLE.items():
        text += IDENTITY.format(name=name, role=role, variable=f"{name.upper()}_PASSWORD")
    (folder / "assay.toml").write_text(text, encoding="utf-8")


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    secrets = {f"{name.upper()}_PASSWORD": password for name, (_, password) in PEOPLE.items()}
    environment = {**os.environ, "PYTEST_ADDOPTS": "", **secrets, **variables}
    return subprocess.run([sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=300, check=False)  # fmt: skip


def verdict(folder: Path, defects: list[str]) -> subprocess.CompletedProcess[str]:
    """The tests that were written, against a shop that looks for its partners where these stand in for them."""
    stock, billing = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    with serving(defects=defects, stock=stock, billing=billing) as url:
        tokens = {f"{name.upper()}_TOKEN": token(url, name) for name in PEOPLE}
        return run(folder, "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "tests",
                   BASE_URL=url, STOCK_URL=stock, BILLING_URL=billing, **tokens)  # fmt: skip


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect(defect: str, tmp_path: Path) -> None:
    operation, *faults = DEFECTS[defect]
    options = ["--only", operation, *(part for one in faults for part in ("--fault", one))]
    options += ["--only", LOOK, "--only", "GET /v1/announcements"] if "crowd" in faults else []
    with partner("stock") as stock, partner("billing") as billing:
        project(tmp_path, defect, stock, billing)
        told = run(tmp_path, "assay", "break", "--env", "local", "--pytest", "tests", "--quiet", *options)
        assert (tmp_path / "tests" / FILE).exists(), told.stdout + told.stderr
        assert run(tmp_path, "ruff", "format", "--isolated", "--check", "tests").returncode == 0
        assert run(tmp_path, "ruff", "check", "--isolated", "tests").returncode == 0
        with_defect, clean = verdict(tmp_path, [defect]), verdict(tmp_path, [])
    assert with_defect.returncode == 1, with_defect.stdout
    assert "passed" not in with_defect.stdout.splitlines()[-1], with_defect.stdout
    assert clean.returncode == 0, clean.stdout
    assert "skipped" not in clean.stdout.splitlines()[-1], clean.stdout
