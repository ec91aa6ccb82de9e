"""protocolProfileBehavior: every key, and what wrong types come to."""

from __future__ import annotations

from typing import Any

import pytest

from assay.engine.behavior import Behavior
from assay.model.http import Delivery


def test_nothing_said_is_newmans_default() -> None:
    behavior = Behavior.of({})
    assert behavior == Behavior()
    assert (behavior.follow_redirects, behavior.max_redirects) == (True, 10)
    assert Behavior.of({}, follow_redirects=False).follow_redirects is False
    base = Delivery(verify=False, timeout=1.0)
    assert behavior.delivery(base) is base


def test_every_setting() -> None:
    behavior = Behavior.of(
        {
            "strictSSL": False,
            "followRedirects": False,
            "maxRedirects": 3,
            "followOriginalHttpMethod": True,
            "followAuthorizationHeader": True,
            "removeRefererHeaderOnRedirect": True,
            "insecureHTTPParser": True,
            "disableBodyPruning": True,
            "disableCookies": True,
            "disableUrlEncoding": True,
            "disabledSystemHeaders": {"accept": True, "host": False, "connection": "yes"},
            "tlsPreferServerCiphers": True,
            "tlsDisabledProtocols": ["TLSv1", "TLSv1_1", 5],
            "tlsCipherSelection": ["A", "B"],
            "protocolVersion": "http2",
        },
    )
    assert behavior == Behavior(
        strict_ssl=False,
        follow_redirects=False,
        max_redirects=3,
        follow_original_method=True,
        follow_authorization=True,
        remove_referer=True,
        insecure_parser=True,
        disable_body_pruning=True,
        disable_cookies=True,
        disable_url_encoding=True,
        disabled_headers=frozenset({"accept", "connection"}),
        tls_disabled=("TLSv1", "TLSv1_1"),
        ciphers=("A", "B"),
        http_version="http2",
    )
    assert behavior.delivery(Delivery()) == Delivery(
        verify=False, lenient=True, tls_disabled=("TLSv1", "TLSv1_1"), ciphers=("A", "B"), http_version="http2"
    )


@pytest.mark.parametrize(("strict", "run", "verify"), [(True, False, True), (False, True, False), (None, True, True)])
def test_a_requests_own_word_on_certificates_goes_before_the_runs(strict: Any, run: bool, verify: bool) -> None:
    assert Behavior.of({"strictSSL": strict}).delivery(Delivery(verify=run)).verify is verify


@pytest.mark.parametrize(
    ("written", "most"),
    [
        (0, 0),
        (-1, 0),
        (2.5, 3),
        ("4", 4),
        (None, 0),
        (True, 1),
        ("x", 10),
        ([], 0),
        ({}, 10),
        (10**9, 1000),
        (1e999, 10),
    ],
)
def test_max_redirects(written: Any, most: int) -> None:
    assert Behavior.of({"maxRedirects": written}).max_redirects == most


@pytest.mark.parametrize(
    "settings",
    [
        {"disabledSystemHeaders": ["accept"], "tlsDisabledProtocols": "TLSv1", "tlsCipherSelection": {"a": 1}},
        {"protocolVersion": "http3"},
        {"protocolVersion": 2, "disabledSystemHeaders": None, "unknown": True},
    ],
)
def test_what_is_of_no_use_counts_as_not_given(settings: Any) -> None:
    assert Behavior.of(settings) == Behavior()


@pytest.mark.parametrize(("value", "followed"), [("false", True), (0, False), ("", False), (None, False), ([], True)])
def test_flags_are_taken_as_javascript_takes_them(value: Any, followed: bool) -> None:
    assert Behavior.of({"followRedirects": value}).follow_redirects is followed
