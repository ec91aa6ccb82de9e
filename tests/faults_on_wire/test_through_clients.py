"""Each fault as requests, httpx and the curl program see it."""

from __future__ import annotations

import shutil
import subprocess

import httpx
import pytest
import requests

from tests.faults_on_wire.conftest import Broken
from tests.faults_on_wire.table import ROWS, Row

PATIENCE = 0.4


def by_requests(url: str) -> str:
    try:
        return str(requests.get(url, timeout=PATIENCE).status_code)
    except requests.RequestException as error:
        return type(error).__name__


def by_httpx(url: str) -> str:
    try:
        return str(httpx.get(url, timeout=PATIENCE, follow_redirects=True).status_code)
    except httpx.HTTPError as error:
        return type(error).__name__


def by_curl(url: str) -> str:
    command = ["curl", "-sS", "-L", "--max-redirs", "10", "--compressed", "-o", "-", "-m", str(PATIENCE * 2), url]
    return str(subprocess.run(command, capture_output=True, timeout=20, check=False).returncode)


@pytest.mark.proof
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.fault}{row.settings or ''}")
def test_how_clients_see_a_fault(broken: Broken, row: Row) -> None:
    broken.lay(row.fault, row.settings)
    seen = {"requests": by_requests(broken.url), "httpx": by_httpx(broken.url)}
    told = {"requests": row.requests, "httpx": row.httpx}
    if shutil.which("curl"):
        seen["curl"], told["curl"] = by_curl(broken.url), row.curl
    assert {name: name for name in seen} == {
        name: name if seen[name] in told[name].split("|") else f"{seen[name]}, not {told[name]}" for name in seen
    }
