"""What libcurl knows of a transfer after it: times, the peer, and the phase that was reached."""

from __future__ import annotations

from typing import NamedTuple

import pycurl

from assay.model.exchange import Timings


class Marks(NamedTuple):
    """Microseconds from the start to the end of each step; zero for a step that was skipped or never reached."""

    name: int
    connect: int
    tls: int
    sent: int
    first_byte: int
    total: int
    connected: bool
    """Whether there was a connection, kept or new"""
    kept: bool
    """Whether it had carried an earlier exchange"""


def read_marks(curl: pycurl.Curl) -> Marks:
    """Valid until the handle is reset."""
    info = curl.getinfo
    connected = bool(info(pycurl.PRIMARY_IP))
    return Marks(
        info(pycurl.NAMELOOKUP_TIME_T),
        info(pycurl.CONNECT_TIME_T),
        info(pycurl.APPCONNECT_TIME_T),
        info(pycurl.POSTTRANSFER_TIME_T),
        info(pycurl.STARTTRANSFER_TIME_T),
        info(pycurl.TOTAL_TIME_T),
        connected,
        connected and info(pycurl.NUM_CONNECTS) == 0,
    )


def timings(marks: Marks, *, secure: bool) -> Timings:
    """The steps as phases, as Newman counts them: the first byte is awaited from the moment the connection is made.

    `secure`: under TLS, so that what came to no end before the handshake did was the handshake.
    """
    if not marks.connected:
        return Timings(name=marks.name / 1000, connect=(marks.total - marks.name) / 1000, total=marks.total / 1000)
    if secure and marks.connect and not marks.kept and not marks.tls:
        return Timings(
            name=marks.name / 1000,
            connect=(marks.connect - marks.name) / 1000,
            tls=(marks.total - marks.connect) / 1000,
            total=marks.total / 1000,
        )
    made = max(marks.connect, marks.tls)
    return Timings(
        name=marks.name / 1000,
        connect=(marks.connect - marks.name) / 1000 if marks.connect else 0.0,
        tls=(marks.tls - marks.connect) / 1000 if marks.tls else 0.0,
        first_byte=max(0, marks.first_byte - made) / 1000,
        download=(marks.total - marks.first_byte) / 1000 if marks.first_byte else 0.0,
        total=marks.total / 1000,
    )


def phase(marks: Marks, *, secure: bool, head: bool) -> str:
    """Where a transfer stood when it ended. `head`: whether the head of an answer had arrived."""
    if head:
        return "download"
    if not marks.connected:
        return "connect" if marks.name else "name"
    if secure and not marks.kept and not marks.tls:
        return "tls"
    return "first byte" if marks.sent else "send"


def remote(curl: pycurl.Curl) -> str:
    """address:port of the peer, or nothing where none was reached."""
    address = curl.getinfo(pycurl.PRIMARY_IP)
    if not address:
        return ""
    host = f"[{address}]" if ":" in address else address
    return f"{host}:{curl.getinfo(pycurl.PRIMARY_PORT)}"
