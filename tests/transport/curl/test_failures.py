"""What goes wrong: curl's number, libcurl's sentence, and the phase and cause of the exchange that got no answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assay.model.transfer import Transfer, Upload
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from assay.transport.curl.refused import Stop
from tests.transport.certificates import Shop, issue

from .carrying import Notebook, answered, around, carry, carry_all, failed, get, sent


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("shop"))


def test_a_name_that_nobody_has():
    carried = carry(get("http://nosuch.invalid/a"))
    assert carried.code == 6
    assert "nosuch.invalid" in carried.error
    assert (failed(carried.last).code, failed(carried.last).phase) == ("ENOTFOUND", "name")
    assert carried.last
    assert carried.last.request.url == "http://nosuch.invalid/a"
    assert carried.last.head == ""


def test_a_port_where_nobody_listens():
    carried = carry(Transfer(url="http://127.0.0.1:1/a", headers=("X-A: 1", "X-B;", "Accept:"), method="DELETE"))
    assert carried.code == 7
    outcome = failed(carried.last)
    assert (outcome.code, outcome.phase) == ("ECONNREFUSED", "connect")
    assert "127.0.0.1:1" in outcome.reason
    assert carried.last
    assert (carried.last.request.method, carried.last.request.headers) == ("DELETE", (("X-A", "1"), ("X-B", "")))


def test_a_proxy_that_nobody_runs():
    carried = carry(get("http://127.0.0.1:9/a", proxy="http://127.0.0.1:1"))
    assert carried.code == 7
    assert "127.0.0.1:1" in failed(carried.last).reason


def hung_up(wire: Wire) -> None:
    wire.read_request()


def reset(wire: Wire) -> None:
    wire.read_request()
    wire.reset()


def saying(answer: bytes) -> Callable[[Wire], None]:
    """A script that says this to the first request, and hangs up."""

    def script(wire: Wire) -> None:
        wire.read_request()
        wire.send(answer)

    return script


@pytest.mark.parametrize(
    ("script", "code", "phase"),
    [
        (hung_up, 52, "first byte"),
        (reset, 56, "first byte"),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), 18, "download"),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), 8, "first byte"),
    ],
)
def test_answers_that_break_off(script: Callable[[Wire], None], code: int, phase: str):
    with RawServer(script) as server:
        carried = carry(get(f"{server.url}/a"))
    assert (carried.code, failed(carried.last).phase) == (code, phase)
    assert carried.error


def test_a_head_that_just_stops_is_an_answer_for_curl_and_is_told_as_cut():
    with RawServer(lambda wire: (wire.read_request(), wire.send(b"HTTP/1.1 200 OK\r\nA: b\r\nNo"))) as server:
        carried = carry(get(f"{server.url}/a"))
    assert carried.code == 0
    assert (answered(carried.last).status, answered(carried.last).truncated) == (200, True)


def test_a_time_limit_of_the_users():
    with RawServer(lambda wire: (wire.read_request(), wire.wait_for_end())) as server:
        carried = carry(get(server.url, max_time="0.05"))
    assert carried.code == 28
    assert (failed(carried.last).code, failed(carried.last).phase) == ("ESOCKETTIMEDOUT", "first byte")


def test_silence_ends_a_transfer_without_time_options():
    seconds = [0.0]

    def late() -> float:
        seconds[0] += 1.0  # each look at the clock is a second
        return seconds[0]

    with RawServer(lambda wire: (wire.read_request(), wire.wait_for_end())) as server:
        carried = carry(get(server.url), world=around(monotonic=late))
    assert carried.code == 28
    assert "-m SECONDS" in carried.error
    assert failed(carried.last).reason == carried.error


def test_progress_keeps_a_slow_download_alive():
    seconds = [0.0]
    taps = Notebook()

    def script(wire: Wire) -> None:
        wire.read_request()
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n")
        for _ in range(60):
            wire.send(b"x")
            seconds[0] += 10.0

    with RawServer(script) as server:
        carried = carry(get(server.url), world=around(monotonic=lambda: seconds[0]), taps=taps)
    assert (carried.code, bytes(taps.received)) == (0, b"x" * 60)


@pytest.mark.parametrize(
    ("options", "code", "cause"),
    [
        ({}, 60, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
        ({"insecure": True}, 0, ""),
        ({"cacert": "{ca}"}, 0, ""),
        ({"cacert": "{missing}"}, 77, "ERR_CA_FILE"),
        ({"cacert": "{ca}", "pinnedpubkey": "sha256//AAAA"}, 90, "CURLE_90"),
        ({"insecure": True, "ciphers": "NOSUCH"}, 59, "ERR_SSL_NO_CIPHER_MATCH"),
    ],
)
def test_trust(shop, options, code, cause):
    words = {"{ca}": shop.ca, "{missing}": f"{shop.folder}/none.pem"}
    filled = {name: words.get(value, value) for name, value in options.items()}
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"safe")), tls=shop.context()) as server:
        carried = carry(get(f"{server.url}/a", **filled))
    assert carried.code == code, carried.error
    if code:
        assert (failed(carried.last).code, failed(carried.last).phase) == (cause, "tls")
        if code == 60:
            assert carried.last.timings.tls > 0
        assert carried.last.timings.first_byte == carried.last.timings.download == 0
    else:
        assert answered(carried.last).body == b"safe"
        assert carried.last
        assert carried.last.timings.tls > 0


def test_certificates_that_are_wrong_by_cause(shop):
    old, foreign, alone = shop.leaf(age=60), shop.leaf("other.test"), issue("self", names=("127.0.0.1",))
    causes = {}
    for name, shown in (("old", old), ("foreign", foreign), ("alone", alone)):
        with RawServer(hung_up, tls=shop.context(shown)) as server:
            carried = carry(get(f"{server.url}/a", cacert=shop.ca))
        causes[name] = (carried.code, failed(carried.last).code)
    assert causes == {
        "old": (60, "CERT_HAS_EXPIRED"),
        "foreign": (60, "ERR_TLS_CERT_ALTNAME_INVALID"),
        "alone": (60, "DEPTH_ZERO_SELF_SIGNED_CERT"),
    }


def test_the_environment_names_authorities_as_for_curl(shop):
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"safe")), tls=shop.context()) as server:
        for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE"):
            assert carry(get(server.url), world=around(environment={name: shop.ca})).code == 0
        wrong = {"CURL_CA_BUNDLE": shop.write("other.pem", issue("other", authority=True).pem)}
        assert carry(get(server.url), world=around(environment=wrong | {"SSL_CERT_FILE": shop.ca})).code == 60


def test_a_client_certificate_is_shown(shop):
    pair = shop.write("client.pem", shop.client.pem + shop.client.key_pem())
    locked = shop.write("locked.pem", shop.client.pem + shop.client.key_pem("word"))
    with RawServer(lambda w: (w.read_request(), w.answer(b"known")), tls=shop.asking_context()) as server:
        assert carry(get(server.url, cacert=shop.ca, cert=pair)).code == 0
        assert carry(get(server.url, cacert=shop.ca, cert=locked, **{"pass": "word"})).code == 0
        assert carry(get(server.url, cacert=shop.ca, cert=locked)).code in (43, 58)  # and nobody is asked for it
        assert carry(get(server.url, cacert=shop.ca)).code in (35, 56)


def test_consent_is_asked_before_each_hop():
    asked = []

    def consent(url: str) -> str | None:
        asked.append(url)
        return "that host is not allowed" if "/b" in url else None

    with RawServer(hung_up) as forbidden:
        moved = f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {forbidden.url}/b\r\n\r\n"
        with RawServer(saying(moved.encode())) as server:
            carried = carry(get(f"{server.url}/a", location=True), world=around(consent=consent))
        assert forbidden.connections == 0
    assert asked == [f"{server.url}/a", f"{forbidden.url}/b"]
    assert (carried.code, carried.error) == (42, "that host is not allowed")
    first, second = carried.exchanges
    assert answered(first).status == 302
    assert (failed(second).reason, second.request.url) == ("that host is not allowed", f"{forbidden.url}/b")


def test_consent_is_asked_on_a_kept_connection_too():
    def script(wire: Wire) -> None:
        while wire.read_request():
            wire.answer(status="302 Found", headers=("Location: /b",))

    with RawServer(script) as server:
        world = around(consent=lambda url: "no" if url.endswith("/b") else None)
        carried = carry(get(f"{server.url}/a", location=True), world=world)
    assert [one.request.url for one in carried.exchanges] == [f"{server.url}/a", f"{server.url}/b"]
    assert carried.exchanges[1].head == ""


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("http:/{host}/a", "http://{host}/a"),
        ("{host}/a", "http://{host}/a"),
        ("http://good.test\\@{host}/a", "http://good.test%5c@{host}/a"),
        ("HTTP://{host}", "http://{host}/"),
    ],
)
def test_consent_is_asked_for_what_libcurl_reads(url: str, whole: str):
    asked = []
    with RawServer(saying(b"HTTP/1.1 204 OK\r\n\r\n")) as server:
        host = f"127.0.0.1:{server.port}"
        carried = carry(get(url.replace("{host}", host)), world=around(consent=asked.append))
    assert [one.lower().replace("\\", "%5c") for one in asked] == [whole.replace("{host}", host)]
    assert carried.last
    assert carried.last.request.url.startswith(f"http://{host}/")


def test_a_transfer_that_may_not_begin():
    carried = carry(get("http://127.0.0.1:1/"), world=around(consent=lambda _: "not here"))
    assert (carried.code, carried.error, failed(carried.last).phase) == (42, "not here", "build")


@pytest.mark.parametrize(
    ("transfer", "code", "words"),
    [
        (get("ftp://host/file"), 1, "ftp"),
        (get("http://host/", proto="=ftp"), 1, "--proto"),
        (get("http://host/", proto_default="gopher"), 1, "gopher"),
        (Transfer(url="http://host/", method="A\r\nB: c"), 2, "line"),
        (get("http://host/", ip_tos="nonsense"), 2, "--ip-tos"),
        (get("http://host/", local_port="nine"), 2, "--local-port"),
        (get("http://host/", max_time="soon"), 2, "--max-time"),
        (get("http://host/", alt_svc="file"), 2, "--alt-svc"),
        (get("http://host/", ech="grease"), 2, "--ech"),
        (get("http://host/", dns_servers="127.0.0.1"), 2, "--dns-servers"),
        (Transfer(url="http://host/", content=Upload(path="/no/such/file")), 26, "/no/such/file"),
        (Transfer(url="http://host/", content=Upload(path="/")), 26, "directory"),
        (get("http://ex\0ample/"), 43, "--url"),
    ],
)  # fmt: skip
def test_what_is_refused_before_anything_is_sent(transfer, code, words):
    carried = carry(transfer)
    assert carried.code == code, carried.error
    assert words in carried.error
    assert failed(carried.last).phase == "build"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:99999/", "http://127.0.0.1/a b", "http://[::zz]/", "http://", "", "?"]
)
def test_urls_that_are_none(url: str):
    carried = carry(get(url, location=True))
    assert carried.code == 3
    assert (failed(carried.last).code, failed(carried.last).phase) == ("ERR_INVALID_URL", "build")


def test_a_redirect_to_a_url_that_is_none():
    moved = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://[::zz]/\r\n\r\n"
    with RawServer(saying(moved)) as server:
        carried = carry(get(server.url, location=True))
    assert carried.code == 3
    assert answered(carried.exchanges[0]).status == 302


def test_a_tap_ends_the_transfer():
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"x" * 1000))) as server:
        carried = carry(get(server.url), taps=Notebook(stop=Stop(23, "the disk is full")))
    assert (carried.code, carried.error) == (23, "the disk is full")
    assert answered(carried.last).truncated


def test_what_a_tap_raises_comes_through_and_nothing_is_printed(capfd):
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"x"))) as server, pytest.raises(KeyboardInterrupt):
        carry(get(server.url), taps=Notebook(stop=KeyboardInterrupt()))
    assert capfd.readouterr() == ("", "")


def test_fail_lets_the_answer_stand():
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"no", status="404 Not Found"))) as server:
        carried = carry(get(server.url), output={"fail": True})
    assert carried.code == 22
    assert answered(carried.last).status == 404


def test_a_size_limit():
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"x" * 5000))) as server:
        carried = carry(get(server.url, max_filesize=1024))
    assert carried.code == 63
    assert answered(carried.last).status == 200


def test_a_file_that_shrinks_while_it_is_sent(tmp_path: Path):
    file = tmp_path / "up"
    file.write_bytes(b"x" * 100_000)

    class Cutting(Notebook):
        def debug(self, _kind: int, _data: bytes) -> None:
            file.write_bytes(b"")

    def script(wire: Wire) -> None:
        wire.read_request()

    with RawServer(script) as server:
        carried = carry(Transfer(url=server.url, content=Upload(path=str(file))), taps=Cutting())
    assert carried.code in (18, 26, 52, 55, 56)
    assert len(carried.exchanges) == 1


def test_secrets_are_not_in_the_errors():
    carried = carry_all(get("http://user:s3cret@127.0.0.1:1/"), get("http://127.0.0.1:1/", user="user:s3cret"))
    for one in carried:
        assert "s3cret" not in one.error
        assert "s3cret" not in failed(one.last).reason
        assert one.last
        assert "s3cret" not in one.last.request.url
        assert sent(one.last) == b""
