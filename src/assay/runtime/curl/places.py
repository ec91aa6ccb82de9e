"""Which place a job's answer goes to, by its options."""

from __future__ import annotations

import os
from typing import NamedTuple

from assay.model.transfer import Job, Upload
from assay.runtime.curl.file_names import inside
from assay.runtime.curl.heads import Write
from assay.runtime.curl.streams import Streams
from assay.runtime.curl.target import File, Handed, Nowhere, make_folders
from assay.transport.curl.asked import Asked
from assay.transport.curl.libcurl import FAILED_INIT
from assay.transport.curl.refused import Refused


class Place(NamedTuple):
    """Where to, from which byte on (-C), and whether the file is there already (--skip-existing)."""

    to: Nowhere
    resume: int = 0
    skipped: bool = False


def place_of(job: Job, asked: Asked, streams: Streams, terminal_body: Write | None) -> Place:
    """Raises Refused for a folder that cannot be made, or a byte to go on from that is none."""
    path = _path(asked)
    offset = _offset(job, path)
    if asked.flag("out-null"):
        return Place(Nowhere(), offset)
    if path is None:
        return Place(_standard_output(streams, terminal_body), offset)
    if asked.flag("create-dirs"):
        make_folders(path)
    if asked.flag("skip-existing") and os.path.exists(path):
        return Place(Nowhere(), skipped=True)
    file = File(path, append=bool(offset))
    if asked.denied("clobber"):
        file.clobber = False
        file.renames = True
    return Place(file, offset)


def _path(asked: Asked) -> str | None:
    """None where it goes to standard output."""
    folder = asked.text("output-dir") or ""
    given = asked.text("output")
    return None if given is None or given == "-" else inside(folder, given)


def _offset(job: Job, path: str | None) -> int:
    """-C: a byte, or "-" for the size of the file as it is."""
    given = job.transfer.options.get("continue-at", job.output.get("continue-at"))
    if given is None or isinstance(given, bool | tuple):
        return 0
    if str(given) != "-":
        return _byte(str(given))
    if path is None or isinstance(job.transfer.content, Upload):
        return 0
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0


def _byte(text: str) -> int:
    try:
        return max(0, int(float(text)))
    except (ValueError, OverflowError):
        raise Refused(FAILED_INIT, f"-C needs a number of bytes or -, and {text!r} is neither") from None


def _standard_output(streams: Streams, terminal_body: Write | None) -> Nowhere:
    if not streams.out_is_terminal:
        return Handed(streams.write)
    # On a terminal the answer is shown when it is there; only who asked for it gets it as it comes.
    return Handed(terminal_body) if terminal_body is not None else Nowhere()
