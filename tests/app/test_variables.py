"""The variables that a run begins with, and which source wins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assay.app.options import RunOptions
from assay.app.preparing import prepare

COLLECTION: dict[str, Any] = {
    "info": {"name": "C", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [{"name": "a", "request": "http://127.0.0.1:9/"}],
    "variable": [{"key": "base_url", "value": "collection"}],
}
TOML = """
[environment.local]
url = "http://table"
postman = "named.json"
variables = { tenant = "table", only = "table" }
[environment.plain]
url = "http://plain"
"""


def write(path: Path, **values: str) -> str:
    rows = ", ".join(f'{{"key": "{key}", "value": "{value}"}}' for key, value in values.items())
    path.write_text(f'{{"name": "E", "values": [{rows}]}}')
    return str(path)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "assay.toml").write_text(TOML)
    write(tmp_path / "named.json", base_url="http://named", tenant="named", kept="named")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(name: str, **options: Any) -> Any:
    return prepare(RunOptions(collection=COLLECTION, **options)).job.scopes.find(name)


def test_the_collection_alone() -> None:
    assert found("base_url") == "collection"


def test_an_environment_wins_over_the_collection() -> None:
    assert found("base_url", env="plain") == "http://plain"


def test_what_an_environment_says_wins_over_the_file_that_it_names() -> None:
    assert found("base_url", env="local") == "http://table"
    assert found("tenant", env="local") == "table"
    assert found("kept", env="local") == "named"


def test_a_file_of_a_flag_wins_over_the_environment(project: Path) -> None:
    given = write(project / "given.json", base_url="http://given")
    assert found("base_url", env="local", environment=given) == "http://given"
    assert found("only", env="local", environment=given) == "table"


def test_flags_win_over_all(project: Path) -> None:
    given = write(project / "given.json", base_url="http://given", tenant="given")
    assert found("base_url", environment=given, url="http://flag/") == "http://flag"
    assert found("tenant", environment=given, env_var=(("tenant", "flag"),)) == "flag"
