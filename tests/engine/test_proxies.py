"""Which proxy a URL goes through."""

from __future__ import annotations

import pytest

from assay.engine.proxies import ProxyRules, parse_proxy
from assay.model.http import Proxy

PLAIN, SECURE = Proxy(host="plain", port=1), Proxy(host="secure", port=2)
RULES = ProxyRules(http=PLAIN, https=SECURE, bypass=("internal.test", ".corp.test", "[::1]", "odd.test:8080"))


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://api.test/", PLAIN),
        ("https://api.test/", SECURE),
        ("http://internal.test/", None),
        ("http://deep.internal.test/", None),
        ("http://notinternal.test/", PLAIN),
        ("https://a.corp.test/", None),
        ("http://odd.test:8080/", None),
        ("http://odd.test:8081/", PLAIN),
        ("http://bad.test:port/", PLAIN),
    ],
)
def test_rules(url: str, proxy: Proxy | None) -> None:
    assert RULES.proxy_for(url) == proxy


def test_a_star_bypasses_all() -> None:
    assert ProxyRules(http=PLAIN, bypass=("*",)).proxy_for("http://api.test/") is None


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("proxy.test:3128", Proxy(host="proxy.test", port=3128)),
        ("http://u%40x:p%3A@proxy.test", Proxy(host="proxy.test", port=80, username="u@x", password="p:")),
        ("socks5h://127.0.0.1", Proxy(scheme="socks5h", host="127.0.0.1", port=1080)),
        ("ftp://proxy.test", None),
        ("http://proxy.test:99999", None),
        ("", None),
    ],
)
def test_reading(text: str, proxy: Proxy | None) -> None:
    assert parse_proxy(text) == proxy
