"""`assay probe` under control: what is sent, how it is cut short, taken up again, and what a bad input is answered."""

from __future__ import annotations

import json
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Ran, assay, ended, sentence, started
from tests.cli.notes_site import SECRETS, Answer, Site, project, serving

FOREIGN = ("--only", "rule:foreign-read")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def here(tmp_path: Path, site: Site) -> Path:
    return project(tmp_path, site)


def probe(here: Path, *args: object, **more: Any) -> Ran:
    return assay("probe", "--env", "local", *args, cwd=here, env=SECRETS, **more)


def ids_of(here: Path, *args: object) -> list[str]:
    ran = assay("probe", "--list", "--json", *args, cwd=here)
    assert ran.code == 0, ran
    return [row["id"] for row in json.loads(ran.out)]


def report(here: Path, *args: object) -> tuple[Ran, dict[str, Any]]:
    ran = probe(here, "--report", "json=report.json", *args)
    return ran, json.loads((here / "report.json").read_text())


def logs(here: Path) -> list[Path]:
    return sorted((here / ".assay" / "log").glob("*.jsonl"))


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(text)["event"] for text in path.read_text().splitlines()[1:]]


def test_the_list_needs_no_server_and_no_credentials_and_is_the_same_each_time(here: Path, site: Site) -> None:
    first, second = ids_of(here), ids_of(here)
    assert first == second
    assert len(set(first)) == len(first) > 20
    assert site.seen == []
    assert assay("probe", "--list", cwd=here).out.split()[0] == first[0]


def test_a_seed_changes_the_order_and_nothing_else(here: Path) -> None:
    plain, mixed = ids_of(here), ids_of(here, "--seed", 7)
    assert plain != mixed
    assert sorted(plain) == sorted(mixed)
    assert mixed == ids_of(here, "--seed", 7)


def test_shards_are_the_whole_without_overlap(here: Path) -> None:
    parts = [ids_of(here, "--shard", f"{number}/3") for number in (1, 2, 3)]
    assert sorted([*parts[0], *parts[1], *parts[2]]) == sorted(ids_of(here))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_a_filter_that_fits_nothing_names_the_nearest(here: Path) -> None:
    sentence(assay("probe", "--list", "--only", "rule:foreign-raed", cwd=here), "rule:foreign-read")
    sentence(assay("probe", "--list", "--skip", "identity:alcie", cwd=here), "identity:alice")
    sentence(assay("probe", "--list", "--only", "operation:GET /nots", cwd=here), "operation:GET /notes")
    sentence(assay("probe", "--list", "--only", "tga:notes", cwd=here), "tag:notes")


def test_a_right_api_gives_nothing_and_keeps_nothing(here: Path, site: Site) -> None:
    ran, document = report(here, *FOREIGN)
    assert ran.code == 0, ran
    assert document["findings"] == []
    assert site.notes == {}


def test_every_request_says_whose_it_is_and_no_secret_is_told(here: Path, site: Site) -> None:
    site.open = True
    ran, document = report(here, *FOREIGN)
    assert ran.code == 1, ran
    whole = ran.said + json.dumps(document) + logs(here)[-1].read_text()
    for secret in (*SECRETS.values(), *site.tokens):
        assert secret not in whole
    names = {one["exchange"]["request"]["identity"] for one in events(logs(here)[-1]) if one["event"] == "exchanged"}
    assert {"alice", "carol"} <= names
    assert None not in names


def test_a_login_that_fails_names_the_identity(here: Path) -> None:
    wrong = {**SECRETS, "CAROL": "wrong"}
    ran = assay("probe", "--env", "local", cwd=here, env=wrong)
    assert ran.code == 3, ran
    assert "identity carol could not log in" in ran.said


def test_a_login_of_the_project_teaches_how_to_log_in(here: Path, site: Site) -> None:
    """The log-in of alice is a good one, so that a wrong password can be held against it; none of it is told."""
    site.tokens["anybody"] = "alice"
    site.before = lambda method, path, _: (200, {"token": "anybody"}) if (method, path) == ("POST", "/login") else None
    ran, document = report(here, "--only", "rule:accepts-wrong-password")
    assert ran.code == 1, ran
    assert [(one["rule"], one["operation"]) for one in document["findings"]] == [
        ("accepts-wrong-password", "POST /login")
    ]
    whole = ran.said + json.dumps(document) + logs(here)[-1].read_text()
    assert not any(secret in whole for secret in SECRETS.values())
    site.before = lambda *_: None
    ran, document = report(here, "--only", "rule:accepts-wrong-password")
    assert (ran.code, document["findings"]) == (0, [])


def test_a_login_needs_a_collection_or_an_operation(here: Path, site: Site) -> None:
    text = (here / "assay.toml").read_text()
    (here / "assay.toml").write_text(text.replace("POST /login", "Auth/Login"))
    sentence(probe(here), "[identity.alice]", "Auth/Login", "collection")
    (here / "assay.toml").write_text(text.replace("POST /login", "POST /logni"))
    sentence(probe(here), "[identity.alice]", "POST /logni")
    assert site.seen == []


@pytest.mark.proof
@pytest.mark.parametrize("suffix", ["yaml", "toml", "json"])
def test_identities_come_from_a_file_of_any_kind(here: Path, site: Site, suffix: str) -> None:
    site.open = True
    site.tokens.update({"a-token": "alice", "c-token": "carol"})
    texts = {
        "yaml": "identities:\n  ann: {tenant: acme, token: a-token}\n  cat: {tenant: globex, token: c-token}\n  no:\n",
        "toml": '[ann]\ntenant = "acme"\ntoken = "a-token"\n[cat]\ntenant = "globex"\ntoken = "c-token"\n[none]\n',
        "json": '[{"name":"ann","tenant":"acme","token":"a-token"},{"name":"cat","tenant":"globex","token":"c-token"}]',
    }
    (here / f"ids.{suffix}").write_text(texts[suffix])
    ran, document = report(here, "--identities", f"ids.{suffix}", *FOREIGN)
    assert ran.code == 1, ran
    assert document["findings"][0]["identity"] in ("ann", "cat")
    assert "a-token" not in logs(here)[-1].read_text()


def test_a_token_that_ends_in_the_middle_is_fetched_again(here: Path, site: Site) -> None:
    site.open = True
    count = 0

    def expire(*_: str) -> Answer | None:
        nonlocal count
        count += 1
        if count in (25, 60):
            site.tokens.clear()
            return 401, {"error": "expired"}
        return None

    site.before = expire
    ran, document = report(here, *FOREIGN)
    assert ran.code == 1, ran
    assert {one["rule"] for one in document["findings"]} == {"foreign-read"}
    assert sum(path == "/login" for _, path, _ in site.seen) >= 4
    assert document["access"]


def test_a_token_that_is_no_good_any_more_is_not_made_good_for_forgeries(here: Path) -> None:
    ran, document = report(here, "--only", "rule:accepts-*")
    assert ran.code == 0, document["findings"]


def test_a_rate_limit_is_waited_for(here: Path, site: Site) -> None:
    refused: list[str] = []

    def limit(_method: str, path: str, who: str) -> Answer | None:
        if who and len(site.seen) % 12 == 0:
            refused.append(path)
            return 429, {"error": "slowly"}, {"Retry-After": "0"}
        return None

    site.open, site.before = True, limit
    ran = probe(here, *FOREIGN)
    assert ran.code == 1, ran
    assert refused
    retried = [one for one in events(logs(here)[-1]) if one.get("role") == "retried"]
    assert len(retried) == len(refused)


def test_a_budget_is_never_passed_and_what_is_left_is_told(here: Path, site: Site) -> None:
    ran = probe(here, "--budget", 40)
    assert ran.code == 3, ran
    before_clean_up = [one for one in site.seen if one[1] != "/login"]
    removals = sum(method == "DELETE" for method, _, _ in before_clean_up)
    assert len(before_clean_up) - removals <= 40
    assert "out of budget" in ran.out
    assert site.notes == {}


def test_safe_sends_reads_alone_and_uses_what_lists_show(here: Path, site: Site) -> None:
    site.notes["note-kept-0001"] = {"owner": "alice", "text": "mine"}
    ran = probe(here, "--safe")
    assert ran.code == 0, ran
    assert {method for method, path, _ in site.seen if path != "/login"} <= {"GET", "HEAD", "OPTIONS"}
    assert any(path == "/notes/note-kept-0001" for _, path, _ in site.seen)
    assert list(site.notes) == ["note-kept-0001"]


def test_production_wants_to_be_named_and_read_only(here: Path, site: Site) -> None:
    text = (here / "assay.toml").read_text().replace("[environment.local]", "[environment.live]\nproduction = true")
    (here / "assay.toml").write_text(text)
    sentence(assay("probe", "--env", "live", cwd=here, env=SECRETS), "production", "--safe")
    sentence(assay("probe", "--url", site.url, cwd=here, env=SECRETS), "production", "--env live --safe")
    assert site.seen == []
    assert assay("probe", "--env", "live", "--safe", cwd=here, env=SECRETS).code == 0
    assert {method for method, path, _ in site.seen if path != "/login"} <= {"GET", "HEAD", "OPTIONS"}


def test_other_hosts_are_refused_before_anything_is_sent(here: Path) -> None:
    sentence(assay("probe", "--url", "http://api.example.com", cwd=here, env=SECRETS), "api.example.com", "hosts")
    sentence(assay("probe", "--url", "http://127.0.0.1.example.com", cwd=here, env=SECRETS), "hosts")


def test_a_finding_is_shown_again_or_is_not(here: Path, site: Site) -> None:
    site.open = True
    _, document = report(here, *FOREIGN)
    fingerprint, first = document["findings"][0]["fingerprint"], len(site.seen)
    log = logs(here)[-1]
    again, shown = report(here, "--replay", fingerprint)
    assert again.code == 1, again
    assert [one["fingerprint"] for one in shown["findings"]] == [fingerprint]
    assert len(site.seen) - first < first
    site.open = False
    gone = probe(here, "--replay", fingerprint[:10], "--log", log)
    assert gone.code == 0, gone
    sentence(probe(here, "--replay", "0123456789abcdef"), "0123456789abcdef")


def test_a_run_that_was_killed_is_taken_up_again_with_its_findings(here: Path, site: Site) -> None:
    site.open = True
    whole = ids_of(here)
    hit = threading.Event()

    def slow(method: str, *_: str) -> Answer | None:
        if len(site.seen) >= 55 and method == "GET" and not hit.is_set():  # what is being made just then is in no log
            hit.set()
            time.sleep(0.5)
        return None

    site.before = slow
    with started("probe", "--env", "local", cwd=here, env=SECRETS) as process:
        assert hit.wait(30)
        process.kill()
        process.communicate()
    site.before = lambda *_: None
    cut = logs(here)[-1]
    done = {one["item"]["id"] for one in events(cut) if one["event"] == "item-ended"} & set(whole)
    found = {one["finding"]["rule"] for one in events(cut) if one["event"] == "found"}
    assert done
    ran, document = report(here, "--resume", cut)
    later = {one["item"]["id"] for one in events(logs(here)[-1]) if one["event"] == "item-ended"} & set(whole)
    assert done & later == set()
    assert done | later == set(whole)
    assert found <= {one["rule"] for one in document["findings"]}
    assert ran.code == 1
    assert site.notes == {}, "what the killed run left behind is removed as well"


def test_ctrl_c_ends_it_in_good_order(here: Path, site: Site) -> None:
    hit, over = threading.Event(), threading.Event()

    def slow(method: str, *_: str) -> Answer | None:
        if len(site.seen) >= 45 and method == "GET":
            hit.set()
        if method == "DELETE" and hit.is_set():
            over.wait(60)
        return None

    site.before = slow
    with started("probe", "--env", "local", "--report", "json=report.json", cwd=here, env=SECRETS) as process:
        assert hit.wait(30)
        process.send_signal(signal.SIGINT)
        ran = ended(process, patience=20)  # the removal that is under way is not answered before that
    over.set()
    assert ran.code == 130, ran
    document = json.loads((here / "report.json").read_text())
    assert document["verdict"] == "interrupted"
    site.before = lambda *_: None
    assert site.notes
    assert f"--clean-up {logs(here)[-1]}" in ran.out.replace("\n", " ")
    swept = probe(here, "--clean-up", logs(here)[-1])
    assert swept.code == 0, swept
    assert site.notes == {}


@pytest.mark.proof
def test_a_server_that_goes_ends_the_run(here: Path, site: Site) -> None:
    gone = threading.Event()

    def go(*_: str) -> Answer | None:
        if len(site.seen) > 40:
            gone.set()
        if gone.is_set():
            raise ConnectionAbortedError
        return None

    site.before = go
    ran, document = report(here)
    assert ran.code == 3, ran
    assert document["verdict"] == "incomplete"
    assert "stopped answering" in ran.said
    assert len(site.seen) < 60


def test_time_out_of_max_time_is_told(here: Path, site: Site) -> None:
    def slow(*_: str) -> Answer | None:
        time.sleep(0.05)
        return None

    site.before = slow
    ran, document = report(here, "--max-time", "1s")
    assert ran.code == 3, ran
    assert document["verdict"] == "incomplete"
    assert "--max-time" in ran.said


@pytest.mark.proof
def test_known_issues_are_told_and_do_not_gate_until_they_expire(here: Path, site: Site) -> None:
    site.open = True
    ran, document = report(here, *FOREIGN)
    assert ran.code == 1
    rows = "".join(
        f'[[known]]\nfingerprint = "{one["fingerprint"]}"\nowner = "ann"\nexpires = 2999-01-01\nreason = "ABC-1"\n'
        for one in document["findings"]
    )
    (here / "assay.known.toml").write_text(rows)
    ran, document = report(here, *FOREIGN)
    assert ran.code == 0, ran
    assert "ABC-1" in document["findings"][0]["known"]
    (here / "assay.known.toml").write_text(rows.replace("2999", "2001"))
    ran = probe(here, *FOREIGN)
    assert ran.code == 1
    assert "expired" in ran.out
    (here / "assay.known.toml").write_text('[[known]]\nfingerprint = "x"\n')
    sentence(probe(here), "assay.known.toml", "owner")


@pytest.mark.proof
def test_laws_switch_rules_off_and_say_what_is_shared(here: Path, site: Site) -> None:
    site.open = True
    project(here, site, '[laws]\nforeign-read = false\n"notes.text" = "unique"\n')
    ran = assay("probe", "--laws", "--json", cwd=here)
    rows = {row["name"]: row for row in json.loads(ran.out)}
    assert rows["foreign-read"]["state"] == "off"
    assert rows["foreign-read"]["set_at"].startswith("assay.toml:")
    assert all(row["law"] and row["assumes"] for row in rows.values())
    told = assay("probe", "--laws", cwd=here).out
    assert "notes.text = unique" in told
    sentence(assay("probe", "--list", *FOREIGN, "--only", "rule:foreign-raed", cwd=here), "foreign-re")
    project(here, site, '[laws]\n"notes" = "shared"\n')
    rules = {row["rule"] for row in json.loads(assay("probe", "--list", "--json", cwd=here).out)}
    assert "foreign-read" not in rules
    project(here, site, "[laws]\nforeign-raed = false\n")
    sentence(probe(here), "foreign-raed", "foreign-read", "assay.toml:")
    project(here, site, '[laws]\n"GET /notes" = "admin"\n')
    sentence(probe(here), "admin", "member")
    project(here, site, '[laws]\n"notes.txt" = "unique"\n')
    sentence(probe(here), "notes", "txt")


@pytest.mark.proof
def test_bad_inputs_are_one_sentence(here: Path, site: Site) -> None:
    files = {
        "broken.yaml": ("openapi: [", "broken.yaml"),
        "schema.graphql": ("type Query { me: User }", "GraphQL"),
        "schema.txt": ("schema {\n  query: Query\n}", "GraphQL"),
        "empty.json": ('{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{}}', "no operations"),
        "list.json": ("[1]", "list.json"),
        "nothing.json": ("", "nothing.json"),
        "binary.json": ("\x00\x01", "binary.json"),
    }
    for name, (text, word) in files.items():
        (here / name).write_text(text)
        sentence(probe(here, name), word)
    sentence(probe(here, "missing.yaml"), "missing.yaml")
    sentence(probe(here, "http://127.0.0.1:1/openapi.json"), "file")
    assert site.seen == []


@pytest.mark.proof
@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("--url", "ftp://127.0.0.1"), "URL"),
        (("--url", "http://"), "URL"),
        (("--url", "http://127.0.0.1:99999"), "URL"),
        (("--replay", "a", "--resume", "b"), "--resume"),
        (("--replay", "a", "--only", "x"), "--replay"),
        (("--clean-up", "x", "--safe"), "--safe"),
        (("--app", "x", "--url", "http://127.0.0.1"), "--app"),
        (("--app", "nothing"), "module:name"),
        (("--app", "no.such.module:app"), "no.such.module"),
        (("--app", "json:dumps"), "ASGI"),
        (("--app", "json:nope"), "nope"),
        (("--shard", "3/2"), "3/2"),
        (("--budget", "much"), "much"),
        (("--env", "local", "--identity", "zoe"), "zoe"),
        (("--identities", "none.yaml"), "none.yaml"),
        (("--env", "local", "--resume", "none.jsonl"), "none.jsonl"),
        (("--env", "local", "--resume", "openapi.json"), "log"),
        (("--json",), "--list"),
        (("--env", "stage"), "stage"),
        (("--report", "jsn"), "json"),
    ],
)
def test_wrong_options_are_one_sentence(here: Path, site: Site, args: tuple[str, ...], word: str) -> None:
    ran = assay("probe", *args, cwd=here, env=SECRETS)
    sentence(ran, word)
    assert site.seen == []


def test_without_a_url_there_is_nothing_to_probe(here: Path) -> None:
    sentence(assay("probe", cwd=here, env=SECRETS), "--url")


def test_an_api_that_cannot_be_reached_is_incomplete(here: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ran = assay("probe", "--url", f"http://127.0.0.1:{port}", cwd=here, env=SECRETS)
    assert ran.code == 3, ran
    assert "cannot be reached" in ran.said
    assert ran.seconds < 20


@pytest.mark.proof
def test_huge_and_broken_answers_are_bounded(here: Path, site: Site) -> None:
    huge = b'"' + b"x" * (60 * 1024 * 1024) + b'"'
    calls = 0

    def hostile(method: str, path: str, _who: str) -> Answer | None:
        nonlocal calls
        if method == "GET" and path != "/notes":
            calls += 1
            if calls <= 6:
                return 200, huge
            answers: list[Answer] = [
                (200, b"not gzip at all", {"Content-Encoding": "gzip"}),
                (302, None, {"Location": "http://127.0.0.1:1/elsewhere"}),
                (200, b"\x1b[31mred\xe2\x80\xae", {"X-Evil": "a" * 30_000}),
                (200, b"{" * 100_000),
            ]
            return answers[calls % 4]
        return None

    site.before = hostile
    ran = probe(here, "--only", "operation:GET /notes/*")
    assert ran.code in (0, 1, 3), ran
    assert calls > 10
    if sys.platform == "linux":
        import resource

        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600 * 1024, "kilobytes"


def test_safe_finds_what_a_stranger_reads_of_what_is_there(here: Path, site: Site) -> None:
    site.notes["note-kept-0001"] = {"owner": "alice", "text": "mine"}
    site.open = True
    ran, document = report(here, "--safe", *FOREIGN)
    assert ran.code == 1, ran
    assert [one["rule"] for one in document["findings"]] == ["foreign-read"]
    assert "in the list of alice" in document["findings"][0]["message"]
    assert list(site.notes) == ["note-kept-0001"]


def test_what_was_seen_in_passing_is_shown_again_or_is_not(here: Path, site: Site) -> None:
    def failing(method: str, path: str, who: str) -> Answer | None:
        return (500, {"error": "oops"}) if (method, path) == ("GET", "/notes") and who else None

    site.before = failing
    ran, document = report(here, "--only", "rule:server-error")
    assert ran.code == 1, ran
    assert {one["rule"] for one in document["findings"]} == {"server-error"}
    (found,) = [one for one in document["findings"] if one["operation"] == "GET /notes"]
    log = logs(here)[-1]
    assert probe(here, "--replay", found["fingerprint"]).code == 1
    site.before = lambda *_: None
    assert probe(here, "--replay", found["fingerprint"], "--log", log).code == 0


def test_a_url_at_which_nothing_is_known_is_told_with_the_path_of_the_servers(tmp_path: Path, site: Site) -> None:
    project(tmp_path, site)
    site.before = lambda *_: (404, {"error": "no such page"})
    (tmp_path / "assay.toml").write_text('[identity.ann]\ntoken = "${ALICE}"\n')
    contract = json.loads((tmp_path / "openapi.json").read_text())
    for servers, word in (([{"url": "/api/v2"}], f"try --url {site.url}/api/v2"), ([], "path of --url")):
        (tmp_path / "openapi.json").write_text(json.dumps({**contract, "servers": servers}))
        ran = assay("probe", "openapi.json", "--url", site.url, cwd=tmp_path, env=SECRETS)
        sentence(ran, "every answer was 404", word, code=3)
        assert "nothing was tested" in ran.out
        assert "nothing found" not in ran.said
        assert "--resume" not in ran.said


def test_a_log_in_at_a_wrong_url_names_the_path_of_the_servers(here: Path, site: Site) -> None:
    site.before = lambda *_: (404, {"error": "no such page"})
    contract = json.loads((here / "openapi.json").read_text())
    (here / "openapi.json").write_text(json.dumps({**contract, "servers": [{"url": "https://notes.example/api/v2"}]}))
    sentence(probe(here), "identity alice could not log in", f"try --url {site.url}/api/v2", code=3)


def test_a_run_in_which_nobody_was_let_in_is_no_clean_one(tmp_path: Path, site: Site) -> None:
    project(tmp_path, site)
    (tmp_path / "assay.toml").write_text("")
    ran = assay("probe", "openapi.json", "--url", site.url, cwd=tmp_path)
    sentence(ran, "nobody was let in", "--identities", code=3)
