"""curl's options as they show on the wire, and in what libcurl does."""

from __future__ import annotations

import base64
import io
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pycurl
import pytest

from assay.model.transfer import Data, Form, Part, Transfer, Upload
from assay.testing.servers.http2 import speak_http2
from assay.testing.servers.proxies import HttpProxy, SocksProxy
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from tests.transport.certificates import Shop

from .carrying import answered, around, carry, carry_all, get

SOON = {"expect100-timeout": "0.01"}
"""For servers that give no leave to send."""


class Recorder:
    """Answers everything with 200, and keeps each request as it came."""

    def __init__(self, *headers: str) -> None:
        self.headers = headers
        self.seen: list[bytes] = []

    def __call__(self, wire: Wire) -> None:
        while request := wire.read_request():
            self.seen.append(request)
            wire.answer(b"ok", headers=self.headers)


def wire_of(transfer: Callable[[str], Transfer], **how: object) -> bytes:
    """The one request that a transfer makes at a server, without the lines that every request has."""
    recorder = Recorder()
    with RawServer(recorder) as server:
        carried = carry(transfer(server.url), **how)
    assert carried.code == 0, carried.error
    (seen,) = recorder.seen
    host = f"Host: 127.0.0.1:{server.port}\r\n".encode()
    agent = f"User-Agent: curl/{pycurl.version_info()[1]}\r\n".encode()
    return seen.replace(host, b"").replace(agent, b"").replace(b"Accept: */*\r\n", b"")


@pytest.mark.parametrize(
    ("options", "head"),
    [
        ({"user": "u:p"}, "Authorization: Basic dTpw"),
        ({"oauth2-bearer": "tok"}, "Authorization: Bearer tok"),
        ({"range": "0-4"}, "Range: bytes=0-4"),
        ({"referer": "http://a/;auto"}, "Referer: http://a/"),
        ({"cookie": ("a=1", "b=2")}, "Cookie: a=1;b=2"),
        ({"time-cond": "Tue, 01 Jan 2019 00:00:00 GMT"}, "If-Modified-Since: Tue, 01 Jan 2019 00:00:00 GMT"),
        ({"time-cond": "-Tue, 01 Jan 2019 00:00:00 GMT"}, "If-Unmodified-Since: Tue, 01 Jan 2019 00:00:00 GMT"),
        ({"haproxy-protocol": True}, None),
    ],
)
def test_options_that_write_a_header(options, head):
    seen = wire_of(lambda url: Transfer(url=f"{url}/a", options=options))
    assert (head.encode() if head else b"PROXY TCP4 127.0.0.1 127.0.0.1 ") in seen


def test_compressed_names_what_this_libcurl_can_undo():
    assert b"Accept-Encoding: deflate, gzip, br" in wire_of(lambda url: get(url, compressed=True))


def test_headers_are_added_taken_away_and_sent_empty():
    headers = ("X-A: 1", "X-Empty;", "Accept:", "User-Agent: mine", "Host: other.test", "x-latin: \xe9")
    seen = wire_of(lambda url: Transfer(url=url, headers=headers))
    assert b"X-A: 1\r\n" in seen
    assert b"X-Empty:\r\n" in seen
    assert b"User-Agent: mine\r\n" in seen
    assert b"Host: other.test\r\n" in seen
    assert b"Accept" not in seen
    assert "x-latin: é".encode() in seen


def refused_of(transfer: Transfer) -> int:
    """curl's number of a transfer that is not begun because of a line break."""
    carried = carry(transfer)
    assert "holds a line break" in carried.error
    return carried.code


@pytest.mark.parametrize(
    "options",
    [
        {"user-agent": "x\r\nC: d"},
        {"referer": "x\nC: d"},
        {"cookie": ("a=1\r\nC: d",)},
        {"oauth2-bearer": "token\r"},
        {"range": "1-2\r\nC: d"},
        {"request-target": "/ HTTP/1.1\r\n\r\nGET /b"},
        {"aws-sigv4": "aws:amz:x\r\nC: d:s3", "user": "a:b"},
    ],
)
def test_no_value_begins_a_line_of_its_own(options):
    assert refused_of(Transfer(url="http://127.0.0.1:9", options=options)) == 43


def test_no_header_begins_another_one():
    for line in ("A: b\r\nC: d", "A: b\n", "A: b\r", "A\n: b"):
        assert refused_of(Transfer(url="http://127.0.0.1:9", headers=(line,))) == 43


def test_no_user_agent_at_all():
    assert b"User-Agent" not in wire_of(lambda url: get(url, user_agent=""))


@pytest.mark.parametrize(
    ("transfer", "request_bytes"),
    [
        (Transfer(url="/a", content=Data(content=b"x=1")), b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n"),
        (Transfer(url="/a", content=Data(content=b"")), b"POST /a HTTP/1.1\r\nContent-Length: 0\r\n"),
        (Transfer(url="/a", content=Data(content=b"\0\xff"), method="PATCH"), b"PATCH /a HTTP/1.1\r\n"),
        (Transfer(url="/a/../b", options={"path-as-is": True}), b"GET /a/../b HTTP/1.1\r\n"),
        (Transfer(url="/a/../b"), b"GET /b HTTP/1.1\r\n"),
        (Transfer(url="/a", options={"request-target": "*"}, method="OPTIONS"), b"OPTIONS * HTTP/1.1\r\n"),
        (Transfer(url="/a", options={"http1.0": True}), b"GET /a HTTP/1.0\r\n"),
    ],
)
def test_methods_targets_and_bodies(transfer, request_bytes):
    seen = wire_of(lambda url: msgspec.structs.replace(transfer, url=f"{url}{transfer.url}"))
    assert seen.startswith(request_bytes)
    if isinstance(transfer.content, Data):
        assert seen.endswith(b"\r\n\r\n" + transfer.content.content)


def test_head_has_no_body():
    with RawServer(
        lambda wire: (wire.read_head(), wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"))
    ) as server:
        carried = carry(Transfer(url=server.url, head=True))
    assert (carried.code, answered(carried.last).status) == (0, 200)
    assert carried.exchanges[0].request.method == "HEAD"
    assert not answered(carried.last).truncated


def test_a_form_is_written_as_curl_writes_it(tmp_path: Path):
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "plain").write_text("inside")
    parts = (
        Part(name="text", content=b"words", type="text/x", headers=("X-Part: 1",)),
        Part(name="file", path=str(tmp_path / "a.json")),
        Part(name="named", path=str(tmp_path / "a.json"), file_name='o"dd.json'),
        Part(name="content", path=str(tmp_path / "plain"), file_name=""),
        Part(name="coded", content=b"\xff", encoder="base64"),
        Part(name="many", parts=(Part(content=b"1"), Part(content=b"2")), type="multipart/mixed"),
    )
    seen = wire_of(lambda url: Transfer(url=url, content=Form(parts=parts)))
    head, _, body = seen.partition(b"\r\n\r\n")
    boundary = head.split(b"boundary=")[1].split(b"\r\n")[0]
    assert boundary.startswith(b"-" * 24)
    assert len(boundary) == 46
    inner = body.split(b"multipart/mixed; boundary=")[1].split(b"\r\n")[0]
    told = body.replace(inner, b"INNER").replace(boundary, b"OUTER").decode()
    assert told == (
        '--OUTER\r\nContent-Disposition: form-data; name="text"\r\nContent-Type: text/x\r\nX-Part: 1\r\n\r\nwords\r\n'
        '--OUTER\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n{}\r\n"
        '--OUTER\r\nContent-Disposition: form-data; name="named"; filename="o%22dd.json"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n{}\r\n"
        '--OUTER\r\nContent-Disposition: form-data; name="content"\r\n\r\ninside\r\n'
        '--OUTER\r\nContent-Disposition: form-data; name="coded"\r\nContent-Transfer-Encoding: base64\r\n\r\n/w==\r\n'
        '--OUTER\r\nContent-Disposition: form-data; name="many"\r\n'
        "Content-Type: multipart/mixed; boundary=INNER\r\n\r\n"
        "--INNER\r\n\r\n1\r\n"
        "--INNER\r\n\r\n2\r\n--INNER--\r\n\r\n--OUTER--\r\n"
    )


def test_a_form_whose_file_is_missing():
    form = Form(parts=(Part(name="a", path="/no/such/file"),))
    carried = carry(Transfer(url="http://127.0.0.1:1/", content=form))
    assert carried.code == 26
    assert "/no/such/file" in carried.error


def test_standard_input_is_sent_as_it_comes():
    world = around(standard_input=io.BytesIO(b"piped in"))
    seen = wire_of(lambda url: Transfer(url=f"{url}/up", content=Upload(path="-"), options=SOON), world=world)
    assert seen.startswith(b"PUT /up HTTP/1.1\r\nTransfer-Encoding: chunked\r\n")
    assert seen.endswith(b"8\r\npiped in\r\n0\r\n\r\n")


def test_a_form_from_standard_input():
    world = around(standard_input=io.BytesIO(b"piped in"))
    seen = wire_of(lambda url: Transfer(url=url, content=Form(parts=(Part(name="a", path="-"),))), world=world)
    assert b'name="a"; filename="-"\r\n\r\npiped in\r\n' in seen


def test_going_on_with_an_upload(tmp_path: Path):
    (tmp_path / "up").write_bytes(b"0123456789")
    seen = wire_of(lambda url: Transfer(url=url, content=Upload(path=str(tmp_path / "up"))), resume=4)
    assert b"Content-Range: bytes 4-9/10\r\n" in seen
    assert seen.endswith(b"\r\n\r\n456789")


def test_going_on_with_a_download():
    assert b"Range: bytes=7-\r\n" in _seen_when_resumed(7)


def _seen_when_resumed(at: int) -> bytes:
    recorder = Recorder()
    with RawServer(recorder) as server:
        assert carry(get(server.url), resume=at).code == 33  # it answers with the whole
    return recorder.seen[0]


def test_an_upload_waits_for_leave_and_is_sent_again_after_a_redirect(tmp_path: Path):
    (tmp_path / "up").write_bytes(b"body")
    seen = []

    def script(wire: Wire) -> None:
        while head := wire.read_head():
            wire.send(b"HTTP/1.1 100 Continue\r\n\r\n" if b"Expect" in head else b"")
            seen.append(wire.read_body(head))
            wire.answer(status="200 OK" if b"/b" in head else "307 Temporary", headers=("Location: /b",))

    with RawServer(script) as server:
        upload = Upload(path=str(tmp_path / "up"))
        headers = ("Expect: 100-continue",)
        carried = carry(Transfer(url=f"{server.url}/a", content=upload, options={"location": True}, headers=headers))
    assert (carried.code, seen) == (0, [b"body", b"body"])


@pytest.mark.parametrize(
    ("option", "version"),
    [("socks4", 4), ("socks4a", 4), ("socks5", 5), ("socks5-hostname", 5), ("preproxy", 5)],
)
def test_socks(option, version):
    proxy = SocksProxy()
    with RawServer(Recorder()) as server, RawServer(proxy) as way:
        name = "localhost" if option in ("socks4a", "socks5-hostname") else "127.0.0.1"
        address = f"socks5://127.0.0.1:{way.port}" if option == "preproxy" else f"127.0.0.1:{way.port}"
        carried = carry(get(f"http://{name}:{server.port}/a", **{option: address}))
        assert carried.code == 0, carried.error
    if option != "preproxy":
        assert proxy.asked == [(version, name, server.port)]


def test_the_environment_names_a_proxy(monkeypatch: pytest.MonkeyPatch):
    proxy = HttpProxy()
    with RawServer(Recorder()) as server, RawServer(proxy) as way:
        monkeypatch.setenv("http_proxy", way.url)
        monkeypatch.setenv("NO_PROXY", "")
        carry(get(f"{server.url}/a"))
        carry(get(f"{server.url}/b", noproxy="127.0.0.1"))
        carry(get(f"{server.url}/c", proxy=""))
    assert [head.split(b" ")[1] for head in proxy.seen] == [f"{server.url}/a".encode()]


def test_a_proxy_with_a_login_and_headers_of_its_own():
    proxy = HttpProxy(username="u", password="p")
    with RawServer(Recorder()) as server, RawServer(proxy) as way:
        carried = carry(
            Transfer(
                url=f"{server.url}/a",
                headers=("X-Target: 1",),
                options={"proxy": way.url, "proxy-user": "u:p", "proxytunnel": True, "proxy-header": ("X-Way: 1",)},
            )
        )
    assert carried.code == 0
    assert b"X-Way: 1" in proxy.seen[0]
    assert b"X-Target" not in proxy.seen[0]
    assert base64.b64encode(b"u:p") in proxy.seen[0]
    assert carried.last
    assert carried.last.request.header("x-way") is None


@pytest.mark.parametrize("abstract", [False, True])
def test_unix_sockets(tmp_path: Path, abstract: bool):
    address = f"\0assay-{tmp_path.name}" if abstract else str(tmp_path / "s")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()

    def serve() -> None:
        taken, _ = listener.accept()
        wire = Wire(taken)
        wire.read_request()
        wire.answer(b"by file")
        taken.close()

    thread = threading.Thread(target=serve)
    thread.start()
    option = {"abstract_unix_socket": address[1:]} if abstract else {"unix_socket": address}
    carried = carry(get("http://api.test/a", **option))
    thread.join(10)
    listener.close()
    assert carried.code == 0, carried.error
    assert answered(carried.last).body == b"by file"
    assert carried.last
    assert carried.last.request.url == "http://api.test/a"


def test_an_abstract_socket_that_is_not_there():
    assert carry(get("http://api.test/a", abstract_unix_socket="no-such-socket")).code == 7


def test_names_are_resolved_and_connected_as_told():
    recorder = Recorder()
    with RawServer(recorder) as server:
        resolved = carry(get(f"http://api.test:{server.port}/a", resolve=(f"api.test:{server.port}:127.0.0.1",)))
        connected = carry(get("http://b\u00fccher.test/a", connect_to=(f"::127.0.0.1:{server.port}",)))
    assert (resolved.code, connected.code) == (0, 0)
    assert [b"Host: api.test:" in recorder.seen[0], b"Host: xn--bcher-kva.test\r\n" in recorder.seen[1]] == [True, True]
    assert connected.last
    assert connected.last.request.url == "http://xn--bcher-kva.test/a"


def test_local_port_and_family():
    recorder = Recorder()
    with RawServer(recorder) as server:
        carried = carry(
            get(server.url, ipv4=True, interface="127.0.0.1", local_port="20000-29999", ip_tos=8, mptcp=True)
        )
    assert carried.code == 0, carried.error
    assert 20000 <= int(carried.facts["local_port"]) <= 29999


def test_http2_heads_are_told_as_libcurl_shows_them():
    with RawServer(speak_http2) as server:
        carried = carry(get(f"{server.url}/a", **{"http2-prior-knowledge": True}))
    assert carried.last
    assert carried.last.head.startswith("GET /a HTTP/2\r\n")
    assert carried.last.request.url == f"{server.url}/a"
    response = answered(carried.last)
    assert (response.status, response.http_version, response.body) == (200, "2", b"stream 1")
    assert carried.facts["http_version"] == "2"


def test_cookies_pass_from_transfer_to_transfer_and_into_the_jar(tmp_path: Path):
    recorder = Recorder("Set-Cookie: a=1; Path=/")
    jar = tmp_path / "jar"
    (tmp_path / "old").write_text(
        "127.0.0.1\tFALSE\t/\tFALSE\t0\told\tyes\n127.0.0.1\tFALSE\t/\tFALSE\t9999999999\tlong\t1\n"
    )
    with RawServer(recorder) as server:
        one = get(f"{server.url}/a", cookie=(str(tmp_path / "old"),), junk_session_cookies=True)
        carry_all(one, get(f"{server.url}/b", cookie=("",)), output={"cookie-jar": str(jar)})
    assert b"Cookie: long=1\r\n" in recorder.seen[0]
    assert b"Cookie: " in recorder.seen[1]
    assert b"a=1" in recorder.seen[1]
    assert jar.read_text().startswith("# Netscape HTTP Cookie File\n")
    assert "\ta\t1\n" in jar.read_text()


def test_netrc(tmp_path: Path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login n password w\n")
    login = base64.b64encode(b"n:w")
    assert login in wire_of(lambda url: get(url, netrc_file=str(tmp_path / ".netrc")))
    world = around(environment={"HOME": str(tmp_path / "nowhere")})
    assert b"Authorization" not in wire_of(lambda url: get(url, netrc=True), world=world)


def test_a_strict_transport_file_is_kept(tmp_path: Path):
    file = tmp_path / "hsts"
    file.write_text('secure.test "20991231 00:00:00"\n')
    carried = carry(get("http://secure.test:1/a", hsts=str(file), connect_to=("::127.0.0.1:1",)))
    assert carried.facts["url_effective"].startswith("https://secure.test")
    assert "secure.test" in file.read_text()


def test_an_upgrade_is_told_with_the_url_that_was_asked_for(tmp_path: Path):
    file = tmp_path / "hsts"
    file.write_text('secure.test "20991231 00:00:00"\n')
    with RawServer(Recorder(), tls=Shop(tmp_path).context()) as server:
        carried = carry(
            get("http://secure.test/a", hsts=str(file), connect_to=(f"::127.0.0.1:{server.port}",), insecure=True)
        )
    assert carried.last
    assert carried.last.request.url == "https://secure.test/a"


def test_facts_are_the_variables_of_write_out():
    with RawServer(Recorder("Content-Type: text/x")) as server:
        facts = carry(get(f"{server.url}/a?q#f")).facts
    assert facts["url.query"] == "q"
    assert facts["url.fragment"] == "f"
    assert facts["url.port"] == str(server.port)
    assert facts["remote_port"] == server.port
    assert facts["content_type"] == "text/x"
    assert facts["scheme"] == "http"
    assert facts["num_connects"] == 1
    assert isinstance(facts["time_total"], float)
    assert "redirect_url" not in facts


def test_standard_input_without_waiting_for_it():
    reader, writer = os.pipe()
    seen = []

    def script(wire: Wire) -> None:
        head = wire.read_head()
        wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        os.write(writer, b"late")  # only now is there anything to read
        os.close(writer)
        seen.append(wire.read_body(head))
        wire.answer(b"ok")

    with RawServer(script) as server, os.fdopen(reader, "rb", buffering=0) as stream:
        world = around(standard_input=stream)
        carried = carry(Transfer(url=server.url, content=Upload(path=".")), world=world)
    assert carried.code == 0, carried.error
    assert seen == [b"4\r\nlate\r\n0\r\n\r\n"]
