"""What `assay promote` keeps when it is interrupted, when the disk takes nothing, and when a collection is hostile."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from assay.app.promoting.putting import put_all
from tests.promote.promoting import SOURCE, assay, run_suite, tool
from tests.promote.test_bad_input import OK, answering, check, promote, step

__all__ = ["api"]
SECRET = "sk-live-9f8e7d6c5b4a3210"
EVIL = "__import__('os').system('echo evil')"
SIGNS = [
    '"""', "'''", "\\", '\\"', '"', "'", "\\N{BULLET}", "{}", "{x}", "{{x}}", "{{{{", "{{ }}", "#", "%s", "\x00",
    "\x1b[31m", "\u202e", "\n", "\r\n", "\u2028", "\x0b", "\x85", "\ud800", "🎉", "名前", "", " ", "a" * 300,
    "../../etc/passwd",
    "a/b\\c", "CON", "class", "True", "123", "-", "$guid", "{{$guid}}", EVIL, f"{{{EVIL}}}", f"{{{{{EVIL}}}}}",
    f'"""\n{EVIL}\n"""', f'";{EVIL}#', "${x}", "`", "|", "pytest", "test_x", "response", "base_url", "TIMEOUT",
    "connect",
]  # fmt: skip


@pytest.fixture
def api() -> Any:
    with answering() as url:
        yield url


class Hostile:
    """Makes collections of the worst texts; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def text(self) -> str:
        return "".join(self.random.choices(SIGNS, k=self.random.randint(1, 3)))

    def script(self) -> str:
        one, other, name = json.dumps(self.text()), json.dumps(self.text() + "zz9"), json.dumps(self.text())
        body = self.random.choice(
            [
                "pm.response.to.have.status(200);",
                f"pm.expect(pm.response.text()).to.not.include({other});",
                f"pm.expect(pm.response.json()).to.not.have.property({other});",
                f"pm.expect(pm.variables.get({name})).to.not.eql({other});",
                f"pm.expect({one}.replace({name}, 'x')).to.be.a('string');",
            ]
        )
        return f"/* {self.text()} */ pm.test({one}, function () {{ {body} }});"

    def body(self) -> dict[str, Any]:
        pairs = [{"key": self.text(), "value": self.text(), "type": "text"} for _ in range(2)]
        raw = json.dumps({self.text(): [self.text(), {"a": self.text()}]})
        return self.random.choice(
            [
                {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}},
                {"mode": "raw", "raw": self.text()},
                {"mode": "urlencoded", "urlencoded": pairs},
                {"mode": "formdata", "formdata": pairs},
                {"mode": "graphql", "graphql": {"query": self.text(), "variables": self.text()}},
            ]
        )

    def item(self) -> dict[str, Any]:
        request: dict[str, Any] = {"method": self.random.choice(["GET", "POST"])}
        if request["method"] == "POST":
            request["body"] = self.body()
        if self.random.random() < 0.3:
            request["header"] = [{"key": self.text(), "value": self.text()}]
        if self.random.random() < 0.3:
            request["url"] = "{{base_url}}/" + self.text()
        found = step(self.text(), self.script(), **request)
        return {"name": self.text(), "item": [found]} if self.random.random() < 0.2 else found


@pytest.mark.parametrize("seed", [1, *(pytest.param(one, marks=pytest.mark.proof) for one in range(2, 8))])
def test_nothing_that_a_hostile_collection_says_becomes_code(seed: int, api: str, tmp_path: Path) -> None:
    hostile = Hostile(seed)
    done = promote([step("fine"), *(hostile.item() for _ in range(25))], api, tmp_path, "--no-proof")
    assert done.returncode == 0, done.stderr
    check(tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"odd.json", "out", ".assay"}
    for path in (tmp_path / "out").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
        assert len(names) == len(set(names))
        assert not {"__import__", "eval", "exec"} & {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
        assert "system" not in {one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)}
    assert tool("mypy", "--strict", "out", cwd=tmp_path).returncode == 0
    assert promote([], api, tmp_path).returncode == 2, "a collection without requests is told"


def test_a_secret_of_the_collection_is_in_no_file(api: str, tmp_path: Path) -> None:
    body = {"mode": "raw", "raw": json.dumps({"key": SECRET}), "options": {"raw": {"language": "json"}}}
    told = f"const key = '{SECRET}'; new Proxy({{}}, {{}}); pm.test('x', () => pm.expect(key).to.be.a('string'));"
    items = [
        step("shown", header=[{"key": "X-Api-Key", "value": SECRET}]),
        step("sent", method="POST", body=body),
        step("asked", url="{{base_url}}/things?api_key=" + SECRET),
        step("in the path", url="{{base_url}}/things/" + SECRET),
        step("said", told),
    ]
    done = promote(items, api, tmp_path)
    assert done.returncode == 0, done.stderr
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(files) > 3
    assert [path for path in files if SECRET in path.read_text(encoding="utf-8")] == []
    assert SECRET not in done.stdout + done.stderr
    check(tmp_path / "out")


def test_a_variable_that_nobody_sets_is_asked_by_the_script_itself(api: str, tmp_path: Path) -> None:
    done = promote(
        [step("one", "pm.test('x', () => pm.expect(pm.variables.get('never')).to.not.eql('y'));")], api, tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "the variable 'never' has no value" in done.stdout
    check(tmp_path / "out")
    assert run_suite(tmp_path / "out", api).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_it_proves_it_has_written_nothing(number: int, api: str, tmp_path: Path) -> None:
    scripts = [f"pm.test('n{one}', () => pm.expect(pm.response.json().id).to.not.eql({one}));" for one in range(200)]
    document = {
        "info": {"name": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [step(f"n{at}", script) for at, script in enumerate(scripts)],
        "variable": [{"key": "base_url", "value": api}],
    }
    (tmp_path / "c.json").write_text(json.dumps(document))
    command = [sys.executable, "-m", "assay", "promote", "c.json", "--out", "out"]
    env = {**os.environ, "PYTHONPATH": SOURCE}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        while running.poll() is None and not _recorded(tmp_path):
            time.sleep(0.05)
        running.send_signal(number)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert b"Traceback" not in out + err
    assert not (tmp_path / "out").exists()


def _recorded(folder: Path) -> bool:
    logs = list((folder / ".assay").glob("log/*.jsonl"))
    return bool(logs) and b'"event":"run-ended"' in logs[0].read_bytes()


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"old")
    (tmp_path / "file").write_bytes(b"")
    files = {tmp_path / "a.py": b"new", tmp_path / "new" / "b.py": b"new", tmp_path / "file" / "c.py": b"new"}
    with pytest.raises(OSError, match="file"):
        put_all(files, [tmp_path / "file"])
    assert (tmp_path / "a.py").read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"a.py", "file"}


def test_a_file_in_the_place_of_the_folder_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    done = promote([step("one", OK)], "http://127.0.0.1:1", tmp_path)
    assert done.returncode == 2
    assert "is a file, not a folder" in done.stderr
    assert (tmp_path / "out").read_text() == "mine"
    assert assay("promote", "odd.json", "--out", "out/below", cwd=tmp_path).returncode == 2
