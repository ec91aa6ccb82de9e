"""The options that bound a transfer in time, speed and size, and our own bounds where none was given."""

from __future__ import annotations

import os
import time

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


def set_condition(handle: Handle, asked: Asked) -> str:
    """-z: only what is newer (or older) than a date, or than a file. Returns a warning where it is neither."""
    text = asked.text("time-cond")
    if text is None:
        return ""
    kinds = {"=": pycurl.TIMECONDITION_LASTMOD, "-": pycurl.TIMECONDITION_IFUNMODSINCE}
    kind = kinds.get(text[:1], pycurl.TIMECONDITION_IFMODSINCE)
    moment = _moment(text[1:] if text[:1] in ("=", "-", "+") else text)
    if moment is None:
        return f"--time-cond {text!r} is neither a date nor a file: it is left out"
    handle.number(pycurl.TIMECONDITION, kind, "time-cond")
    handle.number(libcurl.TIMEVALUE_LARGE, moment, "time-cond")
    return ""


DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d", "%Y%m%d", "%d %b %Y", "%b %d %Y")


def _moment(text: str) -> int | None:
    """Seconds since the epoch of a date in any of the usual forms (UTC where no zone is named), or of a file."""
    import calendar
    from email.utils import mktime_tz, parsedate_tz

    for form in DATES:
        try:
            return calendar.timegm(time.strptime(text.strip(), form))
        except ValueError:
            continue
    parsed = parsedate_tz(text)
    if parsed is not None:
        return mktime_tz(parsed if parsed[9] is not None else (*parsed[:9], 0))
    try:
        return int(os.stat(text).st_mtime)
    except OSError:
        return None
