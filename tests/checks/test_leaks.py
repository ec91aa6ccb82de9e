"""What only the inside of a server writes is told; the same text from people, or in its right place, is not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.checks.seeing import ALICE, NOBODY, Shown, api, judged

PYTHON = 'Traceback (most recent call last):\n  File "/srv/app/views.py", line 12, in get\nKeyError: 3'
LEAKS = [
    ("leaked-trace", PYTHON),
    ("leaked-trace", "java.lang.NullPointerException\n\tat com.acme.Orders.find(Orders.java:42)"),
    ("leaked-trace", "TypeError: x is undefined\n    at get (/app/src/orders.js:10:15)"),
    ("leaked-trace", "   at Acme.Orders.Find(Int32 id) in C:\\src\\Orders.cs:line 42"),
    ("leaked-trace", "#0 /var/www/html/index.php(12): find()"),
    ("leaked-trace", "app/models/order.rb:12:in `find'"),
    ("leaked-trace", "goroutine 12 [running]:\nmain.main()"),
    ("leaked-trace", "thread 'main' panicked at src/main.rs:4:5"),
    ("leaked-sql", 'duplicate key value violates unique constraint "users_email_key"'),
    ("leaked-sql", "sqlite3.IntegrityError: UNIQUE constraint failed: users.email"),
    ("leaked-sql", "You have an error in your SQL syntax; check the manual"),
    ("leaked-sql", "ORA-00942: table or view does not exist"),
    ("leaked-sql", "SQLSTATE[23000]: Integrity constraint violation"),
    ("leaked-sql", 'relation "orders" does not exist'),
    ("leaked-sql", "failed: SELECT id, name FROM users WHERE id = 3"),
    ("leaked-sql", "E11000 duplicate key error collection: shop.users"),
    ("leaked-path", "cannot open /var/lib/shop/uploads/tmp81/a.png"),
    ("leaked-path", "cannot open C:\\inetpub\\wwwroot\\web.config"),
    ("leaked-path", "no template at /app/views/order.py"),
    ("leaked-host", "no route to 10.1.2.3:5432"),
    ("leaked-host", "connect ECONNREFUSED stock-db:5432"),
    ("leaked-host", "http://stock:9001/v1/items answered 500"),
    ("leaked-host", "stock.prod.svc.cluster.local did not answer"),
    ("leaked-host", "db-1.shop.internal:5432 refused"),
    ("leaked-host", "redis://queue.shop.internal:6379/0 is down"),
    ("leaked-trace", "com.fasterxml.jackson.databind.exc.MismatchedInputException: Cannot deserialize value"),
    ("leaked-trace", "   at Acme.Get()\n   at Microsoft.AspNetCore.Mvc.Infrastructure.ActionExecutor.Execute()"),
    ("leaked-trace", "Cannot read properties of undefined (reading 'id')"),
    ("leaked-trace", "'NoneType' object has no attribute 'id'"),
    ("leaked-trace", "runtime error: invalid memory address or nil pointer dereference"),
    ("leaked-trace", "undefined method `id' for nil:NilClass"),
    ("leaked-trace", "Call to a member function getId() on null"),
    ("leaked-sql", 'invalid input syntax for type integer: "abc"'),
    ("leaked-sql", "value too long for type character varying(20)"),
    ("leaked-sql", 'invalid byte sequence for encoding "UTF8": 0x00'),
    ("leaked-sql", "Data too long for column 'name' at row 1"),
    ("leaked-sql", "Unknown column 'x' in 'where clause'"),
    ("leaked-sql", "Incorrect integer value: 'abc' for column 'n' at row 1"),
    ("leaked-sql", "Violation of UNIQUE KEY constraint 'UQ_users'."),
    ("leaked-sql", "Conversion failed when converting the varchar value 'abc' to data type int."),
    ("leaked-sql", 'unrecognized token: "\'abc"'),
    ("leaked-sql", 'Cast to ObjectId failed for value "x" (type string) at path "_id"'),
    ("leaked-sql", "Invalid `prisma.user.create()` invocation"),
    ("leaked-sql", "SequelizeUniqueConstraintError: Validation error"),
    ("leaked-sql", "WRONGTYPE Operation against a key holding the wrong kind of value"),
    ("leaked-path", "ENOENT: no such file or directory, open '/uploads/x.png'"),
    ("leaked-path", "[Errno 2] No such file or directory: '/data/files/x'"),
    ("leaked-path", "open /data/x: no such file or directory"),
    ("leaked-host", "HTTPConnectionPool(host='billing', port=8080): Max retries exceeded"),
    ("leaked-host", "dial tcp: lookup users-db on 127.0.0.11:53: no such host"),
    ("leaked-host", 'connection to server at "db", port 5432 failed'),
    ("leaked-environment", "could not connect to postgres://shop:hunter2@db.example/shop"),
]


@pytest.mark.parametrize(("rule", "text"), LEAKS)
def test_a_leak_in_a_refusal_is_told(rule: str, text: str) -> None:
    shown = [Shown(status=422, answer={"error": {"message": text}})]
    assert rule in {one.rule for one in judged("leaks", shown, api())}


@pytest.mark.parametrize("text", [text for _, text in LEAKS])
def test_what_was_sent_may_be_told_again(text: str) -> None:
    post = Shown(method="POST", sent={"text": text}, status=422, answer={"message": f"not this: {text}"})
    later = Shown(status=409, answer={"message": text})
    assert judged("leaks", [post, later], api()) == []


@pytest.mark.parametrize("text", [text for rule, text in LEAKS if rule != "leaked-environment"])
def test_people_may_have_written_it_before_we_came(text: str) -> None:
    shown = [Shown(answer={"items": [{"title": "How to read this", "body": text}]})]
    assert judged("leaks", shown, api()) == []


@pytest.mark.parametrize(
    "text",
    [
        "Select a product from our list where you like",
        "update your profile and set a name",
        "the field at position 3 is not right (line 12)",
        "see https://docs.example/home/errors/not-found.html",
        "/things/1/parts/2.json is not here",
        "order 10.2 of 2026-01-02 has version 10.1.2",
        "write to support@corp.example or see api.example",
        "http://api.example:8080/things/1 is the place",
        "at least 3 (three) of them",
        "localhost",
        "C: is not a unit",
        "Error: warning: notice that name is required",
        "/problems/out-of-stock",
        "error.internal",
        "errors.server.internal",
        "Orders.svc or orders.svc is not here",
        'function "resize" does not exist, nor does column "size"',
        "cannot read the property of this house: undefined",
        "the value is too long, and its type is wrong",
        'the server is at "lunch", and so is the host',
        "an Exception to javascript.is.not.an.Error",
        "unknown column 'x' in the file",
        "the cast to film failed for no reason",
        "a call to a member of the team",
        "AKIAIOSFODNN7EXAMPLE is an example",
        "10.0.0.256.1 and 1.10.2.3.4 are no addresses",
    ],
)
def test_words_that_look_a_little_like_it_are_none(text: str) -> None:
    shown = [Shown(status=400, answer={"type": "/problems/bad", "message": text, "instance": "/things/1"})]
    assert judged("leaks", shown, api()) == []


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>KeyError // Werkzeug Debugger</title></head></html>",
        "<p>You're seeing this error because you have <code>DEBUG = True</code> in your settings",
        "<?php\n$db = connect();",
        "<pre>Error: no<br> &nbsp; &nbsp;at get (/srv/app.js:1:2)</pre>",
    ],
)
def test_a_page_of_a_framework_is_told(page: str) -> None:
    shown = [Shown(status=404, answer=page, media="text/html")]
    assert "leaked-debug-page" in {one.rule for one in judged("leaks", shown, api())}


def test_a_plain_error_page_is_none() -> None:
    page = "<html><head><title>404 Not Found</title></head><body><center>nginx</center></body></html>"
    assert judged("leaks", [Shown(status=404, answer=page, media="text/html")], api()) == []


def test_an_api_may_hand_out_keys() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIIE"
    schema = {"type": "object", "properties": {"key": {}, "uri": {}}}
    shown = [Shown(method="POST", answer={"key": key, "uri": "postgres://a:geheim@db.example/a"})]
    assert judged("leaks", shown, api(schema)) == []
    assert judged("leaks", shown, api()) == []


def test_settings_that_are_served_as_text_are_told() -> None:
    shown = [Shown(answer="HOME=/root\nPATH=/usr/bin:/bin\n", media="text/plain")]
    assert [one.rule for one in judged("leaks", shown, api())] == ["leaked-environment"]


def test_a_file_that_is_downloaded_may_hold_anything() -> None:
    text = {"description": "", "content": {"text/plain": {}, "text/html": {}}}
    for media in ("text/plain", "text/html"):
        shown = Shown(answer=PYTHON + "\nHOME=/root\nPATH=/bin\n", media=media)
        assert judged("leaks", [shown], api(s200=text)) == []


def test_a_key_in_a_link_is_the_callers_own_address() -> None:
    who = msgspec.structs.replace(NOBODY, name="k", query=(("api_key", "0123456789abcdef0123"),))
    link = {"next": "/things?page=2&api_key=0123456789abcdef0123"}
    assert judged("leaks", [Shown(path="/things/1?api_key=0123456789abcdef0123", who=who, answer=link)], api()) == []


def test_a_failure_within_a_success_is_told_by_its_field() -> None:
    told = judged("leaks", [Shown(answer={"state": "failed", "error": PYTHON})], api())
    assert [one.rule for one in told] == ["leaked-trace"]


def test_the_paths_in_a_trace_have_the_same_cause() -> None:
    told = judged("leaks", [Shown(status=500, answer={"message": PYTHON})], api())
    assert [one.rule for one in told] == ["leaked-trace"]


def test_no_key_stands_in_the_message() -> None:
    told = judged("leaks", [Shown(status=500, answer={"m": "postgres://shop:hunting@db.example/shop"})], api())
    assert "hunting" not in "".join(one.message + one.cause for one in told)


def test_an_api_of_files_may_speak_of_its_own_paths() -> None:
    document = api(paths=("/home/{id}",))
    shown = [Shown(path="/home/7", status=404, answer={"message": "no /home/docs/letters/7"})]
    assert judged("leaks", shown, document) == []


def test_a_credential_that_is_repeated_is_told() -> None:
    token = ALICE.headers[0][1].removeprefix("Bearer ")
    told = judged("leaks", [Shown(status=401, answer={"message": f"{token} has ended"})], api())
    assert [one.rule for one in told] == ["secret-echoed"]
    assert token not in told[0].message


@pytest.mark.parametrize(
    ("schema", "answer", "status", "expected"),
    [
        ({"type": "object", "properties": {"name": {}}}, {"name": "a", "password": "blue-horse-7"}, 200, True),
        ({"type": "object", "properties": {"password": {}}}, {"password": "blue-horse-7"}, 200, False),
        (True, {"input": {"password": "blue-horse-7"}}, 422, True),
        (True, {"message": "string"}, 422, False),
    ],
)
def test_a_password_that_is_repeated_is_told(schema: Any, answer: Any, status: int, expected: bool) -> None:
    shown = Shown(method="POST", sent={"password": "blue-horse-7"}, status=status, answer=answer, who=NOBODY)
    assert bool(judged("leaks", [shown], api(schema))) is expected


def test_a_password_that_is_a_word_is_in_many_answers() -> None:
    shown = Shown(method="POST", sent={"password": "string"}, status=422, answer={"type": "string"})
    assert judged("leaks", [shown], api()) == []


def test_an_api_that_repeats_whole_requests_is_meant_so() -> None:
    token = ALICE.headers[0][1]
    shown = [Shown(answer={"headers": {"User-Agent": "assay", "Authorization": token}})]
    assert judged("leaks", shown, api()) == []


def test_a_refresh_may_give_the_token_again() -> None:
    token = ALICE.headers[0][1].removeprefix("Bearer ")
    schema = {"type": "object", "properties": {"access_token": {"type": "string"}}}
    assert judged("leaks", [Shown(answer={"access_token": token})], api(schema)) == []


@pytest.mark.parametrize(
    "text", ["at " * 60_000, "/a" * 90_000, "SELECT " * 25_000, "PATH=/x\n" * 20_000, "a.b" * 60_000]
)
def test_hostile_answers_do_not_hold_it_up(text: str) -> None:
    assert judged("leaks", [Shown(status=400, answer={"m": text})], api()) is not None
