"""What was sent by hand: kept, looked up, shown, sent again and compared, by the installed command."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from tests.cli.command import Ran, assay, clean, sentence

SECRET = "s3cr3t-Value/of+ours"


class Echo:
    """Answers with what it was sent, and keeps it; what the path asks for, it does."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.count = 0

    def __call__(self, wire: Wire) -> None:
        while head := wire.read_head().decode("latin-1"):
            body = wire.read_body(head.encode("latin-1")).decode("latin-1")
            self.seen.append(head + body)
            self.count += 1
            self.answer(wire, head.split()[1], body)

    def answer(self, wire: Wire, target: str, body: str) -> None:
        kind, status, text = "application/json", "200 OK", json.dumps({"n": self.count, "body": body, "target": target})
        if target.startswith("/evil"):
            kind, text = "text/plain", "\x1b[2J\x1b]0;owned\x07 \u202e evil"
        elif target.startswith("/list"):
            items: list[dict[str, Any]] = [{"id": 1, "at": f"2026-11-24T08:00:0{self.count % 10}Z"}, {"id": 2}]
            text = json.dumps({"items": items[:: -1 if self.count % 2 else 1]})
        elif target.startswith("/login"):
            text = json.dumps({"access_token": SECRET})
        elif target.startswith("/bytes"):
            kind, text = "application/octet-stream", "\0\1\2"
        elif target.startswith("/missing"):
            status = "404 Not Found"
        wire.answer(text.encode(), status=status, headers=(f"Content-Type: {kind}", f"X-Evil: \x1b[31m{target[:5]}"))


@pytest.fixture
def echo() -> Iterator[tuple[Echo, RawServer]]:
    answers = Echo()
    with RawServer(answers) as server:
        yield answers, server


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Echo, Path]]:
    """One exchange, and the server that it was with."""
    here = tmp_path_factory.mktemp("kept")
    with RawServer(answers := Echo()) as server:
        curl(here, server.url)
        yield answers, here


def curl(here: Path, *arguments: str, code: int = 0, **env: str) -> Ran:
    ran = assay("curl", "-s", *arguments, cwd=here, env=env)
    assert ran.code == code, ran
    return ran


def numbers(ran: Ran) -> list[int]:
    assert ran.code == 0, ran
    return [int(line.split()[0]) for line in ran.out.splitlines()]


def test_a_morning_is_kept_and_found_again(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    url = echo[1].url
    curl(tmp_path, f"{url}/orders/7?x=1")
    curl(tmp_path, f"{url}/missing", "--json", '{"note": "out of stock"}')
    curl(tmp_path, "-X", "DELETE", f"{url}/orders/7")
    curl(tmp_path, "http://127.0.0.1:9/nobody", code=3)
    assert numbers(assay("history", cwd=tmp_path)) == [1, 2, 3, 4]
    for arguments, found in (
        ("--status 404", [2]),
        ("--status 4xx --status unanswered", [2, 4]),
        ("--status 2xx,unanswered", [1, 3, 4]),
        ("--method DELETE", [3]),
        ("--host 127.0.0.1:9", [4]),
        ("--path /orders/*", [1, 3]),
        ("--since 1h", [1, 2, 3, 4]),
        ("--until 1h", []),
        ("--last 2", [3, 4]),
        ("--search stock", [2]),
        ("--search orders --method get", [1]),
    ):
        assert numbers(assay("history", *arguments.split(), cwd=tmp_path)) == found, arguments
    assert "no entry of the history is like that" in assay("history", "--search", "unheard", cwd=tmp_path).err
    told = json.loads(assay("history", "--json", cwd=tmp_path).out)
    assert [(one["n"], one["method"], one["status"], one["curl"]) for one in told] == [
        (1, "GET", 200, 0),
        (2, "POST", 404, 0),
        (3, "DELETE", 200, 0),
        (4, "GET", None, 7),
    ]


def test_nothing_was_kept(tmp_path: Path) -> None:
    assert "the history is empty" in assay("history", cwd=tmp_path).err
    sentence(assay("show", "last", cwd=tmp_path), "the history is empty")
    assert list(tmp_path.iterdir()) == []


def test_no_history(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    assert assay("--no-history", "curl", "-s", echo[1].url, cwd=tmp_path).code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.proof
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["history", "--status", "4y"], ["--status", "4xx"]),
        (["history", "--since", "soon"], ["--since", "10:00"]),
        (["history", "--search", "**"], ["no word"]),
        (["history", "--last", "0"], ["--last"]),
        (["history", "--clear"], ["--yes"]),
        (["show", "0"], ["no number"]),
        (["show", "9" * 30], ["no number"]),
        (["show", "99"], ["1 to 1"]),
        (["show", "-5"], ["fewer than 5"]),
        (["show", "--bodi", "1"], ["--body"]),
        (["show"], ["N"]),
        (["compare", "1"], ["M"]),
        (["compare", "1", "x"], ["no number"]),
        (["again", "1", "http://else.test/"], ["--url"]),
        (["again", "1", "--nosuch"], ["--nosuch"]),
        (["again", "1", "--env", "nowhere"], ["environment.nowhere"]),
        (["again", "1", "--identity", "nobody"], ["identity.nobody"]),
        (["again", "1", "--var", "zz=1"], ["zz"]),
        (["again", "1", "--var", "zz"], ["--var"]),
        (["again", "1", "-d", "@nowhere"], ["nowhere"]),
        (["again", "1", "--url", "ftp:/"], ["--url"]),
        (["again", "x"], ["no number"]),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(kept: tuple[Echo, Path], arguments: list[str], words: list[str]) -> None:
    sentence(assay(*arguments, cwd=kept[1]), *words)
    assert kept[0].count == 1


def test_show(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    curl(tmp_path, f"{echo[1].url}/a", "--json", '{"sent": 1}')
    whole = assay("show", "1", cwd=tmp_path).out
    assert re.search(
        r'POST http://.*/a\n.*Content-Type: application/json.*\n\{\n  "sent": 1\n\}.*200 OK', whole, re.DOTALL
    )
    request = assay("show", "last", "--request", cwd=tmp_path).out
    assert '"sent": 1' in request
    assert "200 OK" not in request
    assert "200 OK" in assay("show", "-1", "--response", cwd=tmp_path).out
    assert json.loads(assay("show", "--body", "-1", cwd=tmp_path).out)["body"] == '{"sent": 1}'
    told = json.loads(assay("show", "1", "--json", cwd=tmp_path).out)
    assert told["exchanges"][0]["request"]["body"] == '{"sent": 1}'
    assert told["exchanges"][0]["response"]["status"] == 200
    command = assay("show", "1", "--curl", cwd=tmp_path).out
    assert "--data-raw '{\"sent\": 1}'" in command


def test_show_what_is_binary_or_was_not_answered(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    curl(tmp_path, f"{echo[1].url}/bytes")
    curl(tmp_path, "http://127.0.0.1:9/", code=3)
    assert "binary" in assay("show", "1", cwd=tmp_path).out.lower() or "3B" in assay("show", "1", cwd=tmp_path).out
    assert assay("show", "1", "--body", cwd=tmp_path).out == "\0\1\2"
    assert "No answer" in assay("show", "2", cwd=tmp_path).out
    sentence(assay("show", "2", "--body", cwd=tmp_path), "no answer")


def test_no_control_character_of_a_server_reaches_a_reader(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    curl(tmp_path, f"{echo[1].url}/evil1")
    curl(tmp_path, f"{echo[1].url}/evil2")
    for arguments in ("history", "show 1", "show 1 --json", "show 1 --curl", "compare 1 2", "compare 1 2 --json"):
        ran = assay(*arguments.split(), cwd=tmp_path)
        clean(ran.out)
        clean(ran.err)


def test_again_with_changes(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    seen, url = echo[0].seen, echo[1].url
    curl(tmp_path, f"{url}/a?limit=5&page=1", "-H", "X-A: 1", "-H", "X-B: 2", "-d", "state=open&n=1")
    changes = ["-H", "X-A: 9", "-H", "X-B:", "-X", "PUT", "--var", "limit=1", "--var", "n=2"]
    ran = assay("again", "1", "-s", *changes, cwd=tmp_path)
    assert ran.code == 0, ran
    assert seen[1].startswith("PUT /a?limit=1&page=1 HTTP/1.1\r\n")
    assert "X-A: 9\r\n" in seen[1]
    assert "X-B" not in seen[1]
    assert seen[1].endswith("state=open&n=2")
    assert json.loads(ran.out)["target"] == "/a?limit=1&page=1"
    first, second = (json.loads(assay("show", n, "--json", cwd=tmp_path).out)["exchanges"][0] for n in ("1", "2"))
    assert second["request"]["parent"] == first["id"]


def test_again_is_byte_for_byte_the_same(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    curl(
        tmp_path,
        f"{echo[1].url}/%7Ea/../b?x=[1]",
        "-g",
        "--path-as-is",
        "-d",
        "a=%20",
        "-H",
        "X-Empty;",
        "-A",
        "me/1",
        "-e",
        "r",
    )
    assert assay("again", "last", cwd=tmp_path).code == 0
    assert echo[0].seen[0] == echo[0].seen[1]


def test_again_elsewhere(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    with RawServer(other := Echo()) as staging:
        (tmp_path / "assay.toml").write_text(
            f'[environment.local]\nurl = "{echo[1].url}/v1"\nvariables = {{ tenant = "acme" }}\n'
            f'[environment.staging]\nurl = "${{STAGING}}/v2"\nvariables = {{ tenant = "globex" }}\n'
            f'[environment.live]\nurl = "{staging.url}/live"\nproduction = true\n'
        )
        curl(tmp_path, f"{echo[1].url}/v1/acme/x", "-d", "a=1")
        ran = assay("again", "1", "--env", "staging", cwd=tmp_path, env={"STAGING": staging.url})
        assert ran.code == 0, ran
        assert "tenant: acme became globex" in ran.err
        assert assay("again", "1", "--url", f"{staging.url}/v3", cwd=tmp_path).code == 0
        assert [one.split()[1] for one in other.seen] == ["/v2/globex/x", "/v3/acme/x"]
        sentence(assay("again", "1", "--env", "staging", cwd=tmp_path), "STAGING")
        for there in (["--env", "live"], ["--url", f"{staging.url}/live"]):
            sentence(assay("again", "1", *there, cwd=tmp_path), "production")
        assert (other.count, echo[0].count) == (2, 1)


SECRET_PLACES: dict[str, list[str]] = {
    "header": ["-H", f"Authorization: Bearer {SECRET}", "/a"],
    "own header": ["-H", f"X-Api-Key: {SECRET}", "/a"],
    "query": [f"/a?access_token={SECRET.replace('/', '%2F').replace('+', '%2B')}"],
    "-u": ["-u", f"ann:{SECRET}", "/a"],
    "--digest": ["--digest", "-u", f"ann:{SECRET}", "/a"],
    "bearer": ["--oauth2-bearer", SECRET, "/a"],
    "cookie": ["-b", f"session={SECRET}", "/a"],
    "json": ["--json", json.dumps({"password": SECRET}), "/a"],
    "form": ["--data-urlencode", f"password={SECRET}", "/a"],
    "answer": ["/login"],
}


@pytest.mark.proof
@pytest.mark.parametrize("place", SECRET_PLACES)
def test_secrets_are_kept_nowhere_and_come_from_those_who_have_them(
    echo: tuple[Echo, RawServer], tmp_path: Path, place: str
) -> None:
    *arguments, target = SECRET_PLACES[place]
    curl(tmp_path, *arguments, echo[1].url + target)
    spellings = (
        SECRET,
        SECRET.replace("/", "%2F").replace("+", "%2B"),
        base64.b64encode(f"ann:{SECRET}".encode()).decode(),
    )

    def nowhere(*runs: Ran) -> None:
        texts = [
            path.read_bytes().decode("latin-1")
            for path in tmp_path.rglob("*")
            if path.is_file() and path.name != ".env"
        ]
        for text in (*texts, *(ran.said for ran in runs)):
            assert not [one for one in spellings if one in text]

    nowhere(
        *(assay(*words.split(), cwd=tmp_path) for words in ("history --search 127", "show 1 --json", "show 1 --curl")),
    )
    if place == "answer":
        return
    ran = assay("again", "1", cwd=tmp_path)
    sentence(ran, "the history keeps no secrets")
    assert echo[0].count == 1
    (tmp_path / ".env").write_text(f"OUR_SECRET={SECRET}\n")
    ran = assay("again", "1", "--quiet", "-o", os.devnull, cwd=tmp_path)
    assert ran.code == 0, ran
    assert echo[0].seen[1] == echo[0].seen[0]
    nowhere(ran, assay("show", "2", "--json", cwd=tmp_path))


def test_again_in_somebody_elses_name(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_text(
        '[identity.ann]\ntoken = "${ANN}"\n[identity.nobody]\n'
        '[identity.bob]\napi_key = { name = "X-Key", value = "${BOB}" }\n'
    )
    env = {"ANN": "the-token-of-ann", "BOB": "the-key-of-bob"}
    curl(tmp_path, echo[1].url, "-H", "Authorization: Bearer an-older-token")
    sentence(assay("again", "1", cwd=tmp_path, env=env), "the header Authorization")
    for name, there, missing in (
        ("ann", "Authorization: Bearer the-token-of-ann", "X-Key"),
        ("bob", "X-Key: the-key-of-bob", "Authorization"),
        ("nobody", "Host:", "Authorization"),
    ):
        ran = assay("again", "1", "--identity", name, cwd=tmp_path, env=env)
        assert ran.code == 0, ran
        assert there in echo[0].seen[-1]
        assert missing not in echo[0].seen[-1]
    assert "the-token-of-ann" not in "".join(p.read_text("latin-1") for p in tmp_path.rglob("*.jsonl"))


def test_compare(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    for _ in range(2):
        curl(tmp_path, f"{echo[1].url}/list")
    curl(tmp_path, f"{echo[1].url}/missing")
    ran = assay("compare", "1", "2", cwd=tmp_path)
    assert ran.code == 1
    assert "/items/" in ran.out
    ran = assay("compare", "1", "2", "--ignore-order", cwd=tmp_path)
    assert (ran.code, ran.out.count("\n~")) == (1, 1)
    assert assay("compare", "1", "2", "--ignore-order", "--ignore", "/items/*/at", cwd=tmp_path).code == 0
    ran = assay("compare", "1", "2", "--ignore-order", "--ignore-volatile", cwd=tmp_path)
    assert ran.code == 0
    assert "left out, though different: places /items/*/at" in ran.out
    ran = assay("compare", "-2", "last", "--json", cwd=tmp_path)
    told = json.loads(ran.out)
    assert (ran.code, told["same"], told["before"]["status"], told["after"]["status"]) == (1, False, 200, 404)


def test_compare_with_what_was_not_answered(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    curl(tmp_path, echo[1].url)
    curl(tmp_path, "http://127.0.0.1:9/", code=3)
    ran = assay("compare", "1", "2", cwd=tmp_path)
    assert ran.code == 1
    assert "2 was not answered" in ran.out
    assert assay("compare", "2", "2", cwd=tmp_path).code == 0


def test_clear(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    curl(tmp_path, echo[1].url)
    ran = assay("history", "--clear", "--yes", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "1 entry deleted\n")
    curl(tmp_path, echo[1].url)
    assert numbers(assay("history", cwd=tmp_path)) == [2]


def test_a_history_that_cannot_be_written_is_off(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    (tmp_path / ".assay").write_text("a file is here")
    ran = curl(tmp_path, echo[1].url)
    assert ran.err.count("the history is off") == 1
    assert (tmp_path / ".assay").read_text() == "a file is here"


def test_a_broken_index_is_made_anew(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    curl(tmp_path, echo[1].url)
    (tmp_path / ".assay" / "history.db").write_text("no database at all, " * 100)
    ran = assay("history", cwd=tmp_path)
    assert numbers(ran) == [1]
    assert "was made anew from the logs" in ran.err


def test_the_history_lies_beside_the_project_or_where_it_is_said(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "assay.toml").write_text("")
    curl(inner, echo[1].url)
    assert (tmp_path / ".assay" / "log" / "curl").is_dir()
    assert numbers(assay("history", cwd=tmp_path)) == [1]
    curl(inner, echo[1].url, ASSAY_HOME=str(tmp_path / "home"))
    assert numbers(assay("history", cwd=tmp_path, env={"ASSAY_HOME": str(tmp_path / "home")})) == [1]


def test_a_pipe_that_is_closed_early_ends_it_quietly(echo: tuple[Echo, RawServer], tmp_path: Path) -> None:
    import subprocess

    from tests.cli.command import PROGRAM, environment

    curl(tmp_path, echo[1].url)
    for words in ("history", "show 1", "show 1 --body", "compare 1 1"):
        done = subprocess.run(
            ["/bin/sh", "-c", f"'{PROGRAM}' {words} | true"],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.stderr == b""
