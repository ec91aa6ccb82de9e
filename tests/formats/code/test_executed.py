"""What the generated programs send, beside what curl itself sends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.formats.code import render
from assay.script.node import executable
from tests.formats.code.commands import COMMANDS, Command
from tests.formats.code.recording import Recording, Seen


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that commands send."""
    made = tmp_path_factory.mktemp("code")
    (made / "bytes.bin").write_bytes(bytes(range(256)))
    (made / "note.txt").write_text("a note\n")
    return made


def by_curl(command: Command, folder: Path) -> tuple[Seen, str]:
    with Recording(command.challenge) as server:
        url = f"http://127.0.0.1:{server.port}"
        argv = [word.replace("{port}", str(server.port)) for word in command.argv(url)]
        subprocess.run(argv, cwd=folder, check=True, capture_output=True, timeout=20)
        return server.take()[-1], url


def compared(seen: Seen, expected: Seen, command: Command) -> None:
    assert seen.meaning(command.also) == expected.meaning(command.also)


def transfer_at(command: Command, url: str, name: str) -> Any:
    where = url.replace("http://", "http://ann:s%20t@") if name == "login in the URL" else url
    return command.of(where)


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("NETRC", "/nowhere")


def run_python(source: str, command: Command, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for name, value in command.environment.items():
        monkeypatch.setenv(name, value)
        assert f"{name}" in source
        assert value not in [word.strip("\"',") for word in source.split()]
    scope: dict[str, Any] = {}
    exec(compile(source, "generated.py", "exec"), scope)
    return scope


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.usefixtures("set_up")
def test_python(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command = COMMANDS[name]
    expected, _ = by_curl(command, folder)
    with Recording(command.challenge) as server:
        source, losses = render("python", [transfer_at(command, f"http://127.0.0.1:{server.port}", name)])
        run_python(source, command, monkeypatch)
        seen = server.take()[-1]
    assert capsys.readouterr().out.startswith("200\n")
    told = {loss.what for loss in losses}
    if name == "digest":
        assert seen.header("authorization").startswith("Digest ")
    elif "python" not in command.lossy:
        compared(seen, expected, command)
    assert bool(told) == ("python" in command.lossy), told


@pytest.mark.parametrize("name", ["get", "json secrets", "files", "upload", "basic", "cookies"])
@pytest.mark.usefixtures("set_up")
def test_pytest_function(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = COMMANDS[name]
    expected, _ = by_curl(command, folder)
    with Recording() as server:
        source, _ = render("pytest", [command.of(f"http://127.0.0.1:{server.port}")])
        scope = run_python(source, command, monkeypatch)
        (test,) = [value for key, value in scope.items() if key.startswith("test_")]
        test()
        compared(server.take()[-1], expected, command)


@pytest.mark.usefixtures("set_up")
def test_pytest_runs_it(tmp_path: Path) -> None:
    with Recording() as server:
        url = f"http://127.0.0.1:{server.port}"
        source, _ = render("pytest", [COMMANDS["get"].of(url), COMMANDS["get"].of(url), COMMANDS["form"].of(url)])
        (tmp_path / "test_generated.py").write_text(source)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "test_generated.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


@pytest.fixture(scope="module")
def fetched(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Seen]]:
    """What fetch sends for each command, all of them in one process of Node."""
    scripts = tmp_path_factory.mktemp("fetch")
    with Recording() as server:
        url = f"http://127.0.0.1:{server.port}"
        names = [name for name in COMMANDS if "fetch" not in COMMANDS[name].lossy]
        for number, name in enumerate(names):
            source, _ = render("fetch", [transfer_at(COMMANDS[name], url, name)])
            (scripts / f"{number}.mjs").write_text(source)
        runner = "\n".join(f'await import("{scripts}/{number}.mjs");' for number in range(len(names)))
        (scripts / "all.mjs").write_text(runner)
        done = subprocess.run(
            [str(executable()), str(scripts / "all.mjs")], cwd=folder, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        seen = server.take()
        assert len(seen) == len(names)
        yield dict(zip(names, seen, strict=True))


@pytest.mark.parametrize("name", [name for name in COMMANDS if "fetch" not in COMMANDS[name].lossy])
def test_fetch(name: str, folder: Path, fetched: dict[str, Seen]) -> None:
    expected, _ = by_curl(COMMANDS[name], folder)
    compared(fetched[name], expected, COMMANDS[name])
