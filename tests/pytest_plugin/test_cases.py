"""`@assay.cases`: one test a case, with the id of `--list`, against an application or a URL."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.command import TRACES, assay, environment
from tests.cli.notes_site import CONTRACT, SECRETS, project, serving

APP = """
import json

NOTES = {}
WHO = {"Bearer a-token": "alice", "Bearer c-token": "carol"}


def app(environ, start_response):
    who = WHO.get(environ.get("HTTP_AUTHORIZATION", ""))
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    status, content = answer(who, path, method, environ["wsgi.input"].read())
    start_response(f"{status} -", [("Content-Type", "application/json")] if content is not None else [])
    return [] if content is None else [json.dumps(content).encode()]


def answer(who, path, method, body):
    if who is None:
        return 401, {}
    if (path, method) == ("/notes", "POST"):
        key = f"note-{len(NOTES):06}"
        NOTES[key] = (who, json.loads(body)["text"])
        return 201, {"id": key, "text": NOTES[key][1]}
    if path == "/notes":
        return 200, [{"id": key, "text": text} for key, (owner, text) in NOTES.items() if owner == who]
    owner, text = NOTES.get(path.rpartition("/")[2], (None, ""))
    if OPEN and method == "GET" and owner:
        return 200, {"id": path.rpartition("/")[2], "text": text}
    if owner != who:
        return 404, {}
    if method == "DELETE":
        del NOTES[path.rpartition("/")[2]]
        return 204, None
    return 200, {"id": path.rpartition("/")[2], "text": text}
"""
IDS = [{"name": "ann", "tenant": "a", "token": "a-token"}, {"name": "cat", "tenant": "c", "token": "c-token"}]
TEST = """
import assay
{imports}

@assay.cases("openapi.json", only="rule:foreign-read"{more})
def test_right(case):
    case.check()
"""


def suite(folder: Path, more: str = "", imports: str = "", *, leaks: bool = False) -> None:
    (folder / "openapi.json").write_text(json.dumps(CONTRACT))
    (folder / "ids.json").write_text(json.dumps(IDS))
    (folder / "notes_app.py").write_text(f"OPEN = {leaks}\n{APP}")
    (folder / "test_notes.py").write_text(TEST.format(imports=imports, more=more))


def suite_run(folder: Path, *args: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:randomly", *args],
        cwd=folder, env=environment(**SECRETS), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert TRACES.search(said) is None, said
    return done.returncode, said


def test_an_application_is_held_to_each_case_by_its_id(tmp_path: Path) -> None:
    suite(tmp_path, ', app=app, identities="ids.json"', "from notes_app import app")
    code, said = suite_run(tmp_path)
    assert code == 0, said
    given = ("openapi.json", "--identities", "ids.json", "--only", "rule:foreign-read")
    listed = assay("probe", *given, "--list", "--json", cwd=tmp_path)
    for row in json.loads(listed.out):
        assert f"test_right[{row['id']}] PASSED" in said


def test_a_test_that_fails_tells_what_was_expected_the_law_and_a_command(tmp_path: Path) -> None:
    suite(tmp_path, ', app="notes_app:app", identities="ids.json"', leaks=True)
    code, said = suite_run(tmp_path)
    assert code == 1, said
    assert "to be told nothing of the note" in said
    assert "law: " in said
    assert "curl http://app/notes/" in said
    assert "a-token" not in said
    assert "c-token" not in said


def test_the_url_comes_from_base_url_from_the_option_or_from_the_environment(tmp_path: Path) -> None:
    with serving() as site:
        project(tmp_path, site)
        suite(tmp_path)
        assert suite_run(tmp_path, "--assay-url", site.url)[0] == 0
        assert suite_run(tmp_path, "--assay-env", "local")[0] == 0
        (tmp_path / "conftest.py").write_text(
            f'import pytest\n\n@pytest.fixture\ndef base_url():\n    return "{site.url}"\n'
        )
        assert suite_run(tmp_path)[0] == 0
        assert site.notes == {}, "what was made is removed at the end of the session"


def test_what_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    suite(tmp_path)
    (tmp_path / "assay.toml").write_text("")
    (tmp_path / "test_notes.py").write_text(TEST.format(imports="", more=', onyl="x"'))
    assert "Did you mean only?" in suite_run(tmp_path)[1]
    (tmp_path / "test_notes.py").write_text(TEST.replace("openapi.json", "none.json").format(imports="", more=""))
    assert "none.json" in suite_run(tmp_path)[1]
    suite(tmp_path, ', identities="ids.json"')
    code, said = suite_run(tmp_path)
    assert code == 1
    assert "where is the API?" in said
