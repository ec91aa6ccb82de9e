"""The reference is current, and names every option, setting, report, exit code and event that there is."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, get_args

import click
import msgspec
import pytest

from assay.app import project
from assay.app.newman_events import EVENTS
from assay.app.options import RunOptions
from assay.app.reporters import LIVE, REPORTERS
from assay.interfaces.cli.promote import command as promote
from assay.interfaces.cli.report import command as report
from assay.interfaces.cli.run import command as run
from assay.model.errors import Exit
from assay.promote.merge.three_way import Kind
from assay.report.assay_json import SCHEMA
from assay.report.console.options import ConsoleOptions
from assay.report.kinds import KINDS

from .pages import ROOT, Block, parts

REFERENCE = ROOT / "docs" / "reference"
DECIDED_BY_US = frozenset({"verbose", "color", "unicode"})
"""Options of the console that have a name of their own on the command line."""
_NEWMAN = """
    environment globals reporters iteration-count iteration-data folder global-var env-var export-environment
    export-globals export-collection postman-api-key bail ignore-redirects suppress-exit-code silent disable-unicode
    color delay-request timeout timeout-request timeout-script working-dir no-insecure-file-read insecure
    ssl-client-cert-list ssl-client-cert ssl-client-key ssl-client-passphrase ssl-extra-ca-certs cookie-jar
    export-cookie-jar verbose
"""
NEWMAN = _NEWMAN.split()
"""The options of `newman run` 6.2.2."""
TABLES: dict[str, type[msgspec.Struct]] = {
    "[project]": project.ProjectTable,
    "[environment.NAME]": project.EnvironmentTable,
    "[identity.NAME]": project.IdentityTable,
}


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """From a heading of the second level to the next one."""
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def option_names(command: click.Command) -> list[str]:
    options = [param for param in command.params if isinstance(param, click.Option)]
    return [name for option in options for name in (*option.opts, *option.secondary_opts)]


def test_what_is_generated_is_current() -> None:
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}run python docs/generate.py"


@pytest.mark.parametrize("name", option_names(run))
def test_every_option_of_run_is_named(name: str) -> None:
    assert f"`{name}`" in page("run.md")


def test_the_page_of_run_names_no_option_that_there_is_not() -> None:
    shown = [row for row in page("run.md").splitlines() if row.startswith("| `-")]
    named = {word.strip("`,") for row in shown for word in row.split("|")[1].split() if word.startswith("`-")}
    assert named - {"--reporter-NAME-OPTION"} == set(option_names(run))


@pytest.mark.parametrize("name", option_names(promote))
def test_every_option_of_promote_is_named(name: str) -> None:
    assert f"`{name}`" in page("promote.md")


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_change_of_a_merge_is_told(kind: str) -> None:
    assert f"| `{kind}` |" in page("promote.md")


@pytest.mark.parametrize("name", NEWMAN)
def test_every_option_of_newman_is_there_and_named(name: str) -> None:
    assert f"--{name}" in option_names(run)
    assert f"`--{name}`" in page("newman-options.md")


def test_the_options_of_report_are_those_that_the_pages_use() -> None:
    assert set(option_names(report)) == {"--report", "--color", "--verbose"}


@pytest.mark.parametrize("heading", TABLES)
def test_every_setting_is_named(heading: str) -> None:
    told = section(page("assay-toml.md"), heading)
    for setting in msgspec.structs.fields(TABLES[heading]):
        assert f"`{setting.encode_name}`" in told, setting.name


def test_every_setting_within_an_identity_is_named() -> None:
    told = section(page("assay-toml.md"), "[identity.NAME]")
    inner: tuple[type[msgspec.Struct], ...] = (project.Login, project.ApiKey, project.Basic)
    for struct in inner:
        for setting in msgspec.structs.fields(struct):
            assert f"`{setting.encode_name}`" in told, setting.encode_name


def test_every_table_is_named() -> None:
    told = page("assay-toml.md")
    for table in project.TABLES:
        assert f"[{table}]" in told or f"[{table}." in told, table


def test_every_report_and_its_options_are_named() -> None:
    told = page("reports.md")
    for name in (*REPORTERS, *LIVE, *(kind for kind in KINDS if kind != "newman-json")):
        assert f"`{name}`" in told or f"`-r {name}`" in told, name
    for field in msgspec.structs.fields(ConsoleOptions):
        if field.name not in DECIDED_BY_US:
            assert f"`--reporter-cli-{field.name.replace('_', '-')}`" in told, field.name


@pytest.mark.parametrize(("command", "option"), [(run, "report"), (run, "reporters"), (report, "reports")])
def test_the_help_names_every_report(command: click.Command, option: str) -> None:
    told = next(str(param.help) for param in command.params if isinstance(param, click.Option) and param.name == option)
    known = REPORTERS if option == "reporters" else {*KINDS, "console"} - {"newman-json"}
    assert [name for name in known if name not in told] == []


def test_every_exit_code_is_told() -> None:
    told = page("exit-codes.md")
    for code in Exit:
        assert f"\n| {code.value} |" in told, code


def test_every_event_of_newman_is_named() -> None:
    told = (ROOT / "docs" / "how-to" / "use-from-python.md").read_text(encoding="utf-8")
    for name in EVENTS:
        assert f"`{name}`" in told, name


def test_every_option_of_the_library_is_one_of_the_command_line() -> None:
    known = {param.name for param in run.params}
    assert {field.name for field in msgspec.structs.fields(RunOptions)} - known <= {"reporter"}


def test_the_schema_in_the_page_is_the_one_that_reports_are_held_to() -> None:
    blocks: list[Any] = [
        json.loads(part.body)
        for part in parts(page("json-report.md"))
        if isinstance(part, Block) and part.language == "json"
    ]
    assert blocks == [json.loads(SCHEMA.read_text(encoding="utf-8"))]
