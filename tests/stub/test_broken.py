"""Faults that are laid on a stub for a while: for so many calls, without a mapping, and before a real dependency."""

from __future__ import annotations

import httpx
import pytest

from assay.stub.stub import Stub

OK = {"request": {"urlPath": "/x"}, "response": {"status": 200, "body": "well"}}


def statuses(stub: Stub, count: int) -> list[int]:
    return [httpx.get(f"{stub.url}/x").status_code for _ in range(count)]


@pytest.mark.parametrize("times", [1, 2])
def test_a_fault_for_so_many_calls(times: int) -> None:
    with Stub(OK) as stub:
        stub.fails("status-503", times=times)
        assert statuses(stub, 4) == [503] * times + [200] * (4 - times)


def test_calls_that_do_not_fit_do_not_count() -> None:
    with Stub(OK, strict=False) as stub:
        stub.fails("status-503", "POST", times=1)
        assert statuses(stub, 2) == [200, 200]
        assert httpx.post(f"{stub.url}/x").status_code == 503
        assert statuses(stub, 1) == [200]


def test_a_connection_that_is_broken_once() -> None:
    with Stub(OK) as stub:
        stub.fails("reset-on-connect", times=1)
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{stub.url}/x")
        assert statuses(stub, 1) == [200]


def test_a_fault_that_needs_no_answer_needs_no_mapping() -> None:
    with Stub() as stub:
        stub.fails("status-503", "GET", "/x")
        assert statuses(stub, 1) == [503]
        assert [(one.fault, one.status) for one in stub.served] == [("status-503", 0)]
        assert stub.unmatched == ()


def test_one_that_needs_an_answer_is_no_answer() -> None:
    with Stub(strict=False) as stub:
        stub.fails("truncated-body")
        assert statuses(stub, 1) == [404]
        assert len(stub.unmatched) == 1


def test_a_fault_while_the_request_comes_is_a_call_too() -> None:
    with Stub(OK) as stub:
        stub.fails("reset-in-upload", times=1)
        with pytest.raises(httpx.TransportError):
            httpx.post(f"{stub.url}/x", content=b"x" * 100)
        assert [one.fault for one in stub.served] == ["reset-in-upload"]


def test_a_real_dependency_is_not_asked_for_a_status_and_is_asked_for_what_is_lost_on_the_way() -> None:
    with Stub(OK) as real:
        handing_on = {"request": {"method": "ANY"}, "response": {"proxyBaseUrl": real.url}}
        with Stub(handing_on) as stub:
            stub.fails("status-503", times=1)
            assert statuses(stub, 1) == [503]
            assert real.calls == ()
            stub.fails("reset-before-answer", times=1)
            with pytest.raises(httpx.TransportError):
                httpx.get(f"{stub.url}/x")
            assert len(real.calls) == 1
            assert statuses(stub, 1) == [200]
