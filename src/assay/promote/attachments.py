"""The files that requests send: where a suite keeps its copies of them."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from assay.model.suite import BodyTemplate, Entry

FOLDER = "files"
LONGEST = 80


def kept_as(src: str) -> str:
    """`files/photo.png`, beside the tests; folders of the path are part of the name, so that no two are one."""
    name = re.sub(r"[^\w.-]+", "-", src.replace("\\", "/").strip("./"))[-LONGEST:].strip("-.")
    return f"{FOLDER}/{name or 'file'}"


def sources_of(body: BodyTemplate | None) -> list[str]:
    """The paths of all files of a body, as the collection has them; empty texts where one was never chosen."""
    if body is None or not body.enabled:
        return []
    if body.mode == "file":
        return [body.src or ""]
    parts = [one for one in body.formdata if one.enabled and one.key and one.type == "file"]
    return [src for one in parts for src in sources_in(one)] if body.mode == "formdata" else []


def sources_in(entry: Entry) -> Iterator[str]:
    """The paths of one part: Postman has several where several files were chosen."""
    yield from entry.src if isinstance(entry.src, tuple) and entry.src else (str(entry.src or ""),)


def sent_name(src: str) -> str:
    """What the server is told that a file is called."""
    return PurePosixPath(src.replace("\\", "/")).name


def media_of(src: str) -> str:
    """The media type, by the name."""
    return mimetypes.guess_type(sent_name(src))[0] or "application/octet-stream"
