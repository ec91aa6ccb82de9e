"""What meant.toml puts down to libcurl is libcurl's own doing: seen through pycurl alone, with no line of assay's."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pycurl
import pytest

from .meant import meanings
from .normal import plain
from .server.site import Site, certificates

Options = dict[str, Any]


class Seen:
    """What one use of libcurl brought: its number, the answer, and what the site met."""

    def __init__(self, site: Site, url: str, options: Options) -> None:
        self.headers, self.body = io.BytesIO(), io.BytesIO()
        self.code = self._perform(url, options)
        visits = site.take()
        self.facts = [visit.facts for visit in visits]
        folder = str(site.folder)
        self.requests = [plain(raw.decode("latin-1"), site.ports, folder) for visit in visits for raw in visit.requests]

    def _perform(self, url: str, options: Options) -> int:
        handle = pycurl.Curl()
        settings = {"USERAGENT": "x", "WRITEDATA": self.body, "HEADERFUNCTION": self.headers.write} | options
        for name, value in ({"URL": url.encode()} | settings).items():
            handle.setopt(getattr(pycurl, name), value)
        try:
            handle.perform()
        except pycurl.error as error:
            return int(error.args[0])
        finally:
            self.scheme = handle.getinfo(pycurl.SCHEME)
            handle.close()
        return 0

    def lines(self, number: int) -> list[str]:
        """One request's head."""
        return self.requests[number].partition("\r\n\r\n")[0].split("\r\n")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("l")
    (folder / "pems").mkdir()
    made = Site(certificates(folder / "pems"), folder)
    yield made
    made.close()


@pytest.fixture
def seen(site: Site) -> Callable[..., Seen]:
    """`seen("/path", OPTION=value)`; {door} in a text is its host and port."""

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            for name, port in site.ports.items():
                value = value.replace(f"{{{name}}}", f"127.0.0.1:{port}").replace(f"{{{name}.port}}", str(port))
        return value

    def use(url: str, **options: Any) -> Seen:
        return Seen(site, filled(url), {name: filled(value) for name, value in options.items()})

    return use


Use = Callable[..., Seen]


def window(seen: Use) -> bool:
    asked = seen("http://{http}/", HTTP_VERSION=pycurl.CURL_HTTP_VERSION_2_0)
    return "HTTP2-Settings: AAMAAABkAAQAAQAAAAIAAAAA" in asked.lines(0)


def connection_last(seen: Use) -> bool:
    asked = seen("http://{http}/", HTTPHEADER=["Connection: keep-alive", "Origin: a"])
    return asked.lines(0)[-2:] == ["Origin: a", "Connection: keep-alive"]


def no_expect_for_small_uploads(seen: Use) -> bool:
    return not any("Expect" in line for line in seen("http://{http}/", **upload(b"small")).lines(0))


def upload(content: bytes) -> Options:
    source = io.BytesIO(content)
    return {"UPLOAD": 1, "READFUNCTION": source.read, "INFILESIZE": len(content), "SEEKFUNCTION": source.seek}


def upload_body_before_redirect(seen: Use) -> bool:
    moved = seen("http://{http}/redirect/307?to=/again", FOLLOWLOCATION=1, **upload(b"twice"))
    return len(moved.facts) == 1 and [asked.endswith("\r\n\r\ntwice") for asked in moved.requests] == [True, True]


def expect_kept_after_417(seen: Use) -> bool:
    asked = seen("http://{http}/flaky/417/1", POSTFIELDS="a=1", HTTPHEADER=["Expect: 100-continue"])
    return "Expect: 100-continue" in asked.lines(1) and asked.requests[2] == "a=1"


def user_of_url_before_netrc(seen: Use, folder: Path) -> bool:
    netrc = folder / "netrc"
    netrc.write_text("machine 127.0.0.1 login nora password n3t\n")
    asked = seen("http://own:word@{http}/basic", NETRC=pycurl.NETRC_REQUIRED, NETRC_FILE=str(netrc))
    return "Authorization: Basic b3duOndvcmQ=" in asked.lines(0)


def cookies_stay(seen: Use) -> bool:
    moved = seen("http://{http}/redirect/302?to=http://localhost:{other.port}/", FOLLOWLOCATION=1, COOKIE="a=1")
    return "Cookie: a=1" in moved.lines(0) and "Cookie: a=1" not in moved.lines(1)


def host_stays(seen: Use) -> bool:
    moved = seen("http://{http}/redirect/302?to=http://{other}/", FOLLOWLOCATION=1, HTTPHEADER=["Host: api.test"])
    return "Host: api.test" in moved.lines(0) and "Host: 127.0.0.1:<other>" in moved.lines(1)


def credentials_come_back(seen: Use) -> bool:
    way = "http://{http}/redirect/302?to=http://{other}/redirect/302?to=http://{http}/c"
    moved = seen(way, FOLLOWLOCATION=1, USERPWD="u:p")
    return any(asked.startswith("GET /c ") and "Authorization: Basic" in asked for asked in moved.requests)


def upper_case_percent(seen: Use) -> bool:
    return seen("http://{http}/ü").lines(0)[0] == "GET /%C3%BC HTTP/1.1"


def escaped_dots(seen: Use) -> bool:
    return seen("http://{http}/a/%2e%2e/b").lines(0)[0] == "GET /b HTTP/1.1"


def unfolded(seen: Use) -> bool:
    return b"X-Folded: one two\r\n" in seen("http://{http}/lines").headers.getvalue()


def tunnel_refused(seen: Use) -> bool:
    return seen("http://{http}/", PROXY="http://{guarded}", HTTPPROXYTUNNEL=1).code == 7


TRUSTING = {"PROXY_SSL_VERIFYPEER": 0, "PROXY_SSL_VERIFYHOST": 0}


def alpn_to_proxies(seen: Use) -> bool:
    return seen("http://api.test/", PROXY="https://{tlsproxy}", **TRUSTING).facts[0]["alpn"] == "http/1.1"


def pins_of_proxies(seen: Use) -> bool:
    pin = f"sha256//{'A' * 43}="
    return seen("http://api.test/", PROXY="https://{tlsproxy}", PROXY_PINNEDPUBLICKEY=pin, **TRUSTING).code == 90


def no_srp(_seen: Use) -> bool:
    return not pycurl.version_info()[4] & (1 << 14)  # CURL_VERSION_TLSAUTH_SRP


def no_idn_in_redirects(_seen: Use) -> bool:
    return not pycurl.version_info()[4] & (1 << 10)  # CURL_VERSION_IDN


def alt_svc_out_of_reach(_seen: Use) -> bool:
    try:
        pycurl.Curl().setopt(10287, "file")  # CURLOPT_ALTSVC
    except TypeError:
        return True
    return False


def judged_after_the_handshake(seen: Use) -> bool:
    refused = seen("https://{stranger}/")
    return refused.code == 60 and refused.facts[0]["tls"] == "TLSv1.3" and not refused.requests


def names_in_http2(seen: Use) -> bool:
    said: list[bytes] = []
    note = {"VERBOSE": 1, "DEBUGFUNCTION": lambda kind, data: said.append(data) if kind == 2 else None}
    asked = seen("https://{h2}/", SSL_VERIFYPEER=0, SSL_VERIFYHOST=0, **note)
    return b"Accept: */*" in b"".join(said) and "accept: */*" in asked.lines(0)


def scheme_in_lower_case(seen: Use) -> bool:
    return seen("http://{http}/").scheme == "http"


def cut_at_the_limit(seen: Use) -> bool:
    cut = seen("http://{http}/endless", MAXFILESIZE=5)
    return (cut.code, cut.body.getvalue()) == (63, b"until")


SHOWN: tuple[Callable[..., bool], ...] = (
    window, connection_last, no_expect_for_small_uploads, upload_body_before_redirect, expect_kept_after_417,
    user_of_url_before_netrc, cookies_stay, host_stays, credentials_come_back, upper_case_percent, escaped_dots,
    unfolded, tunnel_refused, alpn_to_proxies, judged_after_the_handshake, names_in_http2, scheme_in_lower_case,
    cut_at_the_limit, pins_of_proxies, no_srp, no_idn_in_redirects,
    alt_svc_out_of_reach,
)  # fmt: skip


def test_every_difference_of_libcurl_is_shown() -> None:
    assert {rule.id for rule in meanings().all if rule.by == "libcurl"} == {
        shown.__name__.replace("_", "-") for shown in SHOWN
    }


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.__name__)
def test_libcurl_does_it(shown: Callable[..., bool], seen: Use, tmp_path: Path) -> None:
    assert shown(seen, tmp_path) if shown is user_of_url_before_netrc else shown(seen)
