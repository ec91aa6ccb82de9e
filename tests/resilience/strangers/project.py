"""A project for a stranger with the services behind it, and `assay break` run in it."""

from __future__ import annotations

import json
import socket
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.cli.command import Ran, assay
from tests.resilience.strangers.behind import Answer, standing

HERE = Path(__file__).parent
ENVIRONMENT = {"PYTHONPATH": str(HERE.parents[2])}
"""For the command, so that it can start a stranger."""


class Broken(NamedTuple):
    """What a run told."""

    ran: Ran
    report: dict[str, Any]

    @property
    def gating(self) -> set[tuple[str, str]]:
        """Rule and operation of the findings that make a build red."""
        return {(one["rule"], one["operation"]) for one in self.report["findings"] if one["basis"] != "inferred"}

    @property
    def rules(self) -> set[str]:
        """The rules of these."""
        return {rule for rule, _ in self.gating}

    @property
    def verdicts(self) -> Counter[str]:
        """How often each stands in the matrix."""
        return Counter(one["verdict"] for one in self.report["matrix"])


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def laid_out(here: Path, stranger: str, behind: Mapping[str, Answer], *, defect: str = "") -> Iterator[int]:
    """A project in the folder, with the services of the stranger up; yields the port that the stranger will have."""
    port = free_port()
    with ExitStack() as stack:
        lines = [
            "[project]",
            f'contract = "{(HERE / stranger).as_posix()}.yaml"',
            "[environment.local]",
            f'url = "http://127.0.0.1:{port}"',
            f'start = "{Path(sys.executable).as_posix()} -m tests.resilience.strangers.{stranger} --port {port}'
            f'{f" --defect {defect}" if defect else ""}"',
            'ready = "/api/ping"',
        ]
        for name, answer in behind.items():
            url = stack.enter_context(standing(answer))
            lines += [f"[dependency.{name}]", f'url = "{url}"', f'variable = "{name.upper()}_URL"', f'real = "{url}"']
        (here / "assay.toml").write_text("\n".join(lines) + "\n")
        yield port


def broken(
    here: Path, stranger: str, behind: Mapping[str, Answer], *args: str, defect: str = "", patience: float = 300
) -> Broken:
    """Break a stranger, and read the report."""
    with laid_out(here, stranger, behind, defect=defect):
        more = ("--env", "local", "--time-budget", "2s", "--report", "json=out.json")
        ran = assay("break", *more, *args, cwd=here, env=ENVIRONMENT, patience=patience)
    return Broken(ran, json.loads((here / "out.json").read_text()))
