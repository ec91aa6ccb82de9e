"""`assay curl` before hostile servers: it ends soon, in little memory, with a true report and a harmless terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.command import clean
from tests.cli.test_screen import on_terminal
from tests.faults.measured import measured
from tests.faults.site import site
from tests.faults.test_hostile_servers import ANSWERED, EVIL, UNANSWERED, made, once, said

STYLE = re.compile(r"\x1b\[[0-9;]*m")
REDRAW = "\r\x1b[2K"


@pytest.mark.proof
@pytest.mark.parametrize("name", [*UNANSWERED, *ANSWERED])
def test_into_a_file(name: str, tmp_path: Path) -> None:
    with site(made(name)) as server:
        line = ("curl", "-sS", "-L", "--max-redirs", "5", "--compressed", "-m", "3", "-o", "body", f"{server.url}/x")
        ran, _ = measured("--report", "json=r.json", *line, cwd=tmp_path)
    assert ran.seconds < 8
    clean(ran.out)
    clean(ran.err)
    assert len(ran.err.splitlines()) <= 3
    report = json.loads((tmp_path / "r.json").read_text())
    (transfer,) = report["transfers"]
    assert ran.code == (0 if transfer["curl"] == 0 else 2 if transfer["curl"] in (1, 3) else 3)
    if name in UNANSWERED:
        assert transfer["curl"] != 0, name


@pytest.mark.proof
@pytest.mark.parametrize("name", [*UNANSWERED, *ANSWERED])
def test_on_a_terminal(name: str, tmp_path: Path) -> None:
    with site(made(name)) as server:
        line = ("--no-pager", "curl", "-L", "--max-redirs", "5", "--compressed", "-m", "3", f"{server.url}/x")
        shown = on_terminal(*line, cwd=tmp_path)
    assert shown.code in (0, 2, 3)
    harmless(shown.out)
    harmless(shown.err.replace(REDRAW, ""))


def harmless(text: str) -> None:
    """Nothing but our own colours; a terminal writes a line feed as two characters."""
    clean(STYLE.sub("", text).replace("\r\n", "\n"))


@pytest.mark.parametrize(
    "kind", ["application/json", "text/html", "application/xml", "text/plain", "image/png", "x\x1b[31m"]
)
def test_no_part_of_an_answer_writes_to_the_terminal(kind: str, tmp_path: Path) -> None:
    body = f'<a href="{EVIL}">{EVIL}</a>'.encode()
    head = f"HTTP/1.1 404 \x1b[31mno\nContent-Type: {kind}\nX-Evil: \x1b[2J\nContent-Length: {len(body)}\n\n"
    with site(once(said(head, body))) as server:
        shown = on_terminal("--no-pager", "curl", "-v", f"{server.url}/x", cwd=tmp_path)
        again = on_terminal("--no-pager", "show", "last", cwd=tmp_path)
    harmless(shown.out)
    harmless(shown.err.replace(REDRAW, ""))
    harmless(again.out)


def test_a_pipe_gets_the_bytes_as_they_are(tmp_path: Path) -> None:
    body = EVIL.encode()
    with site(once(said(f"HTTP/1.1 200 OK\nContent-Length: {len(body)}\n\n", body))) as server:
        ran, _ = measured("curl", "-s", "-o", "body", f"{server.url}/x", cwd=tmp_path)
    assert ran.code == 0
    assert (tmp_path / "body").read_bytes() == body
