"""`assay config` as a command."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command import assay, clean, sentence


def test_a_table_and_json(tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_text('[environment.local]\nurl = "http://127.0.0.1:1"\n')
    ran = assay("config", "environment.local", cwd=tmp_path)
    assert ran.code == 0
    clean(ran.out)
    assert ran.out.splitlines()[0].split() == ["environment.local.url", "http://127.0.0.1:1", "assay.toml:2"]
    rows = json.loads(assay("config", "--json", cwd=tmp_path).out)
    assert {"name": "environment.local.url", "value": "http://127.0.0.1:1", "origin": "assay.toml:2"} in rows


def test_a_wrong_name_gets_the_nearest(tmp_path: Path) -> None:
    sentence(assay("config", "projekt.hosts", cwd=tmp_path), "projekt.hosts", "project.hosts")
    sentence(assay("config", "--env", "nowhere", cwd=tmp_path), "nowhere")
