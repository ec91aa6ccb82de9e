"""`assay curl` as a person uses it: into a pipe, on a terminal, with reports, and when things go wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest

from assay.demo.serve import serving
from assay.report.assay_json import SCHEMA
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from tests.cli.command import PROGRAM, assay, clean, ended, environment, opened, sentence, started
from tests.cli.test_screen import on_terminal

STYLE = re.compile(r"\x1b\[[0-9;]*m")
SECRET = "alice-secret-1"


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """The demo shop's base URL."""
    with serving(0) as url:
        yield url


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """Where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


def logs(folder: Path) -> list[Path]:
    """What was kept."""
    return sorted((folder / ".assay" / "log" / "curl").glob("*.jsonl"))


def test_into_a_pipe_goes_the_raw_body_and_nothing_else(shop: str, tmp_path: Path) -> None:
    ran = assay("curl", f"{shop}/health", cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (0, '{"status":"ok"}', "")


def test_on_a_terminal_the_answer_is_readable_and_explained(shop: str, tmp_path: Path) -> None:
    shown = on_terminal("--no-pager", "curl", f"{shop}/v1/me", cwd=tmp_path)
    text = STYLE.sub("", shown.out).replace("\r", "")
    assert text.startswith("HTTP/1.1 401 Unauthorized\n")
    assert '\n  "status": 401,\n' in text
    assert "first byte" in text
    assert "WWW-Authenticate" in text
    assert "RFC 9110" in text
    assert "\x1b[" in shown.out
    plain = on_terminal("--color", "never", "--no-pager", "curl", f"{shop}/v1/me", cwd=tmp_path)
    assert "\x1b[" not in plain.out


def test_silent_is_silent_on_a_terminal_too(shop: str, tmp_path: Path) -> None:
    shown = on_terminal("curl", "-s", f"{shop}/v1/me", cwd=tmp_path)
    assert STYLE.sub("", shown.out).startswith("{")
    assert "RFC" not in shown.out


def test_a_long_answer_goes_through_the_pager(shop: str, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    env = {"PAGER": str(pager)}
    shown = on_terminal("curl", f"{shop}/openapi.json", cwd=tmp_path, env=env)
    assert shown.out.startswith("PAGED")
    assert not on_terminal("--no-pager", "curl", f"{shop}/health", cwd=tmp_path, env=env).out.startswith("PAGED")


@pytest.mark.parametrize(
    ("args", "code", "number", "verdict"),
    [
        (("{shop}/health",), 0, 0, "clean"),
        (("{shop}/nothing",), 0, 0, "clean"),
        (("-f", "{shop}/nothing"), 1, 22, "findings"),
        (("http://127.0.0.1:9/",), 3, 7, "incomplete"),
        (("http://nowhere.invalid/",), 3, 6, "incomplete"),
        (("-m", "0.3", "{silent}"), 3, 28, "incomplete"),
    ],
)
def test_exit_codes_and_curls_own_number_in_the_report(
    shop: str, silent: str, tmp_path: Path, args: tuple[str, ...], code: int, number: int, verdict: str
) -> None:
    line = [arg.replace("{shop}", shop).replace("{silent}", silent) for arg in args]
    ran = assay("--report", "json=r.json", "curl", "-s", *line, cwd=tmp_path)
    assert ran.code == code, ran.said
    report = json.loads((tmp_path / "r.json").read_text())
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_text())).validate(report)
    assert report["verdict"] == verdict
    assert report["transfers"][0]["curl"] == number


def test_a_failure_is_one_sentence_with_what_to_do(tmp_path: Path) -> None:
    ran = assay("curl", "http://127.0.0.1:9/", cwd=tmp_path)
    sentence(ran, "127.0.0.1:9", "curl: 7", code=3)
    sentence(assay("curl", "--heeder", "x", cwd=tmp_path), "--heeder", "--header")
    sentence(assay("--as", "pythn", "curl", "http://a", cwd=tmp_path), "python")
    sentence(assay("--identity", "eve", "curl", "http://a", cwd=tmp_path), "eve")
    sentence(assay("curl", "/health", cwd=tmp_path), "--env")
    sentence(assay("curl", "-d", "@none.json", "http://a", cwd=tmp_path), "none.json")
    sentence(assay("--report", "pdf", "curl", "http://a", cwd=tmp_path), "pdf")


@pytest.mark.parametrize("place", ["errors.txt", "-"])
def test_errors_go_where_curl_says(place: str, tmp_path: Path) -> None:
    ran = assay("curl", "--stderr", place, "http://127.0.0.1:9/", cwd=tmp_path)
    assert (ran.code, ran.err) == (3, "")
    assert "127.0.0.1:9" in (ran.out if place == "-" else (tmp_path / place).read_text())


def test_what_was_sent_is_kept_without_its_secrets(shop: str, tmp_path: Path) -> None:
    body = json.dumps({"username": "alice", "password": SECRET})
    ran = assay("curl", "-s", f"{shop}/v1/auth/login", "--json", body, cwd=tmp_path)
    token = json.loads(ran.out)["access_token"]
    assay("curl", "-s", f"{shop}/v1/me", "-H", f"Authorization: Bearer {token}", cwd=tmp_path)
    assay("curl", "-s", "-u", f"alice:{SECRET}", f"{shop}/v1/me", cwd=tmp_path)
    assert len(logs(tmp_path)) == 3
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert SECRET.encode() not in kept
    assert token.encode() not in kept


def test_nothing_is_kept_when_nobody_wants_it(shop: str, tmp_path: Path) -> None:
    assert assay("--no-history", "curl", "-s", f"{shop}/health", cwd=tmp_path).code == 0
    ran = assay("--no-history", "--report", "json", "curl", "-s", "-o", "x", f"{shop}/health", cwd=tmp_path)
    assert json.loads(ran.out)["transfers"][0]["status"] == 200
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_in_a_place_that_cannot_be_written(shop: str, tmp_path: Path) -> None:
    ran = assay("curl", "-s", f"{shop}/health", cwd=tmp_path, env={"ASSAY_HOME": "/proc/nowhere"})
    assert (ran.code, ran.out) == (0, '{"status":"ok"}')
    assert ran.err.startswith("warning: the history is off")


def test_an_identity_and_an_environment_of_the_project(shop: str, tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_text(
        f'[project]\nhosts = []\n[environment.local]\nurl = "{shop}"\n[environment.live]\nurl = "{shop}"\n'
        'production = true\n[identity.alice]\ntoken = "${TOKEN}"\n'
    )
    body = json.dumps({"username": "alice", "password": SECRET})
    token = json.loads(assay("curl", "-s", f"{shop}/v1/auth/login", "--json", body, cwd=tmp_path).out)["access_token"]
    env = {"TOKEN": token}
    ran = assay("--identity", "alice", "--env", "local", "curl", "-s", "/v1/me", cwd=tmp_path, env=env)
    assert json.loads(ran.out)["username"] == "alice"
    refused = assay("--env", "live", "curl", "-X", "DELETE", "/v1/me", cwd=tmp_path, env=env)
    sentence(refused, "DELETE is refused", "production")
    elsewhere = assay("curl", "-L", "http://somewhere.invalid/", cwd=tmp_path)
    sentence(elsewhere, "somewhere.invalid is not among the hosts", code=elsewhere.code)
    assert elsewhere.code in (2, 3)


@pytest.mark.parametrize("form", ["har", "json", "python", "pytest", "httpie", "postman", "fetch"])
def test_another_form_is_printed_and_nothing_is_sent(form: str, tmp_path: Path) -> None:
    ran = assay("--as", form, "curl", "http://127.0.0.1:9/a", "-d", "b=c", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "/a" in ran.out
    clean(ran.out)
    assert not (tmp_path / ".assay").exists()


def test_a_name_that_nothing_has(tmp_path: Path) -> None:
    for option, kind in (("--env", "environment"), ("--identity", "identity")):
        (tmp_path / "assay.toml").unlink(missing_ok=True)
        sentence(assay(option, "x", "curl", "/", cwd=tmp_path), f"no [{kind}.x]", "assay init")
        (tmp_path / "assay.toml").write_text("[project]\n")
        sentence(assay(option, "x", "curl", "/", cwd=tmp_path), "assay.toml has none yet")


def test_no_answer_to_the_question_for_a_password(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="there are no pseudo terminals here")
    (keys, typed), (screen, shown) = pty.openpty(), pty.openpty()
    command = [PROGRAM, "curl", "-u", "ada", "http://127.0.0.1:9/"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdin=typed, stderr=shown, start_new_session=True
    )
    assert os.read(screen, 4096).startswith(b"Enter host password")  # what was typed before is thrown away
    os.write(keys, b"\x04")
    assert process.wait(30) == 2
    assert b"no password was given" in os.read(screen, 4096)
    for end in (keys, typed, screen, shown):
        os.close(end)


def test_a_head_that_v_has_shown_is_not_shown_again(shop: str, tmp_path: Path) -> None:
    shown = on_terminal("--no-pager", "curl", "-v", f"{shop}/health", cwd=tmp_path)
    assert "< HTTP/1.1 200 OK" in shown.err
    assert "HTTP/1.1 200 OK" not in shown.out
    assert '"status": "ok"' in re.sub(r"\x1b\[[0-9;]*m", "", shown.out)


def test_ctrl_c_ends_it_and_its_log(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = opened("curl", f"http://127.0.0.1:{listener.getsockname()[1]}/", cwd=tmp_path, env=environment())
        connection, _ = listener.accept()
        with connection:
            connection.recv(1000)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            ran = ended(process)
    assert ran.code == 130
    assert time.monotonic() - began < 5
    (kept,) = json.loads(assay("history", "--json", cwd=tmp_path).out)
    assert kept["status"] is None


def test_what_came_before_ctrl_c_is_kept(tmp_path: Path) -> None:
    def endless(wire: Wire) -> None:
        wire.read_request()
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n")
        wire.wait_for_end()

    with RawServer(endless) as server, started("curl", "-sN", server.url, cwd=tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.read(12) == b"data: first\n"
        process.send_signal(signal.SIGINT)
        assert ended(process).err == ""
    assert assay("show", "last", "--body", cwd=tmp_path).out == "data: first\n\n"


def test_attempts_before_ctrl_c_are_kept(tmp_path: Path) -> None:
    def busy(wire: Wire) -> None:
        while wire.read_request():
            wire.answer(b"no", status="503 Busy", headers=("Retry-After: 20",))

    with RawServer(busy) as server, started("curl", "--retry", "5", server.url, cwd=tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.read(2) == b"no"
        process.send_signal(signal.SIGINT)
        assert ended(process).code == 130
    (kept,) = json.loads(assay("history", "--json", cwd=tmp_path).out)
    assert kept["status"] == 503


def test_a_reader_who_leaves_ends_it_quietly(shop: str, tmp_path: Path) -> None:
    program = shutil.which("sh")
    assert program
    done = subprocess.run(
        [program, "-c", f"'{PROGRAM}' curl -s {shop}/openapi.json | head -c 10"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert len(done.stdout) == 10
    assert done.stderr == b""


def test_help_shows_examples_and_curls_options(tmp_path: Path) -> None:
    ran = assay("curl", "--help", cwd=tmp_path)
    assert ran.code == 0
    assert "Examples:" in ran.out
    assert "--aws-sigv4" in assay("curl", "--help", "all", cwd=tmp_path).out
    assert assay("curl", "--version", cwd=tmp_path).out.startswith("assay ")
