"""Noise is dropped with its reason, and what only looks like noise is kept."""

from __future__ import annotations

import pytest

from assay.draft import Call
from assay.model.errors import InputError
from tests.draft.kit import call, fates, folder, one, steps

ORDER = "ord_2tpmd5vhhgo6sp4ju3ny"


@pytest.mark.parametrize(
    ("calls", "dropped"),
    [
        ([call(1, "OPTIONS /a", status=204), call(2, "GET /a", answer={})], {1: "a preflight"}),
        ([call(1, "GET /favicon.ico", status=404), call(2, "GET /a", answer={})], {1: "a file that browsers fetch"}),
        ([call(1, "GET /a", status=0), call(2, "GET /b", answer={})], {1: "nobody answered"}),
        ([call(1, "GET /a", answer={}), call(2, "GET /a", answer={})], {2: "the same read as #1"}),
        ([call(1, "GET /order", status=404), call(2, "GET /orders", answer={})], {1: "404, put right by #2"}),
        ([call(1, "POST /a", {"x": 1}, 422, {}), call(2, "POST /a", {"x": 2}, 201, {})], {1: "422, put right by #2"}),
        ([call(1, "PUT /a", {"x": 1}, 405, {}), call(2, "PATCH /a", {"x": 1}, 200, {})], {1: "405, put right by #2"}),
        ([call(1, "GET /a", status=503), call(2, "GET /a", answer={})], {1: "503, put right by #2"}),
        ([call(1, "GET /a", status=404), call(2, "GET /a", status=404)], {1: "the same refusal as #2"}),
        (
            [call(1, "GET http://cdn.test/x", answer={}), call(2, "GET /a", answer={}), call(3, "GET /b", answer={})],
            {1: "another host (http://cdn.test)"},
        ),
    ],
)
def test_noise(calls: list[Call], dropped: dict[int, str]) -> None:
    made = folder(*calls)
    found = {fate.n: fate.why for fate in made.fates if fate.verdict == "dropped"}
    assert found == dropped
    assert len(steps(made)) == len(calls) - len(dropped)
    if not any(one.status == 0 for one in calls):
        assert len(steps(folder(*calls, everything=True))) == len(calls)


@pytest.mark.parametrize(
    "calls",
    [
        [call(1, "GET /a", answer={}), call(2, "POST /a", {}, 201, {}), call(3, "GET /a", answer={"n": 1})],
        [call(1, "GET /a?page=1", answer={}), call(2, "GET /a?page=2", answer={})],
        [call(1, "GET /a", answer={}), call(2, "GET /a", answer={}, headers={"Accept-Language": "de"})],
        [
            call(1, "GET /orders/7", answer={}),
            call(2, "DELETE /orders/7", status=204),
            call(3, "GET /orders/7", status=404),
        ],
        [call(1, "GET /orders/7", status=404), call(2, "GET /orders/8", answer={})],
        [call(1, "POST /a", {"x": 1}, 201, {}), call(2, "POST /a", {"x": 1}, 409, {})],
    ],
)
def test_no_noise(calls: list[Call]) -> None:
    assert len(steps(folder(*calls))) == len(calls)


def test_another_host_that_feeds_the_chain_is_kept() -> None:
    made = folder(
        call(1, "POST http://auth.test/token", b"grant_type=x&client_secret=***aaaa", 200, {"access_token": "***bbbb"}),
        call(2, "GET /a", answer={}, headers={"Authorization": "Bearer ***bbbb"}),
        call(3, "GET /b", answer={}, headers={"Authorization": "Bearer ***bbbb"}),
    )
    assert fates(made)[1].endswith("for its answer holds what others need")
    assert {one.key for one in made.suite.variables} == {"base_url", "auth_test_url"}


def test_a_poll_that_brought_the_result_comes_back() -> None:
    made = folder(
        call(1, "GET /jobs/abcdef1234567", answer={"state": "queued", "result": None}),
        call(2, "GET /jobs/abcdef1234567", answer={"state": "done", "result": {"id": ORDER}}),
        call(3, f"GET /results/{ORDER}", answer={}),
    )
    assert [fate.verdict for fate in made.fates] == ["written"] * 3


def test_nothing_is_left() -> None:
    with pytest.raises(InputError, match=r"nothing is left to be saved \(#1: nobody answered\)"):
        one(call(1, "GET /a", status=0))
