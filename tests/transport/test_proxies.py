"""Requests go through a proxy only where the request says so, and its refusals are told as its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.model.http import Proxy
from assay.testing.servers.proxies import HttpProxy, SocksProxy
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from .certificates import Shop
from .sending import answered, failed, request, send, send_all


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("certificates"))


def repeat(wire: Wire) -> None:
    """Answers each request with the request."""
    while seen := wire.read_request():
        wire.answer(seen)


@pytest.fixture
def target() -> Iterator[RawServer]:
    with RawServer(repeat) as server:
        yield server


@pytest.fixture
def secure(shop: Shop) -> Iterator[RawServer]:
    with RawServer(repeat, tls=shop.context()) as server:
        yield server


VARIABLES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


@pytest.mark.parametrize("variable", VARIABLES)
def test_the_environment_names_no_proxy(
    target: RawServer, secure: RawServer, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = HttpProxy()
    with RawServer(proxy) as server:
        monkeypatch.setenv(variable, server.url)
        answered(send(request(target.url)))
        answered(send(request(secure.url, verify=False)))
        assert server.connections == 0


def test_the_environment_forbids_no_proxy(target: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    proxy = HttpProxy()
    with RawServer(proxy) as server:
        answered(send(request(target.url, proxy=Proxy(host="127.0.0.1", port=server.port))))
    assert len(proxy.seen) == 1


def test_the_environment_gives_no_credentials(
    target: RawServer, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    (home / ".curlrc").write_text('header = "X-Evil: 1"\n')
    monkeypatch.setenv("HOME", str(home))
    seen = answered(send(request(target.url))).body
    assert seen == f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n\r\n".encode()


def test_plain_http_is_asked_of_the_proxy_in_absolute_form(target: RawServer) -> None:
    proxy = HttpProxy()
    with RawServer(proxy) as server:
        through = Proxy(host="127.0.0.1", port=server.port)
        exchange = send(request(target.url + "/a|b/../c?d={e}", headers=(("X-A", "b"),), proxy=through))
    host = f"127.0.0.1:{target.port}"
    assert proxy.seen == [f"GET http://{host}/a|b/../c?d={{e}} HTTP/1.1\r\nHost: {host}\r\nX-A: b\r\n\r\n".encode()]
    assert answered(exchange).body == f"GET /a|b/../c?d={{e}} HTTP/1.1\r\nHost: {host}\r\nX-A: b\r\n\r\n".encode()
    assert exchange.remote == f"127.0.0.1:{server.port}"


def test_a_url_without_a_port_is_asked_for_without_one() -> None:
    proxy = HttpProxy()
    with RawServer(proxy) as server:
        send(request("http://127.0.0.1/x", proxy=Proxy(host="127.0.0.1", port=server.port)))
    assert proxy.seen == [b"GET http://127.0.0.1/x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"]


@pytest.mark.parametrize("tunnel", [False, True])
def test_https_goes_through_a_tunnel(secure: RawServer, shop: Shop, tunnel: bool) -> None:
    proxy = HttpProxy()
    with RawServer(proxy) as server:
        through = Proxy(host="127.0.0.1", port=server.port, tunnel=tunnel)
        private = request(secure.url + "/x", headers=(("Authorization", "Bearer t"),), proxy=through, ca_file=shop.ca)
        first, second = send_all(private, private)
    host = f"127.0.0.1:{secure.port}"
    assert proxy.seen == [f"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()]
    response = answered(first)
    assert response.body.startswith(f"GET /x HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer t\r\n".encode())
    assert response.header("x-proxy") is None
    assert first.head.startswith("GET /x ")
    assert second.reused


def test_plain_http_through_a_tunnel(target: RawServer) -> None:
    proxy = HttpProxy()
    with RawServer(proxy) as server:
        through = Proxy(host="127.0.0.1", port=server.port, tunnel=True)
        response = answered(send(request(target.url + "/x", proxy=through)))
    assert proxy.seen[0].startswith(b"CONNECT ")
    assert response.body.startswith(b"GET /x HTTP/1.1\r\n")


def test_a_proxy_that_speaks_tls(target: RawServer, secure: RawServer, shop: Shop) -> None:
    proxy = HttpProxy()
    with RawServer(proxy, tls=shop.context()) as server:
        through = Proxy(scheme="https", host="127.0.0.1", port=server.port)
        trusted, tunnelled, distrusted = send_all(
            request(target.url + "/x", proxy=through, ca_file=shop.ca),
            request(secure.url + "/x", proxy=through, ca_file=shop.ca),
            request(target.url + "/x", proxy=through),
        )
    assert [head.split()[0] for head in proxy.seen] == [b"GET", b"CONNECT"]
    assert answered(trusted).body.startswith(b"GET /x ")
    assert answered(tunnelled).body.startswith(b"GET /x ")
    assert failed(distrusted).code == "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
    assert failed(distrusted).phase == "tls"


@pytest.mark.parametrize("tunnel", [False, True])
def test_credentials_are_for_the_proxy_alone(target: RawServer, tunnel: bool) -> None:
    proxy = HttpProxy(username="me:too", password="pässword")
    proxy.expected = b"bWU6dG9vOnDDpHNzd29yZA=="
    with RawServer(proxy) as server:
        through = Proxy(host="127.0.0.1", port=server.port, username="me:too", password="pässword", tunnel=tunnel)
        response = answered(send(request(target.url, proxy=through)))
    assert b"Proxy-Authorization" in proxy.seen[0]
    assert tunnel == (b"Proxy-Authorization" not in response.body)


def test_missing_credentials(target: RawServer) -> None:
    with RawServer(HttpProxy(username="me", password="secret")) as server:
        plain = Proxy(host="127.0.0.1", port=server.port)
        asked = send(request(target.url, proxy=plain))
        refused = send(request(target.url, proxy=Proxy(host="127.0.0.1", port=server.port, tunnel=True)))
    assert answered(asked).status == 407
    outcome = failed(refused)
    assert outcome.code == "ECONNRESET"
    assert outcome.reason == "tunneling socket could not be established, statusCode=407"


def test_a_proxy_that_cannot_reach_the_target() -> None:
    with RawServer(HttpProxy()) as server:
        through = Proxy(host="127.0.0.1", port=server.port)
        outcome = failed(send(request("https://127.0.0.1:1/", proxy=through)))
    assert outcome.reason == "tunneling socket could not be established, statusCode=502"


def test_a_proxy_that_is_not_there() -> None:
    gone = Proxy(host="127.0.0.1", port=1)
    plain = failed(send(request("http://target.example/", proxy=gone)))
    assert (plain.code, plain.reason, plain.phase) == ("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1", "connect")
    tunnel = failed(send(request("https://target.example/", proxy=gone)))
    assert tunnel.code == "ECONNRESET"
    assert tunnel.reason == "tunneling socket could not be established, cause=connect ECONNREFUSED 127.0.0.1:1"


def test_a_proxy_without_a_name() -> None:
    outcome = failed(send(request("http://target.example/", proxy=Proxy(host="proxy.invalid", port=1))))
    assert (outcome.code, outcome.reason) == ("ENOTFOUND", "getaddrinfo ENOTFOUND proxy.invalid")


def test_a_proxy_that_falls_silent() -> None:
    def script(wire: Wire) -> None:
        wire.read_head()
        wire.wait_for_end()

    with RawServer(script) as server:
        through = Proxy(host="127.0.0.1", port=server.port)
        outcome = failed(send(request("https://target.example/", proxy=through, timeout=0.3)))
    assert outcome.code == "ESOCKETTIMEDOUT"


SOCKS = {
    "socks4": (4, "127.0.0.1"),
    "socks4a": (4, "localhost"),
    "socks5": (5, "127.0.0.1"),
    "socks5h": (5, "localhost"),
}


@pytest.mark.parametrize("scheme", SOCKS)
@pytest.mark.parametrize("tls", [False, True])
def test_socks(target: RawServer, secure: RawServer, scheme: str, tls: bool) -> None:
    version, host = SOCKS[scheme]
    server = secure if tls else target
    proxy = SocksProxy()
    with RawServer(proxy) as proxies:
        through = Proxy(scheme=scheme, host="127.0.0.1", port=proxies.port)
        url = f"{'https' if tls else 'http'}://{host}:{server.port}/x"
        response = answered(send(request(url, proxy=through, verify=False)))
    assert proxy.asked == [(version, host, server.port)]
    assert response.body.startswith(b"GET /x HTTP/1.1\r\n")


def test_socks_with_credentials(target: RawServer) -> None:
    with RawServer(SocksProxy(username="me", password="secret")) as server:
        good = Proxy(scheme="socks5", host="127.0.0.1", port=server.port, username="me", password="secret")
        bad = Proxy(scheme="socks5", host="127.0.0.1", port=server.port, username="me", password="wrong")
        accepted, refused = send_all(request(target.url, proxy=good), request(target.url, proxy=bad))
    assert answered(accepted).status == 200
    outcome = failed(refused)
    assert outcome.code == "EPROXY"
    assert "wrong" not in outcome.reason


@pytest.mark.parametrize("scheme", ["socks4", "socks5"])
def test_socks_that_refuses(target: RawServer, scheme: str) -> None:
    with RawServer(SocksProxy(refuse=True)) as server:
        through = Proxy(scheme=scheme, host="127.0.0.1", port=server.port)
        outcome = failed(send(request(target.url, proxy=through)))
    assert outcome.code == "EPROXY"
    assert outcome.reason.startswith("the proxy did not connect us: ")


def test_a_proxied_connection_is_not_used_without_the_proxy(target: RawServer) -> None:
    with RawServer(HttpProxy()) as server:
        through = Proxy(host="127.0.0.1", port=server.port)
        exchanges = send_all(
            request(target.url, proxy=through), request(target.url), request(target.url, proxy=through)
        )
    ports = [int(exchange.remote.rpartition(":")[2]) for exchange in exchanges]
    assert ports == [server.port, target.port, server.port]
