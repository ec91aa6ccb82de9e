"""One request to its final answer: redirects, retries, challenges, files, and requests that cannot be built."""

from __future__ import annotations

from typing import Any

import pytest

from assay.engine.item import send_by_name
from assay.engine.lane import Turn
from assay.engine.select import runnable
from assay.formats.postman import read_collection
from assay.model.command import FileFacts, FileRefused, Inspect
from assay.model.event import Cursor, Exchanged, Logged, RequestStarted
from assay.model.exchange import Unanswered
from assay.model.http import BytesPart, FilePart
from assay.model.script import ScriptRefused
from assay.testing import answer, played, script_result, silence
from tests.engine.kit import converse, item, lane

OK = answer(200)
A = "GET http://api.test/a"


def exchanges(events: list[Any]) -> list[Exchanged]:
    return [event for event in events if isinstance(event, Exchanged)]


def test_a_redirect_is_followed_and_told() -> None:
    _, events, _ = converse([item("a")], (A, answer(302, headers={"Location": "/b"})), ("GET http://api.test/b", OK))
    first, last = exchanges(events)
    assert (first.role, last.role) == ("redirected", "final")
    assert last.exchange.request.parent == first.exchange.request.id


def test_a_redirect_loop_ends_as_a_failure() -> None:
    hops = [(A, answer(302, headers={"Location": "/a"}))] * 11
    _, events, _ = converse([item("a")], *hops)
    outcome = exchanges(events)[-1].exchange.outcome
    assert isinstance(outcome, Unanswered)
    assert "maxRedirects" in outcome.reason


def test_cookies_set_on_the_way_are_sent_on_the_next_hop() -> None:
    converse(
        [item("a")],
        (A, answer(302, headers={"Location": "/b", "Set-Cookie": "s=1"})),
        (lambda command: command.request.header("cookie") == "s=1", OK),
    )


def test_an_unanswered_request_is_tried_again_and_every_attempt_kept() -> None:
    _, events, _ = converse(
        [item("a")],
        (A, silence()),
        (lambda command: command.seconds == 0.1, None),
        (A, silence()),
        (lambda command: command.seconds == 0.2, None),
        (A, OK),
        retries=2,
    )
    assert [(e.role, e.attempt) for e in exchanges(events)] == [("retried", 1), ("retried", 2), ("final", 3)]


def test_an_answer_is_never_tried_again() -> None:
    _, events, _ = converse([item("a")], (A, answer(500)), retries=2)
    assert len(exchanges(events)) == 1


def test_a_challenge_is_answered_and_what_it_taught_serves_later_requests() -> None:
    auth = {"type": "digest", "digest": [{"key": "username", "value": "u"}, {"key": "password", "value": "p"}]}
    challenge = answer(401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth"'})
    _, events, _ = converse(
        [item("a", auth=auth)],
        (lambda command: command.request.header("authorization") is None, challenge),
        (lambda command: 'nonce="n"' in command.request.header("authorization"), OK),
        (lambda command: 'nonce="n"' in command.request.header("authorization"), OK),
        iterations=2,
    )
    assert [e.role for e in exchanges(events)] == ["challenged", "final", "final"]


def test_an_auth_of_an_unknown_type_is_told_and_the_request_goes_out() -> None:
    _, events, _ = converse([item("a", auth={"type": "telepathy"})], (A, OK))
    assert [e.values[0] for e in events if isinstance(e, Logged)] == [
        "runtime: could not find a handler for auth: telepathy"
    ]


def test_a_request_without_a_url_is_a_failure_of_its_own() -> None:
    _, events, _ = converse([{"name": "a", "request": {"method": "GET", "url": ""}}, item("a")], (A, OK))
    first, second = exchanges(events)
    assert isinstance(first.exchange.outcome, Unanswered)
    assert first.exchange.outcome.phase == "build"
    assert second.exchange.response is not None
    assert len([e for e in events if isinstance(e, RequestStarted)]) == 2


def test_a_header_that_would_split_the_request_is_never_sent() -> None:
    _, events, _ = converse([item("a", header=[{"key": "X", "value": "a\r\nY: b"}])])
    outcome = exchanges(events)[0].exchange.outcome
    assert isinstance(outcome, Unanswered)
    assert "Invalid character in header content" in outcome.reason


def test_a_file_is_looked_at_first_and_streamed() -> None:
    body = {"mode": "file", "file": {"src": "a.bin"}}
    sent = lambda command: command.request.body == (FilePart(path="/w/a.bin", size=9),)  # noqa: E731
    converse(
        [item("a", method="POST", body=body)],
        (Inspect(path="a.bin"), FileFacts(path="/w/a.bin", size=9)),
        (sent, OK),
    )


def test_a_missing_file_is_told_and_the_request_goes_out_without_it() -> None:
    body = {"mode": "file", "file": {"src": "a.bin"}}
    _, events, _ = converse(
        [item("a", method="POST", body=body)],
        (Inspect(path="a.bin"), FileRefused(reason='"a.bin", no such file')),
        (lambda command: not any(isinstance(part, FilePart) for part in command.request.body), OK),
    )
    assert 'Binary file load error: "a.bin", no such file' in [e.values[0] for e in events if isinstance(e, Logged)]


def test_what_scripts_see_of_the_request_is_what_was_sent() -> None:
    seen: list[Any] = []

    def look(command: Any) -> bool:
        seen.append(command.run.context["request"])
        return True

    converse(
        [item("a", "http://api.test/a?x={{y}}", header=[{"key": "X-A", "value": "1"}], test="look")],
        ("GET http://api.test/a?x={{y}}", OK),
        (look, script_result()),
    )
    headers = {row["key"]: row.get("system", False) for row in seen[0]["header"]}
    assert headers["X-A"] is False
    assert headers["User-Agent"] is True


def test_a_body_of_one_part() -> None:
    converse(
        [item("a", method="POST", body={"mode": "raw", "raw": "{{who}}"})],
        (lambda command: command.request.body == (BytesPart(data=b"{{who}}"),), OK),
    )


def asked_for(wanted: str, options: Any, *script: tuple[Any, Any]) -> tuple[Any, list[Any]]:
    """What pm.execution.runRequest gives, in a run of two requests."""
    items = [item("a"), item("b", "http://api.test/{{q}}", test="own")]
    suite = read_collection({"info": {"name": "S"}, "item": items}, name="s.json")
    here = lane()
    here.items = runnable(suite)
    turn = Turn(Cursor(), here.items[0].ref)
    return played(send_by_name(wanted, options, here, turn), *script)


def test_a_script_runs_another_request_with_variables_for_it_alone() -> None:
    answered, events = asked_for("b", {"variables": {"q": "7"}}, ("GET http://api.test/7", answer(201)))
    assert answered["code"] == 201
    assert [e.source for e in events if isinstance(e, Exchanged)] == ["script"]
    assert any("its scripts are not run" in e.values[0] for e in events if isinstance(e, Logged))


@pytest.mark.parametrize(
    ("wanted", "script", "says"),
    [("c", [], 'no request "c"'), ("a", [(A, silence("connect ECONNREFUSED"))], "ECONNREFUSED")],
)
def test_what_cannot_be_run_is_refused(wanted: str, script: list[Any], says: str) -> None:
    with pytest.raises(ScriptRefused, match=says):
        asked_for(wanted, None, *script)
