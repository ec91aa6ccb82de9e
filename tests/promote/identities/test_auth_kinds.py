"""Each way of proving who sends becomes fixtures that prove it too: on servers that really look at the credential."""

from __future__ import annotations

import re
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.promote.identities.guarded import Api, serving
from tests.promote.identities.kinds import KINDS
from tests.promote.identities.promoted import SECRETS, promoted, text_of
from tests.promote.promoting import run_suite, tool

QUICK = ("session-csrf", "script-folder", "login-literal")


def holds(kind: str, client: str, folder: Path, *, whole: bool) -> None:
    """The suite is green where the API guards, red where it does not, without a secret, and as a linter likes it."""
    with serving(Api()) as url:
        suite = promoted(kind, url, folder, "--client", client)
        assert [one["name"] for one in suite.told["choices"] if not one["promoted"]] == []
        assert suite.told["losses"] == []
        given = {**suite.environment, suite.base: url}
        done = run_suite(suite.folder, url, extra=given)
        assert done.returncode == 0, done.stdout
        wrong = {**given, **dict.fromkeys(suite.environment, "wrong")}
        assert not whole or run_suite(suite.folder, url, extra=wrong).returncode == 1, "they are shown to nobody"
    if whole and any("401" in test["script"]["exec"][0] for test in events_of(kind)):
        with serving(Api(("open",))) as url:
            assert run_suite(suite.folder, url, extra={**given, suite.base: url}).returncode == 1
    text = text_of(suite.folder)
    assert not [one for one in SECRETS if one in text]
    assert not re.search(r"\{\{", text.replace("{{variables}}", ""))


def events_of(kind: str) -> list[dict[str, Any]]:
    """The events of a kind's requests."""
    items = [inner for one in KINDS[kind][0]["item"] for inner in one.get("item", [one])]
    return [event for one in items for event in one["event"] if event["listen"] == "test"]


@pytest.mark.parametrize("kind", QUICK)
def test_a_kind_with_httpx(kind: str, tmp_path: Path) -> None:
    holds(kind, "httpx", tmp_path, whole=False)


@pytest.mark.proof
def test_each_kind_with_one_client_or_another(tmp_path: Path) -> None:
    for kind, client in zip(KINDS, cycle(("requests", "httpx", "httpx2")), strict=False):
        folder = tmp_path / kind
        folder.mkdir()
        holds(kind, client, folder, whole=True)
        assert tool("ruff", "check", "--isolated", "api", cwd=folder).stdout.strip() == "All checks passed!"
        formatted = tool("ruff", "format", "--isolated", "--diff", "api", cwd=folder)
        assert formatted.returncode == 0, formatted.stdout
        typed = tool("mypy", "--strict", "--cache-dir", str(tmp_path / "mypy"), "api", cwd=folder)
        assert typed.returncode == 0, typed.stdout
