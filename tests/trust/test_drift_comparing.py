"""What is drift between two environments, and what is data, noise or the way between: answer by answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from assay.model.contract import Answer, Contract, Media, Operation
from assay.model.exchange import Answered, Exchange, Outcome, Unanswered
from assay.model.http import Header, Request, Response
from assay.trust.drift_comparing import Told, told
from assay.trust.drift_declared import Declared
from assay.trust.drift_latency import slower
from assay.trust.drift_profile import Profile, profile

BASE = "http://one.example"


def exchange(body: Any = None, status: int = 200, headers: Mapping[str, str] | None = None) -> Exchange:
    """An answer."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    given = {"Content-Type": "application/json"} | dict(headers or {})
    lines = tuple(Header(name, value) for name, value in given.items())
    return made(Answered(response=Response(status=status, headers=lines, body=data)))


def made(outcome: Outcome) -> Exchange:
    return Exchange(id="x", request=Request(id="x", method="GET", url=f"{BASE}/things"), outcome=outcome)


def seen(*exchanges: Exchange) -> Profile:
    return profile(exchanges, (BASE,))


def held(ours: list[Exchange], theirs: list[Exchange], *, lone: bool = True, **query: str) -> Told:
    """Both asked twice, with the same answers."""
    return told([seen(*ours)] * 2, [seen(*theirs)] * 2, query, lone=lone)


def rules(found: Told) -> list[tuple[str, str]]:
    return [(one.rule, one.where) for one in found.drift]


def rows(count: int, make: Callable[[int], dict[str, Any]]) -> Exchange:
    return exchange({"items": [{"id": f"t{number}", **make(number)} for number in range(count)]})


DRIFTS: dict[str, tuple[Exchange, Exchange, str, str]] = {
    "a status": (exchange({}), exchange({}, 500), "drift-status", ""),
    "what was refused is open": (exchange({}, 401), exchange({}), "drift-status", ""),
    "a field": (exchange({"a": 1, "b": 2}), exchange({"a": 1}), "drift-missing", "/b"),
    "a new field": (exchange({"a": 1}), exchange({"a": 1, "b": 2}), "drift-new", "/b"),
    "a field in a list": (
        rows(6, lambda n: {"size": n}), rows(6, lambda _: {}), "drift-missing", "/items/*/size"),
    "a type": (exchange({"a": 1}), exchange({"a": "1"}), "drift-type", "/a"),
    "null": (exchange({"a": "x"}), exchange({"a": None}), "drift-null", "/a"),
    "a date": (exchange({"a": "2026-01-02T03:04:05Z"}), exchange({"a": "02.01.2026"}), "drift-format", "/a"),
    "capitals": (
        rows(6, lambda n: {"s": ["open", "done"][n % 2]}), rows(6, lambda n: {"s": ["OPEN", "DONE"][n % 2]}),
        "drift-enum", "/items/*/s"),
    "one value in all": (
        rows(6, lambda n: {"currency": "EUR", "n": n}), rows(6, lambda n: {"currency": "USD", "n": n}),
        "drift-value", "/items/*/currency"),
    "cents": (
        rows(6, lambda n: {"price": 1000 + 100 * n}), rows(6, lambda n: {"price": 10.5 + n}),
        "drift-unit", "/items/*/price"),
    "an order": (rows(6, lambda n: {"n": n}), rows(6, lambda n: {"n": 9 - n, "id": f"z{9 - n}"}),
                 "drift-order", "/items"),
    "a version": (exchange({"version": "1.2.0"}), exchange({"version": "1.3.0"}), "drift-version", "/version"),
    "a header": (exchange({}, headers={"ETag": '"1"'}), exchange({}), "drift-header", "etag"),
    "a header's value": (
        exchange({}, headers={"Cache-Control": "no-store"}), exchange({}, headers={"Cache-Control": "public"}),
        "drift-header", "cache-control"),
    "a server": (
        exchange({}, headers={"Server": "nginx/1.26"}), exchange({}, headers={"Server": "nginx/1.27"}),
        "drift-version", "server"),
    "a media type": (
        exchange({}), exchange(b"<p>", headers={"Content-Type": "text/html"}), "drift-media", "Content-Type"),
    "an error's code": (
        exchange({"code": "not_found"}, 404), exchange({"code": "NotFound"}, 404), "drift-error", "/code"),
    "an error's shape": (
        exchange({"code": "x", "errors": []}, 404), exchange({"code": "x"}, 404), "drift-error", "/errors"),
    "broken JSON": (exchange({"a": 1}), exchange(b'{"a": '), "drift-unreadable", ""),
    "a redirect to elsewhere": (
        exchange(status=302, headers={"Location": f"{BASE}/a"}),
        exchange(status=302, headers={"Location": "http://cdn.example/b"}), "drift-header", "location"),
}  # fmt: skip


@pytest.mark.parametrize("name", DRIFTS)
def test_drift_is_told(name: str) -> None:
    ours, theirs, rule, where = DRIFTS[name]
    assert (rule, where) in rules(held([ours], [theirs]))


ALIKE: dict[str, tuple[Exchange, Exchange]] = {
    "other things": (
        exchange({"id": 1, "name": "Atlas", "price": 3900}), exchange({"id": 77, "name": "Whisk", "price": 12})),
    "other moments": (
        exchange({"created_at": "2026-01-02T03:04:05Z"}), exchange({"created_at": "2025-11-30T23:00:00.5Z"})),
    "more of them": (rows(4, lambda n: {"n": n}), rows(40, lambda n: {"n": n})),
    "an empty list": (rows(4, lambda n: {"n": n}), rows(0, lambda _: {})),
    "whole numbers": (exchange({"price": 10}), exchange({"price": 10.5})),
    "an id in an address": (
        exchange({}, headers={"Location": f"{BASE}/a/1"}), exchange({}, headers={"Location": f"{BASE}/a/2"})),
    "the way": (
        exchange({}, headers={"Via": "1.1 a", "Date": "x"}), exchange({}, headers={"X-Cache": "HIT"})),
    "a request's id": (
        exchange({}, headers={"X-Request-Id": "abc"}), exchange({}, headers={"X-Request-Id": "def"})),
    "whose they are": (
        rows(6, lambda n: {"tenant_id": 5, "owner": "ann", "n": n}),
        rows(6, lambda n: {"tenant_id": 9, "owner": "bob", "n": n})),
    "a map from ids": (exchange({"1": {"a": 1}, "2": {"a": 2}}), exchange({"7": {"a": 5}})),
    "an error about other data": (
        exchange({"code": "x", "detail": "No 1."}, 404), exchange({"code": "x", "detail": "No 2."}, 404)),
    "nothing at all": (exchange(status=204), exchange(status=204)),
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_other_data_is_no_drift(name: str) -> None:
    ours, theirs = ALIKE[name]
    assert rules(held([ours], [theirs], lone=False)) == []


def test_what_differs_between_two_passes_of_one_environment_is_noise() -> None:
    steady, moving = seen(exchange({"a": 1, "b": 2})), seen(exchange({"a": 1}))
    found = told([steady, steady], [moving, steady], {}, lone=True)
    assert rules(found) == []
    assert [one.where for one in found.noise] == ["/b"]


def test_what_was_seen_once_is_not_told_as_seen_again() -> None:
    one, other = seen(exchange({}, 200)), seen(exchange({}, 500))
    assert not told([one], [other], {}, lone=True).twice
    assert told([one], [other, other], {}, lone=True).twice


def test_a_field_that_single_things_lack_may_be_data() -> None:
    ours, theirs = exchange({"id": 1, "paid_at": "x"}), exchange({"id": 2})
    assert [one.sure for one in held([ours], [theirs], lone=False).drift] == [False]
    assert [one.sure for one in held([ours] * 5, [theirs] * 5, lone=False).drift] == [True]


def test_a_filter_that_the_other_ignores_is_told() -> None:
    ours, theirs = rows(4, lambda _: {"status": "open"}), rows(4, lambda n: {"status": ["open", "done"][n % 2]})
    assert ("drift-filter", "?status") in rules(held([ours], [theirs], status="open"))
    assert rules(held([theirs], [theirs], status="open")) == []


def test_a_read_that_only_one_answers_is_told() -> None:
    silent = made(Unanswered(reason="timed out", code="ESOCKETTIMEDOUT", phase="first byte"))
    assert rules(held([exchange({})], [silent])) == [("drift-unanswered", "")]
    assert rules(held([silent], [exchange({})])) == []


def test_values_of_secret_fields_are_not_told() -> None:
    ours, theirs = exchange({"a": 1}), exchange({"a": 1, "password": "hunter2hunter2"})
    (found,) = held([ours], [theirs]).drift
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a": 1e999, "b": NaN, "c": ' + b"9" * 5_000 + b"}",
        b'{"\\ud800": "\\ud800", "": null}',
        b'{"items": [1, {}, null, [], "x", true]}',
        json.dumps({f"k{number}": number for number in range(20_000)}).encode(),
        json.dumps([[{"a": {"b": [number]}}] for number in range(2_000)]).encode(),
        b"\xff\xfe\x00",
        b"null",
    ],
)
def test_hostile_answers_are_compared_in_bounds(body: bytes) -> None:
    plain = exchange({"items": [{"a": 1}]})
    assert held([exchange(body)], [exchange(body)]).drift == ()
    held([plain], [exchange(body)], limit="2", a="1")
    held([exchange(body)], [plain], limit="2", a="1")


def test_times_are_told_only_where_nearly_all_are_longer() -> None:
    quick = [0.010, 0.011, 0.012, 0.010, 0.013, 0.011, 0.010]
    assert slower(quick, [one + 0.2 for one in quick]) is not None
    assert slower(quick, [0.011, 0.010, 0.012, 0.9, 0.011, 0.8, 0.010]) is None
    assert slower([0.01, 0.5, 0.02, 0.4, 0.3, 0.01, 0.6], [0.3, 0.7, 0.2, 0.6, 0.5, 0.4, 0.8]) is None
    assert slower([one + 0.2 for one in quick], quick) is None
    assert slower(quick[:3], [9.0] * 3) is None
    assert slower([0.001] * 7, [0.003] * 7) is None


def contract(schema: Mapping[str, Any]) -> Declared:
    answer = Answer(status="200", media=(Media(type="application/json", schema=dict(schema)),))
    return Declared(Contract(operations=(Operation(method="GET", path="/things", answers=(answer,)),)), (BASE,))


@pytest.mark.parametrize(("kind", "sure"), [(["string"], True), (["string", "null"], False)])
def test_the_contract_says_whether_null_is_data(kind: list[str], sure: bool) -> None:
    declared = contract({"type": "object", "required": ["a"], "properties": {"a": {"type": kind}}})
    ours, theirs = ([profile([exchange({"a": value})] * 9, (BASE,), declared)] * 2 for value in ("x", None))
    (found,) = told(ours, theirs, {}, lone=False).drift
    assert (found.rule, found.where, found.sure, found.declared) == ("drift-null", "/a", sure, sure)
