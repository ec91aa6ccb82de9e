"""Which changes of an answer harm its clients, and which are left out with the reason."""

from __future__ import annotations

import json
from typing import Any

from assay.contract.inference import infer
from assay.contract.validation import Validators
from assay.model.contract import Contract
from assay.model.http import Header, Response
from assay.trust.change import Change, Sample
from assay.trust.changes import MOST, changes
from assay.trust.fields import ALLOWED, COUNT, ORDER, UNKNOWN

VALIDATORS = Validators(Contract())


def sample(body: Any, *, status: int = 200, sent: Any = None, url: str = "http://x/items/7", **more: Any) -> Sample:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = (Header("Content-Type", "application/json"), Header("X-Trace", "1"), *more.pop("headers", ()))
    answer = Response(status=status, headers=headers, body=data)
    return Sample(
        operation="GET /items/{id}", method="GET", url=url, sent=b"" if sent is None else json.dumps(sent).encode(),
        response=answer, shown=more.pop("shown", answer), schema=more.pop("schema", None) or infer([body]), **more,
    )  # fmt: skip


def found(one: Sample) -> dict[tuple[str, str], Change]:
    return {change.key: change for change in changes(one, VALIDATORS)}


def test_a_field_may_not_go_be_renamed_null_or_of_another_type() -> None:
    told = found(sample({"name": "Lamp"}))
    for name in ("removed", "renamed", "null", "another type"):
        assert told["/name", name].harm == "high"


def test_a_success_that_fails_and_a_refusal_that_succeeds_are_the_worst() -> None:
    assert {found(sample({}))["status", name].harm for name in ("500", "403", "404")} == {"high"}
    refused = found(sample({"code": "no"}, status=403))
    assert (refused["status", "200"].harm, refused["status", "400"].harm) == ("high", "medium")


def test_a_value_that_nothing_foretells_is_left_out() -> None:
    assert found(sample({"name": "Lamp"}))["/name", "another value"].why == UNKNOWN


def test_what_was_sent_the_address_names_or_a_state_is_foretold() -> None:
    told = found(sample({"id": 7, "name": "Lamp", "status": "open"}, sent={"name": "Lamp"}))
    assert {told[where, "another value"].harm for where in ("/id", "/name", "/status")} == {"medium"}


def test_a_secret_value_is_never_foretold() -> None:
    answer = {"name": "hunter22", "password": "hunter22"}
    shown = Response(status=200, body=b'{"name":"***7f3a","password":"***7f3a"}')
    told = found(sample(answer, sent=answer, shown=shown))
    assert {told[where, "another value"].why for where in ("/name", "/password")} == {UNKNOWN}


def test_what_another_answer_has_not_got_may_be_missing() -> None:
    schema = infer([{"id": 1, "note": "x"}, {"id": 2, "note": None}, {"id": 3}])
    told = found(sample({"id": 1, "note": "x"}, schema=schema))
    assert {told["/note", name].why for name in ("removed", "null")} == {ALLOWED}
    assert told["/id", "removed"].harm == "high"


def test_order_and_number_of_elements_are_left_out() -> None:
    told = found(sample({"a": [1, 2], "b": [3]}))
    assert told["/a", "in reverse order"].why == ORDER
    assert told["/a", "without its last element"].why == COUNT


def test_a_list_that_was_sent_is_to_come_back_whole() -> None:
    told = found(sample({"lines": [1, 2], "other": [3]}, sent={"lines": [1, 2]}))
    assert told["/lines", "without its last element"].harm == "medium"


def test_the_page_of_an_answer_is_not_to_become_empty() -> None:
    assert found(sample({"items": [1], "total": 1}))["/items", "emptied"].harm == "medium"
    assert found(sample({"id": 7, "a": [1], "b": [1]}))["/a", "emptied"].harm == "none"


def test_headers_count_where_the_status_calls_for_them_or_they_are_declared() -> None:
    more = (Header("Location", "/items/7"), Header("ETag", "1"))
    told = found(sample({}, status=201, headers=more, declared=frozenset({"etag"})))
    assert told["header location", "removed"].harm == "medium"
    assert told["header etag", "removed"].harm == "low"
    assert told["header x-trace", "removed"].harm == "none"
    assert told["header content-type", "another type"].harm == "medium"


def test_another_record_counts_where_the_address_names_this_one() -> None:
    other = (b'{"id": 8, "name": "Desk"}',)
    assert found(sample({"id": 7, "name": "Lamp"}, others=other))["body", "another record's data"].harm == "high"
    assert ("body", "another record's data") not in found(sample({"name": "Lamp"}, others=other))


def test_texts_of_an_error_may_change_but_not_its_code() -> None:
    told = found(sample({"code": "gone", "detail": "It is gone."}, status=410))
    assert told["/code", "another value"].harm == "medium"
    assert told["/detail", "another value"].harm == "none"
    assert told["body", "another error shape"].harm == "medium"


def test_any_body_is_borne() -> None:
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    for body in (b"", b"\xff\xfe", b"{", b"NaN", b"null", b"[]", json.dumps(deep).encode(), b'{"a": 1e999}'):
        changes(sample(body, schema=True), VALIDATORS)


def test_of_large_answers_there_are_fewer() -> None:
    many = {"items": [{f"f{number}": number for number in range(300)}] * 50}
    assert len(changes(sample(many, schema=True), VALIDATORS)) <= MOST
