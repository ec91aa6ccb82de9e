"""Headers of ours among libcurl's own: in the order that curl writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.model.transfer import Transfer, Upload
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from assay.transport.curl.order import led

from .carrying import carry

OURS = "Authorization: X y"


@pytest.mark.parametrize(
    ("headers", "options", "expected"),
    [
        ((), {}, ["Authorization", "User-Agent", "Accept"]),
        (("B: 1",), {"user-agent": "mine"}, ["Authorization", "User-Agent", "Accept", "B"]),
        ((), {"user-agent": ""}, ["Authorization", "Accept"]),
        (("accept: x", "User-Agent:"), {}, ["Authorization", "accept", "User-Agent"]),
        (("Accept;",), {}, ["Authorization", "User-Agent", "Accept;"]),
        ((), {"referer": "r"}, ["Authorization", "User-Agent", "Accept", "Referer"]),
        ((), {"referer": "r;auto"}, ["Authorization", "User-Agent", "Accept"]),
        ((), {"proxy": "http://p"}, ["Authorization", "User-Agent", "Accept", "Proxy-Connection"]),
        ((), {"proxy": "socks5://p"}, ["Authorization", "User-Agent", "Accept"]),
        ((), {"proxy": "p", "proxytunnel": True}, ["Authorization", "User-Agent", "Accept"]),
        ((), {"proxy": "p", "socks5": "q"}, ["Authorization", "User-Agent", "Accept"]),
    ],
)
def test_what_stands_where(headers, options, expected):
    told = led((OURS,), Transfer(url="http://a/", headers=headers, options=options))
    assert [line.partition(":")[0] for line in told] == expected


def test_nothing_of_ours_changes_nothing():
    assert led((), Transfer(url="http://a/", headers=("B: 1",))) == ("B: 1",)


@pytest.mark.parametrize(("offset", "told", "sent"), [("4", b"4-9/10", b"456789"), ("-", b"0-9/10", b"0123456789")])
def test_an_upload_that_goes_on_says_where(tmp_path: Path, offset, told, sent):
    (tmp_path / "a").write_bytes(b"0123456789")
    seen = []

    def script(wire: Wire) -> None:
        seen.append(wire.read_request())
        wire.answer(b"")

    with RawServer(script) as server:
        upload = Upload(path=str(tmp_path / "a"))
        transfer = Transfer(url=server.url, content=upload, options={"continue-at": offset})
        carry(transfer, resume=0 if offset == "-" else int(offset))
    lines = seen[0].split(b"\r\n")
    assert lines[2] == b"Content-Range: bytes " + told
    assert lines[-1] == sent


def test_an_upload_with_nothing_left_is_not_begun(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"0123456789")
    upload = Upload(path=str(tmp_path / "a"))
    carried = carry(Transfer(url="http://127.0.0.1:9/", content=upload, options={"continue-at": "10"}), resume=10)
    assert carried.code == 18
    assert "-C" in carried.error
