"""A collection that `assay save` has drafted runs in Newman as it runs in assay, again and again."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from assay.demo.serve import serving
from tests.app.saving.morning import Morning
from tests.cli.command import assay

from .installed import NODE, Unavailable, newman_home

COLLECTION = "collection.postman_collection.json"
ENVIRONMENT = "local.postman_environment.json"


@pytest.fixture
def newman() -> Path:
    """Newman's executable."""
    try:
        return newman_home() / "node_modules" / "newman" / "bin" / "newman.js"
    except Unavailable as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the peer is needed in CI: {reason}")
        pytest.skip(f"Newman cannot be installed: {reason}")


def counts(report: Path) -> dict[str, tuple[int, int]]:
    """What ran and what failed."""
    stats = json.loads(report.read_text())["run"]["stats"]
    return {name: (stats[name]["total"], stats[name]["failed"]) for name in ("requests", "assertions", "scripts")}


def buying(somebody: Morning) -> None:
    """A chain of tokens, ids, an ETag, a number in JSON, a made-up email, a refusal."""
    somebody.login("alice")
    product = somebody.json("GET", "/v1/products")["items"][3]
    somebody.json("GET", f"/v1/products/{product['id']}")
    order = somebody.json("POST", "/v1/orders", {"items": [{"product_id": product["id"], "quantity": 3}]})
    path = f"/v1/orders/{order['id']}"
    etag = somebody.call("GET", path).header("etag") or ""
    somebody.json("PATCH", path, {"note": "later"}, headers={"If-Match": etag})
    somebody.json("POST", f"{path}/cancel", {"reason": "mistake"})
    somebody.call("POST", f"{path}/cancel", {"reason": "mistake"})
    somebody.json("PATCH", "/v1/me", {"display_name": "Alice A."})
    somebody.json("GET", "/v1/me")


@pytest.mark.proof
def test_newman_runs_what_was_saved(newman: Path, tmp_path: Path) -> None:
    with serving() as base:
        buying(Morning(base, tmp_path / ".assay"))
        assert assay("save", "Buying", "--last", 50, "--secret", "password=alice-secret-1", cwd=tmp_path).code == 0
        reports = {}
        for turn in range(2):
            theirs, ours = tmp_path / f"newman{turn}.json", tmp_path / f"assay{turn}.json"
            command = [str(NODE), str(newman), "run", COLLECTION, "-e", ENVIRONMENT]
            done = subprocess.run(
                [*command, "-r", "json", "--reporter-json-export", str(theirs)],
                cwd=tmp_path,
                capture_output=True,
                timeout=120,
                check=False,
            )
            assert done.returncode == 0, done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:]
            ran = assay(
                "run", COLLECTION, "-e", ENVIRONMENT, "-r", "json", "--reporter-json-export", ours, cwd=tmp_path
            )
            assert ran.code == 0, ran.said
            reports |= {theirs.name: counts(theirs), ours.name: counts(ours)}
    first, *others = reports.values()
    assert first["requests"] == (10, 0)
    assert others == [first] * 3
