"""NTLM without libcurl's help, and --anyauth where a server offers it."""

from __future__ import annotations

import base64
import struct

import pytest

from assay.model.transfer import Data
from assay.runtime.curl.authenticating import conversation
from assay.runtime.curl.ntlm import first_message, login_of, third_message
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from .operating import Site, job, no, run

TYPE1 = "NTLM TlRMTVNTUAABAAAABoIIAAAAAAAAAAAAAAAAAAAAAAA="
"""What Debian's curl 7.88.1 sends."""
INFO = struct.pack("<HH", 2, 8) + "SHOP".encode("utf-16-le") + bytes(4)


def challenge(flags: int = 0x00888205, info: bytes = INFO) -> str:
    """Type 2, with the nonce 0123456789abcdef."""
    head = (
        b"NTLMSSP\0" + struct.pack("<IHHI", 2, 0, 0, 48) + struct.pack("<I", flags) + bytes.fromhex("0123456789abcdef")
    )
    return base64.b64encode(head + bytes(8) + struct.pack("<HHI", len(info), len(info), 48) + info).decode()


def fields(message: str) -> list[bytes]:
    """What the five fields of a third message point to: LM, NT, domain, user, host."""
    raw = base64.b64decode(message.removeprefix("NTLM "))
    spans = [struct.unpack_from("<HHI", raw, 12 + 8 * index) for index in range(5)]
    return [raw[at : at + size] for size, _, at in spans]


class Guarded:
    """Wants NTLM on each connection; `offers` come before anything else was tried."""

    def __init__(self, *offers: str, status: str = "401 Unauthorized", asks: str = "WWW-Authenticate") -> None:
        self.offers = offers or ("NTLM",)
        self.status = status
        self.asks = asks
        self.seen: list[bytes] = []

    def __call__(self, wire: Wire) -> None:
        while request := wire.read_request():
            self.seen.append(request)
            stage = request.split(b"uthorization: NTLM ")[1][:24] if b"uthorization: NTLM" in request else b""
            if base64.b64decode(stage)[8:9] == b"\x03":
                wire.answer(b"welcome")
            elif stage:
                wire.answer(b"and?", status=self.status, headers=(f"{self.asks}: NTLM {challenge()}",))
            elif b"uthorization: Basic" in request:
                wire.answer(b"basic")
            else:
                wire.answer(b"who?", status=self.status, headers=tuple(f"{self.asks}: {one}" for one in self.offers))


def test_three_messages_on_one_connection():
    site = Guarded()
    with RawServer(site) as server:
        options = {"ntlm": True, "user": "SHOP\\nora:password"}
        outcome = run(job(f"{server.url}/a", options=options, content=Data(content=b"x=1")))
        assert server.connections == 1
    assert (outcome.code, outcome.out) == (0, b"welcome")
    first, third = site.seen
    assert TYPE1.encode() in first
    assert first.endswith(b"\r\n\r\n")
    assert third.endswith(b"x=1")
    assert outcome.carried[0].transfer.options == options  # nothing of it is in what was asked for
    assert [one.response and one.response.status for one in outcome.carried[0].exchanges] == [401, 200]


def test_fail_waits_for_the_end_of_the_talk():
    with RawServer(Guarded()) as server:
        outcome = run(job(f"{server.url}/a", {"fail": True}, options={"ntlm": True, "user": "n:p"}))
    assert (outcome.code, outcome.out) == (0, b"welcome")


@pytest.mark.parametrize(
    ("offers", "told", "requests"),
    [
        (("NTLM",), b"welcome", 3),
        (("NTLM", 'Basic realm="x"'), b"welcome", 3),
        (('Basic realm="x"',), b"basic", 2),
        (("Bearer",), b"who?", 1),
    ],
)
def test_any_log_in_takes_the_best_that_is_offered(offers, told, requests):
    site = Guarded(*offers)
    with RawServer(site) as server:
        outcome = run(job(f"{server.url}/a", options={"anyauth": True, "user": "n:p"}))
    assert (outcome.out, len(site.seen)) == (told, requests)


def test_several_challenges_in_one_line():
    site = Guarded('Custom realm="a, Basic, \\" b", NTLM, Basic realm="x"')
    with RawServer(site) as server:
        outcome = run(job(f"{server.url}/a", options={"anyauth": True, "user": "n:p"}))
    assert (outcome.out, len(site.seen)) == (b"welcome", 3)


def test_fail_where_it_is_not_offered():
    with RawServer(Site(a=[no("401 Unauthorized", b"who?", "WWW-Authenticate: Bearer")])) as server:
        for options in ({"ntlm": True}, {"anyauth": True}):
            outcome = run(job(f"{server.url}/a", {"fail": True}, options={"user": "n:p"} | options))
            assert (outcome.code, outcome.out) == (22, b"")


def test_a_proxy_that_offers_the_worse_one_too():
    site = Guarded('Basic realm="x"', "NTLM", status="407 Proxy Authentication Required", asks="Proxy-Authenticate")
    with RawServer(site) as server:
        options = {"proxy": server.url, "proxy-anyauth": True, "proxy-user": "n:p"}
        outcome = run(job("http://api.test/a", options=options))
    assert (outcome.out, len(site.seen)) == (b"welcome", 3)


def test_at_a_proxy():
    site = Guarded(status="407 Proxy Authentication Required", asks="Proxy-Authenticate")
    with RawServer(site) as server:
        options = {"proxy": server.url, "proxy-ntlm": True, "proxy-user": "n:p"}
        outcome = run(job("http://api.test/a", options=options))
        through = run(job("https://api.test/a", options=options))
    assert outcome.out == b"welcome"
    assert (through.code, len(site.seen)) == (2, 2)
    assert "--proxy-ntlm" in through.carried[0].error


def test_a_server_that_asks_for_nothing_gets_what_was_to_be_sent():
    seen = []

    def script(wire: Wire) -> None:
        while request := wire.read_request():
            seen.append(request)
            wire.answer(b"open")

    with RawServer(script) as server:
        options = {"ntlm": True, "user": "n:p"}
        outcome = run(job(f"{server.url}/a", options=options, content=Data(content=b"x=1")))
    assert outcome.out == b"open"
    assert seen[-1].endswith(b"x=1")
    assert b"Authorization" not in seen[-1]


@pytest.mark.parametrize("reply", ["", "!!!", "TlRMTVNTUAA=", base64.b64encode(b"x" * 200).decode()])
def test_a_second_message_that_is_none_ends_it(reply):
    def script(wire: Wire) -> None:
        while wire.read_request():
            wire.answer(b"no", status="401 Unauthorized", headers=(f"WWW-Authenticate: NTLM {reply}",))

    with RawServer(script) as server:
        outcome = run(job(f"{server.url}/a", options={"ntlm": True, "user": "n:p"}))
    assert outcome.code == 0
    assert len(outcome.carried[0].exchanges) == 1


def test_the_third_message_by_the_book():
    """NTLMv2 of MS-NLMP 4.2.4, but for our constant workstation."""
    login = login_of("Domain/User:Password")
    assert login == ("Domain", "User", "Password")
    message = third_message(challenge(), login, chance=b"\xaa" * 8, now=-11644473600.0)
    assert message
    lm, nt, domain, user, host = fields(message)
    assert lm.hex() == "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"
    assert nt[16:32].hex() == "01010000000000000000000000000000"
    assert [part.decode("utf-16-le") for part in (domain, user, host)] == ["Domain", "User", "WORKSTATION"]


def test_a_server_of_old_gets_version_one():
    message = third_message(challenge(0x00000206, b""), login_of("u:p"), chance=bytes(8), now=0.0)
    assert message
    assert [len(part) for part in fields(message)] == [24, 24, 0, 1, 11]


def test_libcurl_does_it_where_it_can():
    transfer = job("http://a/", options={"ntlm": True, "user": "n:p"}).transfer
    assert conversation(transfer, chance=bytes, clock=float, knows_ntlm=True) is None
    assert conversation(transfer, chance=bytes, clock=float, knows_ntlm=False) is not None
    no_user = job("http://a/", options={"ntlm": True}).transfer
    assert conversation(no_user, chance=bytes, clock=float, knows_ntlm=False) is None


def test_the_first_message_is_curls():
    assert first_message() == TYPE1
