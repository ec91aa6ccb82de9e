"""Standard streams that are closed, full or no longer read; logs and reports that the disk does not take."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.testing.servers.raw import RawServer
from tests.cli.command import PROGRAM, Ran, assay, check, environment, sentence
from tests.cli.documents import PASSES, collection, request, saved
from tests.faults.site import site

pytestmark = pytest.mark.skipif(os.name == "nt", reason="streams are redirected by a POSIX shell")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with site() as running:
        yield running


@pytest.fixture
def here(server: RawServer, tmp_path: Path) -> Path:
    items = [request(f"{server.url}/{n}", f"number {n}", test=PASSES + f'console.log("{n}")') for n in range(3)]
    saved(tmp_path, collection(*items))
    return tmp_path


def shell(line: str, cwd: Path, **env: str) -> Ran:
    """A line of bash in which `assay` is ours."""
    line = f'set -o pipefail; assay() {{ {shlex.quote(str(PROGRAM))} "$@"; }}; {line}'
    done = subprocess.run(
        ["bash", "-c", line], cwd=cwd, env=environment(**env), capture_output=True, timeout=40, check=False
    )
    ran = Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), 0.0)
    check(ran)
    return ran


@pytest.mark.proof
@pytest.mark.parametrize(
    "line",
    [
        "assay run c.json -n 60 | head -1",
        "assay run c.json -n 60 --verbose | head -c 1",
        "assay run c.json -n 20 --report json | head -c 1",
        "assay run c.json -n 20 --report html | head -c 10",
        "assay run --help | head -1",
        "assay report $(ls -t log/*.jsonl) --report html | head -c 10",
    ],
)
def test_a_reader_that_leaves_ends_it_quietly(here: Path, line: str) -> None:
    assay("run", "c.json", "--log", "log/1.jsonl", "--quiet", cwd=here)
    ran = shell(line, here)
    assert ran.err == ""
    assert len(ran.out.splitlines()) == 1


def test_other_reports_are_made_when_the_reader_has_left(here: Path) -> None:
    ran = shell(
        "assay run c.json -n 500 -r cli,junit --reporter-junit-export j.xml --report json=r.json | head -1", here
    )
    assert ran.err == ""
    assert ran.code == 130, "it did not come to its end"
    assert ET.parse(here / "j.xml").getroot().tag == "testsuites"
    assert json.loads((here / "r.json").read_text())["verdict"] == "interrupted"


@pytest.mark.proof
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed(here: Path, closed: str) -> None:
    ran = shell(f"assay run c.json --report json=r.json {closed}", here)
    assert ran.code == 0
    assert ran.err == ""
    assert json.loads((here / "r.json").read_text())["verdict"] == "clean"
    (log,) = (here / ".assay" / "log").iterdir()
    assert all(json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())


@pytest.mark.proof
@FULL
@pytest.mark.parametrize(
    "arguments", ["run c.json", "run c.json --report json", "run c.json --verbose -n 30", "run --help"]
)
def test_a_full_standard_output(here: Path, arguments: str) -> None:
    ran = shell(f"assay {arguments} > /dev/full", here)
    sentence(ran, "standard output cannot be written", "No space left")


@FULL
@pytest.mark.parametrize("arguments", ["history --json", "show last", "show 1 --body", "compare 1 1", "config"])
def test_a_full_standard_output_of_what_is_looked_up(here: Path, server: RawServer, arguments: str) -> None:
    assay("curl", "-s", server.url, cwd=here)
    sentence(shell(f"assay {arguments} > /dev/full", here), "standard output cannot be written", "No space left")


def test_a_body_from_a_closed_standard_input_is_empty(here: Path, server: RawServer) -> None:
    assert shell(f"assay curl -s -d @- {server.url} <&-", here).code == 0


@pytest.mark.parametrize("verb", ["curl http://127.0.0.1:1", "history", "save x", "config", "init"])
def test_a_working_directory_that_is_gone(here: Path, verb: str) -> None:
    ran = shell(f"mkdir gone && cd gone && rmdir ../gone && assay {verb}", here)
    sentence(ran, "working directory cannot be used", "Change to a folder")


@FULL
def test_a_full_standard_error(here: Path) -> None:
    assert shell("assay run nowhere.json 2> /dev/full", here).code == 2
    assert shell("assay run c.json --log /dev/full 2> /dev/full", here).code == 0


@pytest.mark.proof
@FULL
@pytest.mark.parametrize("log", ["/dev/full", "c.json/log", "/proc/none", "."])
def test_a_log_that_cannot_be_written_costs_no_report(here: Path, log: str) -> None:
    ran = assay("run", "c.json", "--log", log, "--report", "json=r.json", "--report", "junit=j.xml", cwd=here)
    assert ran.code == 0
    assert ran.err.startswith("warning: The log ends here")
    assert json.loads((here / "r.json").read_text())["summary"]["requests"] == 3
    assert len(ET.parse(here / "j.xml").findall(".//testcase")) == 3
    assert sorted(os.listdir(here)) == ["c.json", "j.xml", "r.json"]


def test_a_disk_that_fills_up_on_the_way(here: Path) -> None:
    """The log is readable up to its last whole line, and the report is whole."""
    ran = shell("ulimit -f 40; trap '' XFSZ; assay run c.json -n 30 --report json > ../r.json", here)
    assert ran.code == 0
    assert "The log ends here" in ran.err
    assert json.loads((here / "../r.json").read_text())["summary"]["requests"] == 90
    (log,) = (here / ".assay" / "log").iterdir()
    later = assay("report", log, "--report", "json", cwd=here)
    assert 0 < json.loads(later.out)["summary"]["requests"] < 90


@pytest.mark.proof
@pytest.mark.parametrize("home", [".assay", ".assay/log"])
def test_a_file_where_the_log_folder_belongs(here: Path, home: str) -> None:
    (here / home).parent.mkdir(exist_ok=True)
    (here / home).write_text("mine")
    ran = assay("run", "c.json", "--report", "json=r.json", cwd=here)
    assert ran.code == 0
    assert "The log ends here" in ran.err
    assert (here / home).read_text() == "mine"
    assert (here / "r.json").exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="/proc is a folder that nobody can write to")
def test_a_working_directory_that_nobody_can_write_to(here: Path) -> None:
    ran = assay("run", here / "c.json", "--report", f"json={here}/r.json", cwd=Path("/proc"), env={"HOME": "/proc"})
    assert ran.code == 0
    assert (here / "r.json").exists()


@pytest.mark.proof
@FULL
@pytest.mark.parametrize("path", ["/dev/full", "c.json/r.json", ".", "/proc/none/r.json"])
def test_a_report_that_cannot_be_written_costs_no_other(here: Path, path: str) -> None:
    ran = assay(
        *("run", "c.json", "--report", f"json={path if path != '.' else '/proc'}", "--report", "html=h.html"),
        *("-r", "cli,junit", "--reporter-junit-export", "j.xml", "--export-environment", "/proc/none/e.json"),
        *("--export-globals", "g.json"),
        cwd=here,
    )
    assert ran.code == 2, "green would say that all was done"
    assert ran.err.count("error: ") == 2
    assert "cannot be written" in ran.err
    assert {"h.html", "j.xml", "g.json", "c.json", ".assay"} == set(os.listdir(here))


def test_a_failed_run_stays_failed_when_a_report_cannot_be_written(here: Path) -> None:
    saved(here, collection(request("http://127.0.0.1:9/")))
    assert assay("run", "c.json", "--report", "json=c.json/r.json", cwd=here).code == 1


@pytest.mark.proof
@pytest.mark.parametrize(
    "variables", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"TERM": "dumb", "COLUMNS": "1"}]
)
def test_a_terminal_of_few_words(here: Path, variables: dict[str, str]) -> None:
    saved(here, collection(request("http://127.0.0.1:9/ü", "naïve ☃ 𝄞 \ud800"), name="☃"))
    ran = assay("run", "c.json", "--verbose", cwd=here, env=variables)
    assert ran.code == 1
    assert "1 failure" in ran.out


def test_it_writes_only_where_it_was_asked_to(server: RawServer, tmp_path: Path) -> None:
    names = ["../../x", "con", "a\nb", "/etc/passwd", "..", "C:\\x", "\0", "%s%n", "a" * 5000]
    folder, temporary = tmp_path / "in" / "here", tmp_path / "tmp"
    folder.mkdir(parents=True)
    temporary.mkdir()
    saved(
        folder,
        collection(*(request(server.url, name, test="pm.test(pm.info.requestName, () => {})") for name in names)),
    )
    ran = assay(
        *("run", "c.json", "-r", "cli,json,junit,html", "--export-environment", "out/", "--report", "json=a/b/r.json"),
        cwd=folder,
        env={"TMPDIR": str(temporary), "HOME": str(tmp_path / "home")},
    )
    assert ran.code == 0
    assert os.listdir(tmp_path) == ["in", "tmp"] or os.listdir(tmp_path) == ["tmp", "in"]
    assert os.listdir(temporary) == []
    assert os.listdir(tmp_path / "in") == ["here"]
    made = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    logs = [name for name in made if name.startswith(".assay/log/")]
    kept = [name for name in made if name.startswith("newman/")]
    assert len(logs) == 1
    assert sorted(Path(name).suffix for name in kept) == [".html", ".json", ".xml"]
    rest = {name for name in made if name not in logs and name not in kept and not name.startswith("out/")}
    assert rest == {"c.json", "a/b/r.json", ".assay/.gitignore"}
