"""What a person sees: progress only on a terminal, colour only where it is wanted, results where they belong."""

from __future__ import annotations

import json
import os
import re
import select
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from assay.testing.servers.raw import RawServer
from tests.cli.command import assay, clean, environment, opened, sentence
from tests.cli.documents import PASSES, collection, request, saved
from tests.faults.site import site

pty = pytest.importorskip("pty", reason="there are no pseudo terminals here")
STYLE = re.compile(r"\x1b\[[0-9;]*m")
REDRAW = "\r\x1b[2K"


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with site() as running:
        yield running


@pytest.fixture
def here(server: RawServer, tmp_path: Path) -> Path:
    items = [request(f"{server.url}/{n}", f"number {n}", test=PASSES + 'console.log("said")') for n in range(4)]
    saved(tmp_path, collection(*items))
    return tmp_path


class Shown(NamedTuple):
    code: int
    out: str
    err: str


def on_terminal(*args: str, cwd: Path, env: Mapping[str, str] | None = None) -> Shown:
    """A run whose standard output and error are a terminal each."""
    masters, slaves = zip(*(pty.openpty() for _ in range(2)), strict=True)
    process = opened(
        *args, cwd=cwd, env=environment(**{"TERM": "xterm", **(env or {})}), stdout=slaves[0], stderr=slaves[1]
    )
    for slave in slaves:
        os.close(slave)
    texts = dict.fromkeys(masters, b"")
    left, deadline = set(masters), time.monotonic() + 40
    while left and time.monotonic() < deadline:
        for master in select.select(list(left), [], [], 1)[0]:
            try:
                data = os.read(master, 65536)
            except OSError:  # EIO: the other side has gone
                data = b""
            texts[master] += data
            if not data:
                left.discard(master)
    for master in masters:
        os.close(master)
    code = process.wait(10)
    return Shown(code, *(texts[master].decode() for master in masters))


def test_progress_is_drawn_on_a_terminal_and_taken_away(here: Path) -> None:
    shown = on_terminal("run", "c.json", "--delay-request", "150", cwd=here)
    assert shown.code == 0
    assert REDRAW in shown.err
    assert "/4" in shown.err
    assert shown.err.endswith(REDRAW)
    assert REDRAW not in shown.out


@pytest.mark.proof
@pytest.mark.parametrize("option", ["--silent", "--quiet"])
def test_no_progress_where_it_is_not_wanted(here: Path, option: str) -> None:
    assert on_terminal("run", "c.json", option, "--delay-request", "50", cwd=here).err == ""


def test_no_progress_into_a_pipe(here: Path) -> None:
    ran = assay("run", "c.json", "--delay-request", "50", cwd=here)
    assert ran.err == ""
    clean(ran.out)


@pytest.mark.proof
@pytest.mark.parametrize(
    ("arguments", "variables", "colored"),
    [
        ((), {}, True),
        (("--color", "never"), {}, False),
        (("--color", "off"), {}, False),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"NO_COLOR": ""}, True),
        ((), {"TERM": "dumb"}, False),
        (("--color", "on"), {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_on_a_terminal(here: Path, arguments: tuple[str, ...], variables: dict[str, str], colored: bool) -> None:
    shown = on_terminal("run", "c.json", *arguments, cwd=here, env=variables)
    assert bool(STYLE.search(shown.out)) is colored


def test_colour_into_a_pipe_only_when_asked(here: Path) -> None:
    assert not STYLE.search(assay("run", "c.json", cwd=here).out)
    for word in ("on", "always"):
        assert STYLE.search(assay("run", "c.json", "--color", word, cwd=here).out)


def test_silent_says_nothing(here: Path) -> None:
    ran = assay("run", "c.json", "--silent", cwd=here)
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_quiet_says_failures_and_the_summary(here: Path) -> None:
    ran = assay("run", "c.json", "--quiet", cwd=here)
    assert "✓" not in ran.out
    assert "assertions" in ran.out


@pytest.mark.proof
@pytest.mark.parametrize("kind", ["json", "junit", "html", "markdown"])
def test_a_report_has_standard_output_to_itself(here: Path, kind: str) -> None:
    ran = assay("run", "c.json", "--report", kind, cwd=here)
    assert ran.code == 0
    assert ran.err == ""
    begins = {"json": "{", "junit": "<?xml", "html": "<!doctype html>", "markdown": "#"}
    assert ran.out.startswith(begins[kind])
    if kind == "json":
        assert json.loads(ran.out)["verdict"] == "clean"


def test_a_later_report_is_the_same(here: Path) -> None:
    ran = assay("run", "c.json", "--log", "x.jsonl", "--report", "json=1.json", "--report", "junit=1.xml", cwd=here)
    for kind, name in (("json", "1.json"), ("junit", "1.xml")):
        later = assay("report", "x.jsonl", "--report", kind, cwd=here)
        assert later.out == (here / name).read_text(encoding="utf-8")
    assert assay("report", "x.jsonl", cwd=here).out.split() == ran.out.split()


def test_long_values_are_cut_with_their_length(server: RawServer, tmp_path: Path) -> None:
    test = 'pm.test("same", () => pm.expect("x".repeat(1e5)).to.eql("y".repeat(1e5))); console.log("z".repeat(1e5))'
    saved(tmp_path, collection(request(server.url, test=test)))
    ran = assay("run", "c.json", cwd=tmp_path)
    assert len(ran.out) < 20_000
    assert "characters)" in ran.out


@pytest.mark.proof
@pytest.mark.parametrize(
    "arguments", [("--help",), ("run", "--help"), ("report", "-h"), ("demo", "--help"), ("--version",)]
)
def test_help(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = assay(*arguments, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 120
    assert os.listdir(tmp_path) == []


def test_every_option_has_a_word_of_help(tmp_path: Path) -> None:
    text = assay("run", "--help", cwd=tmp_path).out
    options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", text, re.MULTILINE)
    assert len(options) > 50
    assert len(options) == len(set(options))


def test_demo(tmp_path: Path) -> None:
    ran = assay("demo", cwd=tmp_path)
    assert ran.code == 0, ran.said
    assert ran.err == ""
    assert "Try next:" in ran.out
    clean(ran.out)
    page = (tmp_path / ".assay" / "demo.html").read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    made = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")}
    assert made == {".assay"}
    log = re.search(r"assay report (\S+)", ran.out)
    assert log is not None
    assert assay("report", log[1], "--report", "junit=report.xml", cwd=tmp_path).code == 0


def test_demo_with_a_port_that_is_none(tmp_path: Path) -> None:
    for port in ("99999", "-1", "x"):
        sentence(assay("demo", "--port", port, cwd=tmp_path), "--port")


def test_demo_with_a_port_that_is_taken(server: RawServer, tmp_path: Path) -> None:
    sentence(assay("demo", "--port", server.port, cwd=tmp_path), str(server.port))
