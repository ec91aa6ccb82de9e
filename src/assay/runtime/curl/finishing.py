"""What is left to do when a job's last attempt is over: its file, its time, its facts, -w and the cookie jar."""

from __future__ import annotations

import contextlib
import os

import msgspec
import pycurl

from assay.model.transfer import Carried
from assay.report.write_out import STANDARD_ERROR, STANDARD_OUTPUT, write_out
from assay.runtime.curl.streams import Streams
from assay.runtime.curl.target import File
from assay.runtime.curl.task import Task
from assay.transport.curl.libcurl import HTTP_RETURNED_ERROR
from assay.transport.curl.refused import Stop

LIBRARIES = pycurl.version.partition(" ")[2]


def judged(task: Task, carried: Carried) -> Carried:
    """--fail-with-body: an answer of 400 or more is an error although its body was kept."""
    status = int(carried.facts.get("http_code") or 0)
    if carried.code == 0 and status >= 400 and task.asked.flag("fail-with-body"):
        return msgspec.structs.replace(
            carried, code=HTTP_RETURNED_ERROR, error=f"The requested URL returned error: {status}"
        )
    return carried


def settled(task: Task, carried: Carried, *, unmet: bool, file_time: int) -> Carried:
    """The body's file made, closed, dated or removed; what goes wrong with it becomes the job's error."""
    to = task.to
    try:
        if carried.code == 0 and not unmet and not to.written:
            to.create()
        to.close()
    except Stop as stop:
        carried = failed(carried, stop)
    if isinstance(to, File):
        if carried.code and task.asked.flag("remove-on-error"):
            to.remove()
        elif not carried.code and task.asked.flag("remote-time") and file_time >= 0:
            _date(to.path, file_time)
    task.close()
    return _with_facts(task, carried)


def failed(carried: Carried, stop: Stop) -> Carried:
    """With our error, where libcurl had none."""
    if carried.code:
        return carried
    return msgspec.structs.replace(carried, code=stop.code, error=stop.sentence)


def tell(task: Task, carried: Carried, streams: Streams, *, now: float) -> None:
    """--write-out. Raises Stop where standard output takes no more."""
    template = task.asked.text("write-out")
    if template is None:
        return
    written = write_out(template, carried, now=now)
    for name in written.unknown:
        streams.tell(f"curl: unknown --write-out variable: '{name}'")
    begun: set[str] = set()
    for to, data in written.pieces:
        if to == STANDARD_OUTPUT:
            streams.show(data)
        elif to == STANDARD_ERROR:
            streams.tell_text(data)
        else:
            _append(to, data, streams, begun)


def _append(to: str, data: bytes, streams: Streams, begun: set[str]) -> None:
    """%output{}: a file that cannot be opened is told, and changes nothing else."""
    path = to.lstrip(">")
    try:
        with open(path, "ab" if to.startswith(">>") or path in begun else "wb") as stream:
            stream.write(data)
    except (OSError, ValueError) as error:
        if not data:
            said = error.strerror if isinstance(error, OSError) else str(error)
            streams.tell(f"Warning: {path} cannot be written: {said}")
    begun.add(path)


def _with_facts(task: Task, carried: Carried) -> Carried:
    facts = dict(carried.facts)
    facts["num_retries"] = task.retries.done
    facts["urlnum"] = task.number
    facts["curl_version"] = LIBRARIES
    if isinstance(task.to, File):
        facts["filename_effective"] = task.to.path
    return msgspec.structs.replace(carried, facts=facts, exchanges=tuple(task.exchanges))


def _date(path: str, moment: int) -> None:
    with contextlib.suppress(OSError, OverflowError):  # the file is there, only its date is not
        os.utime(path, (moment, moment))
