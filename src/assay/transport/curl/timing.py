"""The options that bound a transfer in time, speed and size, and our own bounds where none was given."""

from __future__ import annotations

import pycurl

from assay.transport.curl import libcurl
from assay.transport.curl.asked import LONGEST, Asked
from assay.transport.curl.handle import Handle

PATIENCE = 30.0
"""Seconds that a connection may take, and that may pass without a byte, where no time option was given."""
BUFFER = 100 * 1024
"""Bytes that curl reads at a time."""
TIME_OPTIONS = ("connect-timeout", "max-time", "speed-limit", "speed-time")
DEFAULT_SPEED_TIME = 30
CONDITIONS = {
    "": pycurl.TIMECONDITION_IFMODSINCE,
    "-": pycurl.TIMECONDITION_IFUNMODSINCE,
    "=": pycurl.TIMECONDITION_LASTMOD,
}
SPEEDS = (pycurl.MAX_RECV_SPEED_LARGE, pycurl.MAX_SEND_SPEED_LARGE)


def is_patient(asked: Asked) -> bool:
    """Whether the user took the time limits into their own hands."""
    return any(name in asked.options for name in TIME_OPTIONS)


def set_timing(handle: Handle, asked: Asked) -> None:
    """Raises Refused."""
    whole, connecting = asked.milliseconds("max-time"), asked.milliseconds("connect-timeout")
    if whole:
        handle.number(pycurl.TIMEOUT_MS, whole, "max-time")
    if connecting is None and not is_patient(asked):
        connecting = round(PATIENCE * 1000)
    # libcurl has a limit of its own (5 minutes), which only a very high one takes away.
    handle.number(pycurl.CONNECTTIMEOUT_MS, connecting if connecting else 0, "connect-timeout")
    _set_speed(handle, asked)
    waiting = asked.milliseconds("expect100-timeout")
    if waiting:
        handle.number(pycurl.EXPECT_100_TIMEOUT_MS, waiting, "expect100-timeout")
    apart = asked.integer("happy-eyeballs-timeout-ms")
    if apart is not None:
        handle.number(libcurl.HAPPY_EYEBALLS_TIMEOUT_MS, min(apart, LONGEST), "happy-eyeballs-timeout-ms")
    most = asked.size("max-filesize")
    if most:
        handle.number(pycurl.MAXFILESIZE_LARGE, most, "max-filesize")


def _set_speed(handle: Handle, asked: Asked) -> None:
    least, long = asked.integer("speed-limit"), asked.integer("speed-time")
    if least is not None or long is not None:
        handle.number(pycurl.LOW_SPEED_LIMIT, 1 if least is None else least, "speed-limit")
        handle.number(pycurl.LOW_SPEED_TIME, DEFAULT_SPEED_TIME if long is None else long, "speed-time")
    most = asked.size("limit-rate")
    if most:
        for option in SPEEDS:
            handle.number(option, most, "limit-rate")
    handle.number(pycurl.BUFFERSIZE, min(BUFFER, max(1024, most)) if most else BUFFER)


def set_condition(handle: Handle, asked: Asked) -> None:
    """-z: only what was changed since a moment, or was not."""
    text = asked.text("time-cond")
    if text is not None:
        from assay.formats.curl.dates import condition

        sign, moment = condition(text)
        handle.number(pycurl.TIMECONDITION, CONDITIONS[sign], "time-cond")
        handle.number(libcurl.TIMEVALUE_LARGE, moment, "time-cond")
