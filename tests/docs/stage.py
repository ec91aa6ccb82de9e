"""Where the examples of one page are played: a working directory, servers on loopback, and a shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from assay.demo import resources

from .likeness import is_like
from .pages import Block, Remark

ADDRESSES = {"shop": "127.0.0.1:8000", "flaky": "127.0.0.1:8001", "own": "127.0.0.1:8002"}
"""Where the pages say that a server is."""
PATIENCE = 60
PARSERS: Mapping[str, Callable[[str], Any]] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
    "text": str,
    "xml": str,
    "javascript": str,
}


def shop_files() -> Iterator[Traversable]:
    """The files that a page has at hand with the shop."""
    yield from (resources.collection(), resources.environment(), resources.data())


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Each command of a `console` block, with what the page shows below it."""
    command, shown = "", ""
    for line in body.splitlines(keepends=True):
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], ""
        elif command.endswith("\\\n"):
            command += line
        else:
            shown += line
    if command:
        yield command, shown


class Stage:
    """Plays a page from its top to its end. `places` are the real addresses of the servers that it may name."""

    def __init__(self, folder: Path, places: Mapping[str, str]) -> None:
        self.folder = folder / "here"
        self.folder.mkdir()
        self.places = {name: (ADDRESSES[name], place) for name, place in places.items()}
        self.environment = self._environment(folder)
        self.file = ""
        self.exit = 0
        self.unrun = False
        self.played = 0

    def play(self, part: Remark | Block) -> None:
        """One part."""
        if isinstance(part, Remark):
            self._heed(part)
            return
        body = self._real(part.body)
        try:
            self._take(part, body)
        except (ValueError, yaml.YAMLError) as problem:
            raise AssertionError(f"line {part.line}: this is no {part.language}: {problem}") from None
        finally:
            self.file, self.exit, self.unrun = "", 0, False

    def _take(self, part: Block, body: str) -> None:
        if self.file:
            self._write(self.file, body)
        if part.language in PARSERS:
            PARSERS[part.language](body)
        elif self.file or self.unrun:
            assert part.language in ("python", "sh", "console", "csv", "yaml"), f"line {part.line}: {part.language!r}"
        else:
            self._run_block(part, body)

    def _run_block(self, part: Block, body: str) -> None:
        self.played += 1
        if part.language == "console":
            told = list(commands(body))
            assert told, f"line {part.line}: no command in a console block"
            for number, (command, shown) in enumerate(told, 1):
                self._check(part.line, command, shown, self.exit if number == len(told) else 0)
        elif part.language == "sh":
            self._check(part.line, body, None, self.exit)
        elif part.language == "python":
            self._write("example.py", body)
            self._check(part.line, "python example.py", None, self.exit)
        else:
            raise AssertionError(f"line {part.line}: nobody knows how to run {part.language!r}")

    def _heed(self, remark: Remark) -> None:
        if remark.name == "with" and remark.value == "shop":
            for file in shop_files():
                self._write(file.name, self._real(file.read_text(encoding="utf-8")))
        elif remark.name == "file" and remark.text:
            self._write(remark.value, self._real(remark.text) + "\n")
        elif remark.name == "file":
            self.file = remark.value
        elif remark.name == "env":
            name, _, value = self._real(remark.value).partition("=")
            self.environment[name] = value
        elif remark.name == "run":
            self._check(remark.line, self._real(remark.value), None, 0)
        elif remark.name == "exit":
            self.exit = int(remark.value)
        elif remark.name == "not run":
            assert remark.value, f"line {remark.line}: no reason"
            self.unrun = True

    def _check(self, line: int, command: str, shown: str | None, code: int) -> None:
        done = subprocess.run(
            ["/bin/sh", "-e", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        printed = self._told(done.stdout.decode("utf-8", "replace"))
        assert done.returncode == code, f"line {line}: {command}ended with {done.returncode}, not {code}:\n{printed}"
        if shown is not None and shown.strip():
            assert is_like(printed, self._told(shown)), f"line {line}: {command}printed\n{printed}"

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _real(self, text: str) -> str:
        for written, real in self.places.values():
            text = text.replace(written, real).replace(f"--port {written[-4:]}", f"--port {real.rpartition(':')[2]}")
        return text

    def _told(self, text: str) -> str:
        for written, real in self.places.values():
            text = text.replace(real, written)
        return text

    @staticmethod
    def _environment(home: Path) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PYTHONPATH", "SystemRoot") if name in os.environ}
        path = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
        return {**kept, "PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
