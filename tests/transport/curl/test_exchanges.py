"""Every request on the wire is one exchange: challenges, redirects, repeats, tunnels, interim answers."""

from __future__ import annotations

from assay.model.http import FilePart
from assay.model.transfer import Data, Transfer, Upload
from assay.testing.servers.proxies import HttpProxy
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from .carrying import Notebook, answered, carry, carry_all, failed, get, sent

SOON = {"expect100-timeout": "0.01"}
"""For servers that give no leave to send."""


def by_path(**answers: str):
    """A script that answers each path with a whole raw answer; {host} is its own address."""

    def script(wire: Wire) -> None:
        while request := wire.read_request():
            name = request.split(b" ")[1].split(b"?")[0].strip(b"/").decode() or "root"
            wire.send(answers[name].encode("latin-1"))

    return script


def whole(status: str, body: str = "", *headers: str) -> str:
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", body])


def test_a_plain_get_is_one_exchange_with_all_that_was_seen():
    with RawServer(by_path(a=whole("200 Fine", "hello", "X-One: 1"))) as server:
        carried = carry(get(f"{server.url}/a?x=1#part"))
    (exchange,) = carried.exchanges
    assert (carried.code, carried.error) == (0, "")
    assert exchange.request.method == "GET"
    assert exchange.request.url == f"{server.url}/a?x=1"
    assert exchange.head.startswith(f"GET /a?x=1 HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUser-Agent: curl/")
    assert exchange.request.header("accept") == "*/*"
    assert exchange.remote == f"127.0.0.1:{server.port}"
    assert not exchange.reused
    assert exchange.started == 1000.0
    response = answered(exchange)
    assert (response.status, response.reason, response.body) == (200, "Fine", b"hello")
    assert response.header("x-one") == "1"
    assert not response.truncated
    assert response.sizes.body == 5
    assert carried.facts["size_download"] == 5


def test_a_redirect_is_two_and_the_first_keeps_its_answer():
    answers = by_path(a=whole("302 Found", "moved", "Location: /b"), b=whole("200 OK", "here"))
    with RawServer(answers) as server:
        carried = carry(Transfer(url=f"{server.url}/a", content=Data(content=b"x=1"), options={"location": True}))
    first, second = carried.exchanges
    assert (first.request.method, sent(first)) == ("POST", b"x=1")
    assert (answered(first).status, answered(first).header("location")) == (302, "/b")
    assert answered(first).truncated  # libcurl reads over it
    assert (second.request.method, second.request.url, sent(second)) == ("GET", f"{server.url}/b", b"")
    assert second.request.parent == first.id
    assert answered(second).body == b"here"
    assert second.reused
    assert second.timings.connect == 0
    assert carried.facts["num_redirects"] == 1
    assert carried.last is second


def test_a_redirect_that_is_not_followed_stands_with_its_body():
    with RawServer(by_path(a=whole("302 Found", "moved", "Location: /b"))) as server:
        carried = carry(get(f"{server.url}/a"))
    assert answered(carried.last).body == b"moved"
    assert carried.facts["redirect_url"] == f"{server.url}/b"


def test_credentials_stay_at_home_unless_they_are_trusted_away():
    with RawServer(by_path(b=whole("200 OK"))) as other:
        answers = by_path(a=whole("302 Found", "", f"Location: {other.url}/b"))
        with RawServer(answers) as server:
            kept = carry(get(f"{server.url}/a", location=True, user="u:p", cookie=("a=1",)))
            given = carry(get(f"{server.url}/a", location_trusted=True, user="u:p"))
    assert kept.exchanges[0].request.header("authorization")
    assert kept.exchanges[1].request.header("authorization") is None
    assert given.exchanges[1].request.header("authorization")


def test_redirects_without_end_stop_and_the_last_one_stands():
    with RawServer(by_path(a=whole("302 Found", "", "Location: /a"))) as server:
        carried = carry(get(f"{server.url}/a", location=True))
        few = carry(get(f"{server.url}/a", location=True, max_redirs="2"))
    assert carried.code == few.code == 47
    assert (len(carried.exchanges), len(few.exchanges)) == (51, 3)
    assert answered(few.last).status == 302


def test_a_redirect_into_nothing_is_an_answer_and_a_failure():
    with RawServer(by_path(a=whole("302 Found", "", "Location: http://127.0.0.1:1/x"))) as server:
        carried = carry(get(f"{server.url}/a", location=True))
    first, second = carried.exchanges
    assert answered(first).status == 302
    assert second.request.url == "http://127.0.0.1:1/x"
    assert (failed(second).code, failed(second).phase) == ("ECONNREFUSED", "connect")
    assert carried.code == 7


def test_a_redirect_to_another_scheme_is_refused_and_the_answer_stands():
    with RawServer(by_path(a=whole("302 Found", "", "Location: ftp://127.0.0.1/x"))) as server:
        carried = carry(get(f"{server.url}/a", location=True))
    assert carried.code == 1
    assert answered(carried.exchanges[0]).status == 302


def test_a_digest_challenge_is_two_exchanges():
    def script(wire: Wire) -> None:
        while request := wire.read_request():
            if b"Authorization: Digest" in request:
                wire.answer(b"welcome")
            else:
                challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'
                wire.answer(b"who?", status="401 Unauthorized", headers=(challenge,))

    with RawServer(script) as server:
        url = f"{server.url}/a"
        carried = carry(Transfer(url=url, content=Data(content=b"x"), options={"digest": True, "user": "u:p"}))
    first, second = carried.exchanges
    assert [answered(one).status for one in carried.exchanges] == [401, 200]
    assert (sent(first), sent(second)) == (b"", b"x")  # nothing is sent before the server has agreed
    assert 'username="u"' in (second.request.header("authorization") or "")
    assert second.request.url == url


def test_interim_answers_are_no_exchanges():
    early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    taps = Notebook()
    with RawServer(by_path(a=early + whole("200 OK", "done"))) as server:
        carried = carry(get(f"{server.url}/a"), taps=taps)
    response = answered(carried.last)
    assert (len(carried.exchanges), response.status, response.body) == (1, 200, b"done")
    assert response.header("link") is None
    assert taps.lines[0] == b"HTTP/1.1 103 Early Hints\r\n"  # curl's -i shows them


def test_a_kept_connection_that_died_is_told_with_both_tries():
    served = []

    def script(wire: Wire) -> None:
        wire.read_request()
        served.append(1)
        if len(served) == 1:
            wire.answer(b"one")
            wire.read_request()  # and close without a word
        else:
            wire.answer(b"two")

    with RawServer(script) as server:
        carried = carry_all(get(f"{server.url}/a"), get(f"{server.url}/b"))[1]
    first, second = carried.exchanges
    assert (first.reused, second.reused) == (True, False)
    assert failed(first).code == "ECONNRESET"
    assert answered(second).body == b"two"
    assert first.request.url == second.request.url == f"{server.url}/b"


def test_a_tunnel_is_no_exchange_and_a_refused_one_is():
    with RawServer(by_path(a=whole("200 OK", "through"))) as server:
        with RawServer(HttpProxy()) as proxy:
            carried = carry(get(f"{server.url}/a", proxy=proxy.url, proxytunnel=True))
        with RawServer(HttpProxy(refuse="403 Forbidden")) as proxy:
            turned = carry(get(f"{server.url}/a", proxy=proxy.url, proxytunnel=True))
    (only,) = carried.exchanges
    assert (only.request.url, answered(only).body) == (f"{server.url}/a", b"through")
    connect, meant = turned.exchanges
    assert (connect.request.method, connect.request.url) == ("CONNECT", f"127.0.0.1:{server.port}")
    assert answered(connect).status == 403
    assert "403" in failed(meant).reason
    assert turned.facts["http_connect"] == 403


def test_a_proxy_is_asked_for_the_whole_url():
    with RawServer(by_path(a=whole("200 OK", "x"))) as server, RawServer(HttpProxy()) as proxy:
        carried = carry(get(f"{server.url}/a?b", proxy=proxy.url))
    (only,) = carried.exchanges
    assert only.head.startswith(f"GET {server.url}/a?b HTTP/1.1")
    assert only.request.url == f"{server.url}/a?b"
    assert carried.facts["proxy_used"] == 1


def test_an_upload_is_named_and_not_kept(tmp_path):
    file = tmp_path / "up.bin"
    file.write_bytes(b"z" * 3_000_000)

    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"ok"))) as server:
        carried = carry(Transfer(url=f"{server.url}/up", content=Upload(path=str(file)), options=SOON))
    assert carried.last
    assert carried.last.request.body == (FilePart(path=str(file), size=3_000_000),)
    assert carried.last.request.method == "PUT"


def test_a_large_body_is_kept_in_part():
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"ok"))) as server:
        carried = carry(Transfer(url=f"{server.url}/up", content=Data(content=b"z" * 3_000_000), options=SOON))
    assert carried.last
    assert len(sent(carried.last)) == 1 << 20
    assert carried.facts["size_upload"] == 3_000_000


def test_http_0_9_has_no_head():
    with RawServer(lambda wire: (wire.read_head(), wire.send(b"old words"))) as server:
        carried = carry(get(server.url, **{"http0.9": True}))
        refused = carry(get(server.url))
    response = answered(carried.last)
    assert (response.status, response.http_version, response.body) == (0, "0.9", b"old words")
    assert refused.code == 1
    assert failed(refused.last).code == "HPE_INVALID_CONSTANT"


def test_user_information_of_the_url_is_sent_and_not_told():
    with RawServer(by_path(a=whole("200 OK"))) as server:
        carried = carry(get(f"http://u:p%20w@127.0.0.1:{server.port}/a"))
    assert carried.last
    assert carried.last.request.url == f"{server.url}/a"
    assert carried.last.request.header("authorization") == "Basic dTpwIHc="


def test_the_ids_are_the_callers():
    with RawServer(by_path(a=whole("200 OK"))) as server:
        first, second = carry_all(get(f"{server.url}/a"), get(f"{server.url}/a"))
    assert [one.exchanges[0].id for one in (first, second)] == ["r0", "r1"]
    assert [one.exchanges[0].reused for one in (first, second)] == [False, True]
