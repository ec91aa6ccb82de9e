"""Postman's URL match patterns."""

from __future__ import annotations

import time

import pytest

from assay.engine.certificates import CertificateRule, certificate_for, matches
from assay.model.http import ClientCertificate


@pytest.mark.parametrize(
    ("pattern", "url", "expected"),
    [
        ("https://example.com/*", "https://example.com/a/b", True),
        ("https://example.com/*", "http://example.com/a", False),
        ("https://example.com/*", "https://example.com:8443/a", False),
        ("https://example.com:8443/*", "https://example.com:8443/a", True),
        ("https://example.com:*/*", "https://example.com:8443/a", True),
        ("https://example.com:443/*", "https://example.com/a", True),
        ("*://*.example.com/*", "http://api.example.com/", True),
        ("*://*.example.com/*", "http://example.com/", True),
        ("*://*.example.com/*", "http://badexample.com/", False),
        ("http+https://*/v1/*", "https://any.where/v1/x", True),
        ("http+https://*/v1/*", "https://any.where/v2/x", False),
        ("<all_urls>", "https://x/", True),
        ("https://example.com/a*b*c", "https://example.com/a-b-c", True),
        ("https://example.com/a*b*c", "https://example.com/a-c", False),
        ("nonsense", "https://example.com/", False),
        ("", "https://example.com/", False),
        ("https://[::1]/*", "https://example.com/", False),
    ],
)
def test_patterns(pattern: str, url: str, expected: bool) -> None:
    assert matches(pattern, url) is expected


def test_the_first_rule_wins_and_none_is_none() -> None:
    one, two = (ClientCertificate(certificate=name) for name in "ab")
    rules = (
        CertificateRule(matches=("https://a.test/*",), certificate=one),
        CertificateRule(matches=("<all_urls>",), certificate=two),
    )
    assert certificate_for(rules, "https://a.test/x") == one
    assert certificate_for(rules, "https://b.test/x") == two
    assert certificate_for(rules[:1], "https://b.test/x") is None


def test_a_hostile_pattern_takes_no_time() -> None:
    start = time.process_time()
    assert not matches("https://x/" + "a*" * 2000 + "b", "https://x/" + "a" * 20000)
    assert time.process_time() - start < 5
