"""Each setting with its origin, and no secret among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.app.project import load
from assay.app.settings import Setting, settings
from assay.app.toml_lines import line_of, lines_of

TOML = """[project]
collection = "shop.json"   # the one

[environment.local]
url = "http://ann:hunter2@127.0.0.1:8000"
variables = { tenant = "acme", api_key = "k-123456" }
[environment.staging]
url = "${STAGING_URL}"
[identity.alice]
token = "${ALICE_TOKEN}"
[identity.bob]
basic = { username = "bob", password = "${BOB_PASSWORD}" }
[identity.cook]
cookie = { sid = "${SID}" }
[run]
parallel = 4
env_var = { token = "t-987654", tenant = "acme" }
"""
SECRETS = ("hunter2", "k-123456", "t-987654", "from-the-process", "from-the-file")


def found(folder: Path, process: dict[str, str]) -> dict[str, Setting]:
    """The settings of the project above, by name."""
    (folder / "assay.toml").write_text(TOML)
    (folder / ".env").write_text("BOB_PASSWORD=from-the-file\n")
    project = load(folder / "assay.toml")
    return {one.name: one for one in settings(project, {"env": "local", "url": None}, process)}


def test_each_setting_tells_where_it_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    all_of = found(tmp_path, {"ALICE_TOKEN": "from-the-process", "ASSAY_HOME": "/elsewhere"})
    origins = {name: one.origin for name, one in all_of.items()}
    assert origins["env"] == "flag --env"
    assert origins["project.collection"] == "assay.toml:2"
    assert origins["project.contract"] == "default"
    assert origins["environment.local.variables.tenant"] == "assay.toml:6"
    assert origins["environment.staging.url"] == "assay.toml:8, ${STAGING_URL} from nowhere: it is not set"
    assert origins["identity.alice.token"] == "assay.toml:10, ${ALICE_TOKEN} from the process environment"
    assert origins["identity.bob.basic.password"] == "assay.toml:12, ${BOB_PASSWORD} from .env"
    assert origins["run.parallel"] == "assay.toml:16"
    assert origins["home"] == "process environment ASSAY_HOME"
    assert all_of["run.parallel"].value == 4


def test_no_secret_is_among_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = str(found(tmp_path, {"ALICE_TOKEN": "from-the-process", "HTTP_PROXY": "http://u:hunter2@proxy:1"}))
    assert "tenant=acme" in shown
    assert not [secret for secret in SECRETS if secret in shown]


def test_without_a_file_everything_is_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    origins = {one.origin for one in settings(load(None), {}, {}) if one.name != "config"}
    assert origins == {"default"}


def test_lines_of_tables_keys_and_what_they_hold() -> None:
    text = 'a.b = 1\n"c d" = """\n[no.table]\nx = 1\n"""\n[t."u v"] # note\nk = { m = 1 }\n[[list]]\nz=1\n'
    lines = lines_of(text)
    assert lines[("a", "b")] == 1
    assert lines[("c d",)] == 2
    assert ("no", "table") not in lines
    assert lines[("t", "u v")] == 6
    assert line_of(lines, ("t", "u v", "k", "m")) == 7
    assert lines[("list", "z")] == 9
    assert line_of(lines, ("nothing",)) is None
