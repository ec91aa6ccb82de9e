"""What the stand-ins of a test need of the run: assay.toml, its ports while they hold them, and its environment."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assay.app.place import find
from assay.app.project import Project, load
from assay.interfaces.pytest_plugin.breaking.place import Place, place
from assay.interfaces.pytest_plugin.fixtures.handing import private
from assay.interfaces.pytest_plugin.settings import settings_of
from assay.model.errors import UsageError

PATIENCE = 120.0
"""Seconds that a worker waits for a port which a test of another one holds."""


class Surroundings:
    """Of one run, in each process."""

    def __init__(self, config: pytest.Config) -> None:
        chosen = settings_of(config).config
        self._project: Project = load(Path(chosen) if chosen else find(Path.cwd()))
        self._has_others = hasattr(config, "workerinput")

    def place(self, name: str) -> Place:
        """The dependency of this name. Raises UsageError."""
        return place(name, self._project, os.environ)

    @contextmanager
    def holding(self, port: int) -> Iterator[None]:
        """The port is this process's own among the workers of xdist: there tests that need the same one take turns."""
        if not port or not self._has_others:
            yield
            return
        with _file_of(port).open("ab") as file:
            _wait_for(file.fileno(), port)
            yield


@contextmanager
def told(variable: str, url: str) -> Iterator[None]:
    """The variable says where the stand-in is, and says what it did before afterwards."""
    if not variable:
        yield
        return
    before = os.environ.get(variable)
    os.environ[variable] = url
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(variable, None)
        else:
            os.environ[variable] = before


def _file_of(port: int) -> Path:
    user = os.getuid() if os.name == "posix" else ""  # elsewhere the folder of temporary files is one's own
    folder = Path(tempfile.gettempdir()) / f"assay-ports-{user}"
    private(folder)
    return folder / str(port)


def _wait_for(file: int, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while not _taken(file):
        if time.monotonic() > until:
            raise UsageError(
                f"a test of another worker holds port {port} for longer than {PATIENCE:g} seconds",
                remedy="Give each worker an API of its own, and tell it of its dependencies by a variable.",
            )
        time.sleep(0.02)


def _taken(file: int) -> bool:
    """The lock ends with the file, or the process."""
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            getattr(msvcrt, "locking")(file, getattr(msvcrt, "LK_NBLCK"), 1)  # noqa: B009 - Windows has them
    except OSError:
        return False
    return True
