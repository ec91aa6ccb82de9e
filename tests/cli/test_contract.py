"""`assay contract infer`: from an archive, a log or a collection to a document that `assay probe` can use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ARCHIVE = {
    "log": {
        "version": "1.2",
        "creator": {"name": "t", "version": "1"},
        "entries": [
            {
                "request": {"method": "GET", "url": "http://api.example/things/7", "headers": []},
                "response": {
                    "status": 200,
                    "headers": [{"name": "Content-Type", "value": "application/json"}],
                    "content": {"text": '{"id": 7, "name": "seven"}', "mimeType": "application/json"},
                },
            }
        ],
    }
}


def assay(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assay", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", ["api.json", "api.yaml"])
def test_an_archive_becomes_a_document(name: str, tmp_path: Path) -> None:
    (tmp_path / "site.har").write_text(json.dumps(ARCHIVE))
    done = assay("contract", "infer", "site.har", "--out", name, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{name}: 1 operations on 1 paths.\n"
    assert "/things/{thing_id}" in (tmp_path / name).read_text()
    listed = assay("probe", name, "--url", "http://127.0.0.1:9", "--list", cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr


@pytest.mark.parametrize(
    ("content", "code", "what"),
    [
        ("{}", 2, "no HTTP archive"),
        ("not json", 2, "site.har"),
        ('{"log": {"entries": []}}', 3, "nothing was answered"),
        ('{"log": {"entries": [{"request": 1, "response": {"status": "x"}}, 7, null]}}', 3, "nothing was answered"),
    ],
)
def test_what_cannot_be_inferred_from_is_told_in_one_sentence(
    content: str, code: int, what: str, tmp_path: Path
) -> None:
    (tmp_path / "site.har").write_text(content)
    done = assay("contract", "infer", "site.har", cwd=tmp_path)
    assert done.returncode == code
    assert what in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    for name in ("none.har", "none.jsonl"):
        done = assay("contract", "infer", name, cwd=tmp_path)
        assert done.returncode == 2
        assert name in done.stderr
