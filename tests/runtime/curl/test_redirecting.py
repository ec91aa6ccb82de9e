"""Redirects that are followed here: the next request as libcurl would make it."""

from __future__ import annotations

import pytest

from assay.model.transfer import Data, Transfer, Upload
from assay.runtime.curl.redirecting import joined, redirected


def transfer(**given):
    return Transfer(**({"url": "http://a.test/x/y"} | given))


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/z", "http://a.test/z"),
        ("z?q#f", "http://a.test/x/z?q#f"),
        ("//b.test/", "http://b.test/"),
        ("https://b.test", "https://b.test/"),
        ("", None),
        ("http://[bad", None),
        ("http://a.test:99999/", None),
    ],
)
def test_where_to(location, url):
    onward = redirected(transfer(), 302, location)
    assert (onward.url if onward else None) == url


def test_a_url_without_scheme_is_a_base_too():
    assert joined("a.test", "/z") == "http://a.test/z"


@pytest.mark.parametrize(
    ("status", "options", "kept"),
    [
        (301, {}, False),
        (302, {}, False),
        (303, {}, False),
        (307, {}, True),
        (308, {}, True),
        (301, {"post301": True}, True),
        (302, {"post301": True}, False),
        (303, {"post303": True}, True),
    ],
)
def test_what_becomes_of_a_body(status, options, kept):
    onward = redirected(transfer(content=Data(content=b"x"), method="PATCH", options=options), status, "/z")
    assert onward is not None
    assert (onward.content is not None) == kept
    assert onward.method == "PATCH"  # -X stays, as with curl


def test_an_upload_stays_but_for_303():
    upload = transfer(content=Upload(path="f"))
    assert [bool(redirected(upload, status, "/z").content) for status in (301, 302, 303)] == [True, True, False]


def test_follow_lets_the_code_choose_the_method():
    posted = transfer(content=Data(content=b"x"), method="PATCH", options={"follow": True})
    assert redirected(posted, 303, "/z").method is None or not redirected(posted, 303, "/z").method


@pytest.mark.parametrize("status", [200, 300, 304, 401])
def test_answers_that_lead_nowhere(status):
    assert redirected(transfer(), status, "/z") is None


def test_credentials_stay_at_their_origin():
    headers = ("authorization: Bearer t", "Cookie: a=1", "X-One: 1")
    given = transfer(headers=headers)
    assert redirected(given, 302, "http://a.test:80/z").headers == headers
    assert redirected(given, 302, "http://a.test:81/z").headers == ("X-One: 1",)
    assert redirected(given, 302, "https://a.test/z").headers == ("X-One: 1",)
    trusted = transfer(headers=headers, options={"location-trusted": True})
    assert redirected(trusted, 302, "http://b.test/z").headers == headers
