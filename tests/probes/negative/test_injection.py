"""Injections are claimed by what they did: conditions, files, headers, products and calls that only they can bring."""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import closing
from typing import Any
from urllib.request import urlopen

import pytest

from tests.probes.probing import Answer, Api, Asked, contract, probe

NAMES = ("lamp", "table", "chair")


def _listing(find: Any) -> Api:
    def api(asked: Asked) -> Answer:
        try:
            return 200, {"items": find(asked)}
        except (sqlite3.Error, re.error):
            return 400, {"error": "not like this"}

    return api


def _text(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}}


def _document(*parameters: dict[str, Any], media: str = "application/json") -> dict[str, Any]:
    answer = {"200": {"description": "", "content": {media: {}}}, "400": {"description": ""}}
    return contract({"/things": {"get": {"parameters": list(parameters), "responses": answer}}})


def _by_sql(statement: str, *, bound: bool) -> Any:
    def find(asked: Asked) -> list[str]:
        with closing(sqlite3.connect(":memory:")) as base:
            base.execute("create table things (name text)")
            base.executemany("insert into things values (?)", [(one,) for one in NAMES])
            text = asked.query.get("q", "")
            found = base.execute(statement, (text,)) if bound else base.execute(statement.format(text))
            return [name for (name,) in found.fetchall()]

    return find


@pytest.mark.parametrize(
    "statement",
    [
        "select name from things where name = '{}'",
        "select name from things where name like '%{}%'",
        "select name from things where (name = '{}')",
        "select name from things where 1 = 1 and name like '{}%' order by name",
    ],
)
def test_a_condition_that_is_run_is_found(statement: str) -> None:
    outcome = probe(_document(_text("q")), _listing(_by_sql(statement, bound=False)), only=("sql-injection",))
    assert [(one.rule, one.where, one.basis, one.confidence) for one in outcome.findings] == [
        ("sql-injection", "query q", "effect", "confirmed")
    ]


def _any_word(asked: Asked) -> list[str]:
    words = set(re.findall(r"\w+", asked.query.get("q", "")))
    return [name for name in (*NAMES, "or", "OR") if name in words]


def _echoing(asked: Asked) -> list[str]:
    return [asked.query.get("q", "")]


class _Moving:
    """Another answer each time, whatever is asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, asked: Asked) -> list[int]:
        self.count += 1
        return list(range(self.count))


@pytest.mark.parametrize(
    "find",
    [
        _by_sql("select name from things where name like '%' || ? || '%'", bound=True),
        _any_word,
        _echoing,
        lambda _: list(NAMES),
        lambda asked: [one for one in NAMES if re.search(asked.query.get("q", ""), one)],
        _Moving(),
    ],
)
def test_a_search_that_takes_text_as_text_is_not_blamed(find: Any) -> None:
    rules = ("sql-injection", "operator-injection", "template-injection")
    assert probe(_document(_text("q")), _listing(find), only=rules).findings == ()


def test_an_operator_in_brackets_is_found() -> None:
    def find(asked: Asked) -> list[str]:
        if "q[$ne]" in asked.query:
            return [one for one in NAMES if one != asked.query["q[$ne]"]]
        return [one for one in NAMES if one == asked.query.get("q", asked.query.get("q[$eq]", ""))]

    outcome = probe(_document(_text("q")), _listing(find), only=("operator-injection",))
    assert outcome.rules == {"operator-injection"}


FILES = {"terms.txt": b"The terms."}


def _file(asked: Asked) -> Answer:
    name = asked.query.get("name", "terms.txt")
    if name.replace("....//", "../").endswith("/etc/passwd"):
        return 200, b"root:x:0:0:root:/root:/bin/sh\n", {"Content-Type": "text/plain"}
    return (200, FILES[name], {"Content-Type": "text/plain"}) if name in FILES else (404, None)


def _shelf(asked: Asked) -> Answer:
    name = asked.query.get("name", "terms.txt")
    return 200, f"You asked for {name}.".encode(), {"Content-Type": "text/plain"}


def _manual(_: Asked) -> Answer:
    return 200, b"A line of it:\nroot:x:0:0:root:/root:/bin/sh\n", {"Content-Type": "text/plain"}


def test_a_way_to_a_file_of_the_server_is_found() -> None:
    outcome = probe(_document(_text("name"), media="text/plain"), _file, only=("path-traversal",))
    assert [(one.where, one.confidence) for one in outcome.findings] == [("query name", "confirmed")]


@pytest.mark.parametrize("api", [_shelf, _manual])
def test_a_name_that_is_told_again_is_not_blamed(api: Api) -> None:
    assert probe(_document(_text("name"), media="text/plain"), api, only=("path-traversal",)).findings == ()


def _headed(asked: Asked, *, careful: bool) -> Answer:
    text = f"attachment; filename={asked.query.get('name', 'x')}"
    first, *rest = [text.replace("\r", "").replace("\n", "")] if careful else text.splitlines()
    more = dict(line.split(": ", 1) for line in rest if ": " in line)
    return 200, b"x", {"Content-Type": "text/plain", "Content-Disposition": first, **more}


@pytest.mark.parametrize(("careful", "found"), [(False, {"header-injection"}), (True, set())])
def test_a_line_that_becomes_a_header_is_found(careful: bool, found: set[str]) -> None:
    document = _document(_text("name"), media="text/plain")
    assert probe(document, lambda asked: _headed(asked, careful=careful), only=("header-injection",)).rules == found


def test_an_expression_that_is_worked_out_is_found() -> None:
    def worked_out(asked: Asked) -> list[str]:
        text = asked.query.get("q", "")
        return [re.sub(r"\{\{(\d+)\*(\d+)\}\}", lambda found: str(int(found[1]) * int(found[2])), text)]

    outcome = probe(_document(_text("q")), _listing(worked_out), only=("template-injection",))
    assert outcome.rules == {"template-injection"}


def _calling(callers: list[threading.Thread]) -> Api:
    """Calls what a link names, in the background."""

    def call(url: str) -> None:
        with urlopen(url, timeout=2) as answer:
            answer.read()

    def api(asked: Asked) -> Answer:
        link = asked.sent.get("link") if isinstance(asked.sent, dict) else None
        if isinstance(link, str) and link.startswith("http://127.0.0.1:"):
            callers.append(threading.Thread(target=call, args=(link,)))
            callers[-1].start()
        return 201, {"id": "1"}

    return api


def _linking(**more: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"link": {"type": "string", "format": "uri"}}}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return contract({"/things": {"post": {"requestBody": body, "responses": {"201": {"description": ""}}, **more}}})


def test_an_address_that_is_called_is_found() -> None:
    callers: list[threading.Thread] = []
    outcome = probe(_linking(), _calling(callers), only=("server-side-request",), base="http://127.0.0.1:1")
    for one in callers:
        one.join()
    assert [(one.where, one.confidence) for one in outcome.findings] == [("/link", "confirmed")]


@pytest.mark.parametrize(
    ("document", "base"),
    [
        (_linking(description="The webhook that is called for each event."), "http://127.0.0.1:1"),
        (_linking(), "http://api.example"),
    ],
)
def test_what_is_called_by_design_or_cannot_be_heard_is_not_asked(document: dict[str, Any], base: str) -> None:
    callers: list[threading.Thread] = []
    assert probe(document, _calling(callers), only=("server-side-request",), base=base).findings == ()
    assert callers == []


def test_an_address_that_is_only_kept_is_not_blamed() -> None:
    def api(asked: Asked) -> Answer:
        return 201, {"id": "1", **(asked.sent if isinstance(asked.sent, dict) else {})}

    assert probe(_linking(), api, only=("server-side-request",), base="http://127.0.0.1:1").findings == ()
