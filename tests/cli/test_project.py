"""assay.toml on whole runs: who sends, where to, what may be sent, and the API that is started for it."""

from __future__ import annotations

import base64
import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from tests.cli.command import Ran, assay, sentence
from tests.cli.documents import PASSES, collection, folder, request, saved, variables
from tests.faults.site import site

TOKEN = "a-token-from-a-login"


class Shop:
    """Answers a login with a token, and keeps the head of every request."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, wire: Wire, head: bytes) -> None:
        self.seen.append(head.decode())
        good = b"/login" not in head or b"right" in head
        wire.answer(
            json.dumps({"data": [{"access_token": TOKEN}]}).encode(), status="200 OK" if good else "401 Unauthorized"
        )


@pytest.fixture
def shop() -> Iterator[tuple[Shop, RawServer]]:
    answers = Shop()
    with site(answers) as server:
        yield answers, server


def project(here: Path, url: str, more: str = "") -> None:
    saved(here, f'[project]\ncollection = "c.json"\n[environment.local]\nurl = "{url}/"\n{more}', "assay.toml")


def bearer(name: str) -> dict[str, Any]:
    return {"type": "bearer", "bearer": [{"key": "token", "value": f"{{{{{name}}}}}"}]}


def run(here: Path, *arguments: str, **env: str) -> Ran:
    return assay("run", "--env", "local", *arguments, cwd=here, env=env)


def test_a_token_reaches_the_collection_by_its_own_name(shop: tuple[Shop, RawServer], tmp_path: Path) -> None:
    project(tmp_path, shop[1].url, '[identity.ann]\ntoken = "${ANN}"\nvariable = "jwt"\n')
    saved(tmp_path, collection(request("{{base_url}}/x", auth=bearer("jwt"), test=PASSES)))
    ran = run(tmp_path, "--identity", "ann", "--verbose", ANN="ann-token-123")
    assert ran.code == 0, ran.out
    assert "Authorization: Bearer ann-token-123\r\n" in shop[0].seen[0]
    assert "ann-token-123" not in ran.said
    sentence(run(tmp_path, "--identity", "ann"), "ANN", "not set")
    sentence(run(tmp_path, "--identity", "anna", ANN="x"), "anna", "ann")


def test_a_token_from_the_dotenv_file(shop: tuple[Shop, RawServer], tmp_path: Path) -> None:
    project(tmp_path, shop[1].url, '[identity.ann]\ntoken = "${ANN}"\n')
    saved(tmp_path, "# a comment\nexport ANN='from file # 1'\n", ".env")
    saved(tmp_path, collection(request("{{base_url}}/x", auth=bearer("access_token"), test=PASSES)))
    assert run(tmp_path, "--identity", "ann").code == 0
    assert "Bearer from file # 1\r\n" in shop[0].seen[0]
    assert run(tmp_path, "--identity", "ann", ANN="process").code == 0
    assert "Bearer process\r\n" in shop[0].seen[1]


LOGIN = (
    '[identity.root]\nlogin = { request = "Auth/Login", username = "root", password = "${PASS}",'
    ' token = "/data/0/access_token" }\n'
)


def login_collection() -> dict[str, Any]:
    body = {"mode": "raw", "raw": '{"u": "{{username}}", "p": "{{password}}"}'}
    return collection(
        folder("Auth", request("{{base_url}}/login", "Login", method="POST", body=body)),
        request("{{base_url}}/x?p={{password}}", "after", auth=bearer("access_token"), test=PASSES),
    )


def test_a_login_before_the_run(shop: tuple[Shop, RawServer], tmp_path: Path) -> None:
    project(tmp_path, shop[1].url, LOGIN)
    saved(tmp_path, login_collection())
    reports = ("--report", "json=r.json", "--report", "html=r.html", "--log", "x.jsonl", "--verbose")
    ran = run(tmp_path, "--identity", "root", "--folder", "after", *reports, PASS="right-password")
    assert ran.code == 0, ran.said
    assert f"Bearer {TOKEN}\r\n" in shop[0].seen[1]
    assert "right-password" not in shop[0].seen[1], "the password is for the login only"
    for text in (ran.said, *((tmp_path / name).read_text() for name in ("r.json", "r.html", "x.jsonl"))):
        assert TOKEN not in text
        assert "right-password" not in text
        assert base64.b64encode(TOKEN.encode()).decode().rstrip("=") not in text


@pytest.mark.parametrize(
    ("password", "change", "words", "code"),
    [
        ("wrong", ("", ""), ("401", "could not log in"), 3),
        ("right", ("/data/0/", "/data/7/"), ("/data/7/access_token",), 3),
        ("right", ("Auth/Login", "Auth/Logn"), ("Auth/Logn",), 2),
    ],
)
def test_a_login_that_fails(
    shop: tuple[Shop, RawServer],
    tmp_path: Path,
    password: str,
    change: tuple[str, str],
    words: tuple[str, ...],
    code: int,
) -> None:
    project(tmp_path, shop[1].url, LOGIN.replace(*change))
    saved(tmp_path, login_collection())
    sentence(run(tmp_path, "--identity", "root", PASS=password), *words, code=code)


def test_a_login_where_nobody_answers(tmp_path: Path) -> None:
    project(tmp_path, "http://127.0.0.1:9", LOGIN)
    saved(tmp_path, login_collection())
    sentence(run(tmp_path, "--identity", "root", PASS="x"), "could not log in", "ECONNREFUSED", code=3)


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ('api_key = { name = "X-Api-Key", value = "${KEY}" }', "X-Api-Key: key-value-1\r\n"),
        ('basic = { username = "u", password = "${KEY}" }', f"Basic {base64.b64encode(b'u:key-value-1').decode()}\r\n"),
    ],
)
def test_keys_and_passwords(shop: tuple[Shop, RawServer], tmp_path: Path, identity: str, expected: str) -> None:
    project(tmp_path, shop[1].url, f"[identity.svc]\n{identity}\n")
    basic = {"type": "basic", "basic": [{"key": name, "value": f"{{{{{name}}}}}"} for name in ("username", "password")]}
    auth = basic if "basic" in identity else None
    header = [] if auth else [{"key": "X-Api-Key", "value": "{{api_key}}"}]
    saved(tmp_path, collection(request("{{base_url}}/x", auth=auth, header=header, test=PASSES)))
    assert run(tmp_path, "--identity", "svc", KEY="key-value-1").code == 0
    assert expected in shop[0].seen[0]


def test_only_hosts_that_are_named_are_sent_to(shop: tuple[Shop, RawServer], tmp_path: Path) -> None:
    saved(tmp_path, '[project]\nhosts = ["api.example"]\n', "assay.toml")
    urls = (
        "http://evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://evil.example\\@127.0.0.1/",
        "http://[::ffff:8.8.8.8]/",
    )
    refused = "(e) => pm.test('refused', () => pm.expect(e.message).to.include('hosts'))"
    script = f"pm.sendRequest('http://evil.example/', {refused})"
    saved(tmp_path, collection(*(request(url, url) for url in urls), request(f"{shop[1].url}/x", "own", test=script)))
    ran = assay("run", "c.json", "--report", "json=r.json", cwd=tmp_path)
    assert ran.code == 1
    assert ran.out.count("not among the hosts that assay.toml allows") >= 3
    assert json.loads((tmp_path / "r.json").read_text())["summary"]["unanswered"] == 5
    assert len(shop[0].seen) == 1


def test_a_redirect_needs_consent_too(tmp_path: Path) -> None:
    saved(tmp_path, "[project]\nhosts = []\n", "assay.toml")

    def answer(wire: Wire, head: bytes) -> None:
        del head
        wire.answer(status="302 Found", headers=("Location: http://evil.example/",))

    with site(answer) as server:
        saved(tmp_path, collection(request(server.url)))
        ran = assay("run", "c.json", cwd=tmp_path)
    assert ran.code == 1
    assert "not among the hosts" in ran.out


def test_production_is_only_read(shop: tuple[Shop, RawServer], tmp_path: Path) -> None:
    project(tmp_path, shop[1].url, "production = true\n")
    saved(
        tmp_path,
        collection(*(request("{{base_url}}/x", method, method=method) for method in ("GET", "POST", "DELETE"))),
    )
    ran = run(tmp_path)
    assert ran.code == 1
    assert ran.out.count("marked as production") >= 2
    assert [head.split()[0] for head in shop[0].seen] == ["GET"]


def test_the_url_of_a_flag_wins(shop: tuple[Shop, RawServer], tmp_path: Path) -> None:
    project(tmp_path, "http://127.0.0.1:9")
    saved(tmp_path, variables(base_url="http://127.0.0.1:9/env"), "e.json")
    saved(tmp_path, collection(request("{{base_url}}/x", test=PASSES)))
    assert run(tmp_path, "-e", "e.json", "--url", f"{shop[1].url}/api/").code == 0
    assert shop[0].seen[0].startswith("GET /api/x ")


def started_by(command: str, here: Path, port: int) -> None:
    saved(here, f"[environment.local]\nurl = 'http://127.0.0.1:{port}'\nstart = '''{command}'''\n", "assay.toml")
    saved(here, collection(request("{{base_url}}/x", test=PASSES)))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
        return port


def test_an_api_that_does_not_come_up_is_told_with_its_last_words(tmp_path: Path) -> None:
    started_by(f"{sys.executable} -c \"print('no database'); raise SystemExit(3)\"", tmp_path, free_port())
    ran = assay("run", "c.json", "--env", "local", cwd=tmp_path)
    assert ran.code == 3
    assert "ended with code 3" in ran.err
    assert "no database" in ran.err
    assert len(ran.err.splitlines()) < 20


@pytest.mark.parametrize(("command", "words"), [("nowhere --x", "nowhere"), ("'", "quotation"), ("", "empty")])
def test_a_command_that_cannot_be_started(tmp_path: Path, command: str, words: str) -> None:
    saved(tmp_path, f'[environment.local]\nurl = "http://127.0.0.1:{free_port()}"\nstart = "{command}"\n', "assay.toml")
    saved(tmp_path, collection(request("{{base_url}}/x")))
    sentence(assay("run", "c.json", "--env", "local", cwd=tmp_path), "start", words)


def test_something_answers_there_already(shop: tuple[Shop, RawServer], tmp_path: Path) -> None:
    started_by("true", tmp_path, shop[1].port)
    sentence(assay("run", "c.json", "--env", "local", cwd=tmp_path), "answers", "already")


def test_the_configuration_is_found_from_below(shop: tuple[Shop, RawServer], tmp_path: Path) -> None:
    project(tmp_path, shop[1].url)
    saved(tmp_path, collection(request("{{base_url}}/x", test=PASSES)))
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert assay("run", "--env", "local", cwd=below).code == 0
    assert (tmp_path / ".assay" / "log").is_dir(), "beside assay.toml"
    assert os.listdir(below) == []
