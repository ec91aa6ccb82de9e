"""What may be sent, and where to."""

from __future__ import annotations

import pytest

from assay.model.http import Request
from assay.runtime.consent import Consent


def refusal(consent: Consent, url: str, method: str = "GET") -> str | None:
    return consent.refusal(Request(id="r", method=method, url=url))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "a.localhost", "[::1]"])
def test_loopback_needs_nothing(host: str) -> None:
    assert refusal(Consent(hosts=frozenset()), f"http://{host}:8000/") is None


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "localhost.example.com"])
def test_other_hosts_need_to_be_named(host: str) -> None:
    assert "[project] hosts" in (refusal(Consent(hosts=frozenset()), f"http://{host}/") or "")
    assert refusal(Consent(hosts=frozenset({host})), f"http://{host}/") is None
    assert refusal(Consent(), f"http://{host}/") is None


def test_production_is_only_read() -> None:
    consent = Consent(reads_only=True)
    assert refusal(consent, "http://x/", "head") is None
    assert "production" in (refusal(consent, "http://x/", "DELETE") or "")
