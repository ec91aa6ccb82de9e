"""What comes next: order, iterations, setNextRequest, skipping, and what ends a run early."""

from __future__ import annotations

from typing import Any

import pytest

from assay.model.event import Exchanged, ItemEnded, ItemStarted, IterationStarted, RequestStarted, ScriptEnded
from assay.model.script import ScriptError
from assay.testing import answer, script_result, silence
from tests.engine.kit import converse, folder, item, lane

OK = answer(200)


def get(name: str) -> str:
    return f"GET http://api.test/{name}"


def visited(events: list[Any]) -> list[str]:
    return [event.item.name for event in events if isinstance(event, ItemStarted)]


def test_items_run_in_order_and_twice_for_two_iterations() -> None:
    script = [(get(name), OK) for name in "abab"]
    ending, events, _ = converse([item("a"), folder("F", item("b"))], *script, iterations=2)
    assert not ending.bailed
    assert not ending.error
    assert [e.cursor.iteration for e in events if isinstance(e, ItemStarted)] == [0, 0, 1, 1]
    assert [e.cursor.position for e in events if isinstance(e, ItemStarted)] == [0, 1, 0, 1]


def test_a_script_with_nothing_in_it_counts_and_runs_nothing() -> None:
    blank = [{"listen": listen, "script": {"exec": text}} for listen, text in (("prerequest", ""), ("test", ["", " "]))]
    _, events, _ = converse([item("a") | {"event": blank}], (get("a"), OK))
    assert [event.script.listen for event in events if isinstance(event, ScriptEnded)] == ["prerequest", "test"]


def test_scripts_stand_around_the_request() -> None:
    converse(
        [item("a", pre="before", test="after")],
        ("before", script_result()),
        (get("a"), OK),
        ("after", script_result("ok")),
    )


@pytest.mark.parametrize(
    ("wanted", "then"),
    [
        ("c", ["a", "c"]),
        ("b", ["a", "b", "c"]),
        (None, ["a"]),
        ("nowhere", ["a"]),
    ],
)
def test_the_test_script_names_what_comes_next(wanted: str | None, then: list[str]) -> None:
    script: list[tuple[Any, Any]] = [(get("a"), OK), ("go", script_result(next_request=wanted))]
    script += [(get(name), OK) for name in then[1:]]
    _, events, _ = converse([item("a", test="go"), item("b"), item("c")], *script)
    assert visited(events) == then


def test_the_test_script_has_the_last_word_over_the_prerequest_script() -> None:
    _, events, _ = converse(
        [item("a", pre="to b", test="to c"), item("b"), item("c")],
        ("to b", script_result(next_request="b")),
        (get("a"), OK),
        ("to c", script_result(next_request="c")),
        (get("c"), OK),
    )
    assert visited(events) == ["a", "c"]


def test_of_two_with_one_name_the_last_is_meant() -> None:
    _, events, _ = converse(
        [item("a", test="go"), item("x", "http://api.test/1"), item("x", "http://api.test/2")],
        (get("a"), OK),
        ("go", script_result(next_request="x")),
        (get("2"), OK),
    )
    assert visited(events) == ["a", "x"]


def test_an_endless_loop_ends() -> None:
    script: list[tuple[Any, Any]] = []
    for _ in range(3):
        script += [(get("a"), OK), ("again", script_result(next_request="a"))]
    ending, _, _ = converse([item("a", test="again")], *script, max_turns=3)
    assert "sent back to itself 3 times" in ending.error


def test_a_skipped_request_is_not_sent_and_not_tested() -> None:
    _, events, _ = converse(
        [item("a", pre="skip", test="never"), item("b")],
        ("skip", script_result(skip_request=True)),
        (get("b"), OK),
    )
    assert [e.skipped for e in events if isinstance(e, ItemEnded)] == [True, False]


def test_the_tests_of_an_unanswered_request_still_run_as_in_newman() -> None:
    _, events, _ = converse(
        [item("a", test="look")],
        (get("a"), silence()),
        (lambda command: "response" not in command.run.context, script_result()),
    )
    assert len([e for e in events if isinstance(e, Exchanged)]) == 1


def test_bail_stops_at_the_first_failed_assertion() -> None:
    ending, events, _ = converse(
        [item("a", test="bad"), item("b")],
        (get("a"), OK),
        ("bad", script_result(failed=("x",))),
        stop_on_failure=True,
        iterations=3,
    )
    assert ending.bailed
    assert visited(events) == ["a"]


def test_bail_does_not_send_after_a_failed_prerequest_script() -> None:
    error = ScriptError(name="Error", message="no")
    ending, events, _ = converse([item("a", pre="bad")], ("bad", script_result(errors=(error,))), stop_on_failure=True)
    assert ending.bailed
    assert not [e for e in events if isinstance(e, RequestStarted)]


def test_without_bail_the_request_goes_out_after_a_failed_prerequest_script() -> None:
    error = ScriptError(name="Error", message="no")
    ending, _, _ = converse([item("a", pre="bad")], ("bad", script_result(errors=(error,))), (get("a"), OK))
    assert not ending.bailed


def test_bail_folder_ends_with_the_error() -> None:
    ending, _, _ = converse([item("a"), item("b")], (get("a"), silence("connect ECONNREFUSED")), abort_on_error=True)
    assert ending.error == "connect ECONNREFUSED"


def test_rows_serve_iterations_and_the_last_one_the_rest() -> None:
    _, events, _ = converse(
        [item("a", "http://api.test/{{id}}")],
        (get("1"), OK),
        (get("2"), OK),
        (get("2"), OK),
        iterations=3,
        rows=({"id": 1}, {"id": 2}),
    )
    assert [e.row_name for e in events if isinstance(e, IterationStarted)] == ["id=1", "id=2", "id=2"]


def test_what_a_script_sets_is_there_for_the_next_request() -> None:
    rows = [{"key": "token", "value": "t1", "type": "any"}]
    _, _, walked = converse(
        [item("a", test="save"), item("b", "http://api.test/{{token}}")],
        (get("a"), OK),
        ("save", script_result(environment=rows)),
        (get("t1"), OK),
    )
    assert walked.scopes.environment.text("token") == "t1"


def test_a_prerequest_script_changes_the_request_for_this_turn_only() -> None:
    changed = {"method": "POST", "url": "http://api.test/other", "header": [{"key": "X-A", "value": "1"}]}
    converse(
        [item("a", pre="change")],
        ("change", script_result(request=changed)),
        ("POST http://api.test/other", OK),
        ("change", script_result()),
        (get("a"), OK),
        iterations=2,
    )


def test_the_delay_comes_before_each_item() -> None:
    naps = [(lambda command: command.seconds == 0.5, None), (get("a"), OK)] * 2
    converse([item("a")], *naps, delay=0.5, iterations=2)


def test_cookies_go_back_to_the_server_that_set_them() -> None:
    walked = lane()
    converse(
        [item("a"), item("b"), item("c", "http://other.test/")],
        (get("a"), answer(200, headers={"Set-Cookie": "sid=1; Path=/"})),
        (lambda command: command.request.header("Cookie") == "sid=1", OK),
        (lambda command: command.request.header("Cookie") is None, OK),
        on=walked,
    )
