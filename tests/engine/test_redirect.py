"""Redirects: credentials stay at the origin that they were written for, whatever the answer says."""

from __future__ import annotations

from typing import Any

import pytest

from assay.engine.behavior import Behavior
from assay.engine.redirect import CREDENTIALS, Stop, follow
from assay.model.http import BytesPart, Header, Request, Response

SECRETS = tuple(Header(name, "secret") for name in sorted(CREDENTIALS))


def request(
    url: str = "http://h.test/a/b?key=secret", method: str = "POST", headers: tuple[Header, ...] = ()
) -> Request:
    return Request(
        id="r",
        method=method,
        url=url,
        headers=(*headers, Header("Host", "h.test"), Header("Content-Type", "t/x"), Header("Content-Length", "1")),
        body=(BytesPart(data=b"x"),),
    )


def answer(location: str, status: int = 302) -> Response:
    return Response(status=status, headers=(Header("Location", location),))


def followed(base: Request, response: Response, hops: int = 0, **settings: Any) -> Request:
    step = follow(base, response, Behavior.of(settings), hops)
    assert isinstance(step, Request)
    return step


@pytest.mark.parametrize(
    "location",
    [
        "http://other.test/",
        "http://h.test:8080/",
        "https://h.test/",
        "http://sub.h.test/",
        "//other.test/x",
        "\\\\other.test\\x",
        "http://h.test@other.test/",
        "http://h.test:80@other.test/",
        "HTTP:\\\\other.test",
    ],
)
def test_credentials_stay_at_home(location: str) -> None:
    base = request("http://h.test/a?key=secret", headers=(*SECRETS, Header("X-Mine", "1")))
    there = followed(base, answer(location, 307))
    told = " ".join(f"{name}: {value}" for name, value in there.headers)
    assert "secret" not in told
    assert there.header("x-mine") == "1"
    kept = followed(base, answer(location, 307), followAuthorizationHeader=True)
    assert kept.header("authorization") == "secret"


@pytest.mark.parametrize(
    "location", ["/x", "x", "?y", "#z", "http://h.test/", "http://h.test:80/x", "//h.test/x", "HTTP://H.TEST/"]
)
def test_within_the_origin_they_go_along(location: str) -> None:
    there = followed(request(headers=SECRETS), answer(location))
    assert all(there.header(name) == "secret" for name in CREDENTIALS)


def test_the_referer_names_no_userinfo_and_no_fragment() -> None:
    assert followed(request("http://u:p@h.test/a?q#f"), answer("/b")).header("referer") == "http://h.test/a?q"
    assert followed(request("http://u:p@h.test/a?q#f"), answer("http://o.test/")).header("referer") == "http://h.test/"
    assert followed(request("https://h.test/a"), answer("http://h.test/b")).header("referer") is None
    own = (Header("REFERER", "mine"), Header("Referer", "too"))
    assert followed(request(headers=own), answer("/b")).headers[0] == Header("REFERER", "http://h.test/a/b?key=secret")
    left = followed(request(headers=own), answer("/b"), removeRefererHeaderOnRedirect=True)
    assert left.headers[:2] == own


@pytest.mark.parametrize(
    ("status", "method", "settings", "expected"),
    [
        (301, "POST", {}, "GET"),
        (302, "PUT", {}, "GET"),
        (303, "DELETE", {}, "GET"),
        (303, "HEAD", {}, "HEAD"),
        (307, "POST", {}, "POST"),
        (308, "PATCH", {}, "PATCH"),
        (302, "POST", {"followOriginalHttpMethod": True}, "POST"),
    ],
)
def test_methods_and_bodies(status: int, method: str, settings: dict[str, Any], expected: str) -> None:
    there = followed(request(method=method), answer("/b", status), **settings)
    kept = expected == method != "HEAD"
    assert there.method == expected
    assert bool(there.body) is kept
    assert (there.header("content-length"), there.header("content-type")) == (("1", "t/x") if kept else (None, None))


def test_the_host_is_that_of_the_new_url() -> None:
    spelled = Request(id="r", method="GET", url="http://h.test/", headers=(Header("HOST", "faked"), Header("A", "1")))
    assert followed(spelled, answer("http://o.test:80/")).headers[-1] == Header("HOST", "o.test")
    assert followed(spelled, answer("http://o.test:81/")).headers[-1] == Header("HOST", "o.test:81")
    without = Request(id="r", method="GET", url="http://h.test/")
    assert followed(without, answer("/x")).header("host") is None


@pytest.mark.parametrize("response", [answer("/x", 200), answer("/x", 401), answer("", 302), Response(status=302)])
def test_what_is_no_redirect(response: Response) -> None:
    assert follow(request(), response, Behavior(), 0) is None


def test_redirects_are_not_followed_where_nobody_wants_them() -> None:
    assert follow(request(), answer("/x"), Behavior(follow_redirects=False), 0) is None


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("ftp://h/x", "Invalid protocol: ftp:"),
        ("file:///etc/passwd", 'Invalid URI "file:///etc/passwd". This can be caused by a crappy redirection.'),
        ("http://", 'Invalid URI "http:///". This can be caused by a crappy redirection.'),
        ("http://h:1x/", "Port should be >= 0 and < 65536. Received type string ('1x')."),
        ("gopher://h:70/_x", "Invalid protocol: gopher:"),
    ],
)
def test_where_nobody_goes(location: str, reason: str) -> None:
    step = follow(request(), answer(location), Behavior(), 0)
    assert isinstance(step, Stop)
    assert step.reason == reason


def test_a_loop_ends() -> None:
    assert follow(request(), answer("/x"), Behavior(), 9) is not None
    assert follow(request(), answer("/x"), Behavior(), 10) == Stop(
        reason="Exceeded maxRedirects. Probably stuck in a redirect loop http://h.test/a/b?key=secret"
    )
    assert isinstance(follow(request(), answer("/x"), Behavior(max_redirects=0), 0), Stop)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/\u00c3\u00a9", "http://h.test/%C3%A9"),  # the bytes of an é in UTF-8
        ("/\u00e9", "http://h.test/%C3%A9"),  # in latin-1
        ("/a b%20c", "http://h.test/a%20b%20c"),
        ("?x=1", "http://h.test/a/b?x=1"),
        ("../c", "http://h.test/a/../c"),
        ("mailto:a@b", "http://h.test/a/mailto:a@b"),
        ("javascript:alert(1)", "http://h.test/a/javascript:alert(1)"),
    ],
)
def test_odd_locations(location: str, url: str) -> None:
    assert followed(request(), answer(location)).url == url


def test_the_first_of_two_locations_counts() -> None:
    response = Response(status=302, headers=(Header("location", "/first"), Header("Location", "/second")))
    assert followed(request(), response).url == "http://h.test/first"
