"""What is tried again, after how long, and what of the first try is left."""

from __future__ import annotations

import errno

import pytest

from assay.model.transfer import Carried, Transfer
from assay.runtime.curl.retry import Retries
from assay.testing.servers.raw import RawServer
from assay.transport.curl.asked import Asked

from .operating import Site, job, no, ok, run


def asked(code: int = 0, status: int = 0, *, system: int = 0, after: int = 0, now: float = 0.0, **options: object):
    """What the retries of these options say to an outcome."""
    given = {name.replace("_", "-"): value for name, value in options.items()}
    retries = Retries(Asked(given), 0.0)  # type: ignore[arg-type]
    carried = Carried(transfer=Transfer(url="x"), code=code, facts={"http_code": status})
    return retries.next(carried, now=now, errno_seen=system, retry_after=after)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_answers_that_pass(status):
    assert asked(status=status, retry=1) == (1.0, f"the server answered {status}")
    assert asked(22, status, retry=1, fail=True) is not None
    assert asked(22, status, retry=1) is None


@pytest.mark.parametrize("status", [200, 400, 401, 404, 501, 505])
def test_answers_that_stay(status):
    assert asked(status=status, retry=3) is None


@pytest.mark.parametrize(("code", "again"), [(5, True), (6, True), (28, True), (7, False), (35, False), (56, False)])
def test_failures(code, again):
    assert (asked(code, retry=1) is not None) == again
    assert asked(code, retry=1, retry_all_errors=True) is not None


def test_a_refused_connection_is_tried_again_only_when_asked():
    assert asked(7, retry=1, retry_connrefused=True, system=errno.ECONNREFUSED) is not None
    assert asked(7, retry=1, retry_connrefused=True, system=errno.EHOSTUNREACH) is None


def test_bounds_in_time():
    assert asked(28, retry=1, retry_max_time=10, now=10.0) is None
    assert asked(28, retry=1, retry_max_time=10, now=9.0) is not None
    assert asked(status=503, retry=1, retry_max_time=10, after=20) is None
    assert asked(status=503, retry=1, after=20) == (20.0, "the server answered 503")
    assert asked(28, retry=0) is None


def test_pauses_double_and_a_fixed_one_does_not():
    with RawServer(Site(a=[no("503 Busy")])) as server:
        doubling = run(job(f"{server.url}/a", {"retry": 4}))
        fixed = run(job(f"{server.url}/a", {"retry": 3, "retry-delay": 5}))
    assert doubling.slept == [1.0, 2.0, 4.0, 8.0]
    assert fixed.slept == [5.0, 5.0, 5.0]
    assert len(doubling.carried[0].exchanges) == 5
    assert doubling.carried[0].facts["num_retries"] == 4
    assert "1 try is left" in doubling.err


def test_the_server_says_when():
    with RawServer(Site(a=[no("429 Slow", b"", "Retry-After: 7"), ok()])) as server:
        outcome = run(job(f"{server.url}/a", {"retry": 2}), settings={"silent": True})
    assert (outcome.slept, outcome.err, outcome.out) == ([7.0], "", b"fine")
    assert [one.response and one.response.status for one in outcome.carried[0].exchanges] == [429, 200]


def test_a_file_begins_anew(tmp_path):
    with RawServer(Site(a=[no("503 Busy", b"a long apology"), ok()])) as server:
        run(job(f"{server.url}/a", {"retry": 1, "output": str(tmp_path / "a")}))
    assert (tmp_path / "a").read_bytes() == b"fine"


def test_a_head_without_a_body_stays(tmp_path):
    with RawServer(Site(a=[no("503 Busy", b""), ok()])) as server:
        run(job(f"{server.url}/a", {"retry": 1, "include": True, "output": str(tmp_path / "a")}))
    assert (tmp_path / "a").read_bytes().count(b"HTTP/1.1 ") == 2


def test_an_upload_is_sent_again_whole(tmp_path):
    from assay.model.transfer import Upload

    (tmp_path / "up").write_bytes(b"body")
    site = Site(up=[no("503 Busy"), ok()])
    with RawServer(site) as server:
        run(job(f"{server.url}/up", {"retry": 1}, content=Upload(path=str(tmp_path / "up"))))
    assert [request.rpartition(b"\r\n\r\n")[2] for request in site.seen] == [b"body", b"body"]


def test_our_own_refusals_are_not_tried_again():
    outcome = run(job("http://127.0.0.1:1/", {"retry": 3, "retry-all-errors": True}), consent=lambda _: "no")
    assert outcome.slept == []


def test_a_rate_is_kept():
    with RawServer(Site()) as server:
        outcome = run(*(job(f"{server.url}/{name}") for name in "abc"), settings={"rate": 2.0})
    assert outcome.slept == [2.0, 2.0]


def test_side_by_side():
    with RawServer(Site(b=[no("503 Busy"), ok()])) as server:
        jobs = [job(f"{server.url}/{name}", {"retry": 1, "fail": True}) for name in "abcd"]
        outcome = run(*jobs, settings={"parallel": True, "parallel-max": 3})
    assert outcome.code == 0
    assert sorted(one.transfer.url[-1] for one in outcome.carried) == ["a", "b", "c", "d"]
    assert outcome.carried[-1].transfer.url.endswith("b")  # it waited, and the others did not


def test_an_error_among_many_counts_side_by_side():
    with RawServer(Site(a=[no("404 Not Found")])) as server:
        jobs = [job(f"{server.url}/{name}", {"fail": True}) for name in "ab"]
        assert run(*jobs, settings={"parallel": True}).code == 22


def test_what_is_left_out_is_said():
    with RawServer(Site()) as server:
        outcome = run(job(f"{server.url}/a", {"xattr": True}), settings={"libcurl": "a.c"})
    assert (outcome.code, outcome.out) == (0, b"this is a")
    assert "--xattr is left out" in outcome.err
    assert "--libcurl is left out" in outcome.err
