"""The small parts: chunks, schemes, interrupts, readiness without poll."""

from __future__ import annotations

import select
import signal

import pytest

from assay.testing.servers.raw import RawServer
from assay.transport.curl.chunks import without_chunks
from assay.transport.curl.interrupts import Interrupts
from assay.transport.curl.schemes import sendable

from .carrying import Notebook, answered, carry, get


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"5\r\nabc", b"abc"),
        (b"3\r\nabc\r\n5\r", b"abc"),
        (b"no chunks", b""),
        (b"zz\r\nabc", b"zz\r\nabc"),
        (b"", b""),
    ],
)
def test_chunks(data, content):
    assert without_chunks(data) == content


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://b\u00fccher.test:80/\u00fc", "http://xn--bcher-kva.test:80/\u00fc"),
        ("b\u00fccher.test", "xn--bcher-kva.test"),
        ("http://u:p\u00fc@b%C3%BCcher.test/", "http://u:p\u00fc@xn--bcher-kva.test/"),
        ("http://plain.test/\u00fc", "http://plain.test/\u00fc"),
        ("http://[::1]/\u00fc", "http://[::1]/\u00fc"),
        ("", ""),
    ],
)
def test_hosts_beyond_ascii(url, sent):
    assert sendable(url) == sent


def test_a_host_that_is_none():
    carried = carry(get("http://\u00fc..\u00fc/"))
    assert carried.code == 3
    assert "host name" in carried.error


def test_the_parts_of_a_url_that_is_refused_are_known():
    facts = carry(get("h55p://u:p@host:8/path?q")).facts
    assert [facts[f"url.{part}"] for part in ("scheme", "host", "port", "path", "query")] == [
        "h55p", "host", "8", "/path", "q",
    ]  # fmt: skip
    assert facts["urle.host"] == "host"


def test_a_signal_in_a_callback_ends_the_transfer_and_is_raised_outside(capfd):
    class Interrupted(Notebook):
        def debug(self, _kind: int, _data: bytes) -> None:
            signal.raise_signal(signal.SIGINT)

    with RawServer(lambda wire: wire.read_request()) as server, pytest.raises(KeyboardInterrupt):
        carry(get(server.url), taps=Interrupted())
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert capfd.readouterr() == ("", "")


def test_a_signal_is_held_until_libcurl_is_done():
    steps = []
    with Interrupts() as interrupts:
        with pytest.raises(KeyboardInterrupt), interrupts.held():  # noqa: PT012 - the order is what is tested
            signal.raise_signal(signal.SIGINT)
            steps.append("held")
        with pytest.raises(KeyboardInterrupt), interrupts.held(), interrupts.allowed():  # noqa: PT012
            steps.append("allowed")
            signal.raise_signal(signal.SIGINT)
            steps.append("never")
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert steps == ["held", "allowed"]


def test_an_ignored_signal_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Interrupts():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_system_without_poll(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(select, "poll")
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"still"))) as server:
        assert answered(carry(get(server.url)).last).body == b"still"


def test_progress_is_told():
    taps = Notebook()
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"x" * 1000))) as server:
        carry(get(server.url), taps=taps)
    assert taps.steps[-1].downloaded == taps.steps[-1].to_download == 1000
