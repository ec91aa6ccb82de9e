"""Copies the files that a collection sends into the suite that sends them; what stands there is left as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

from assay.model.command import FileFacts, FileRefused
from assay.model.errors import InputError
from assay.model.suite import BodyTemplate
from assay.promote.attachments import kept_as, sources_of
from assay.promote.flow import Flow
from assay.promote.writing.suite import Suite, texts
from assay.runtime.files import Files

LARGEST = 8 * 1024 * 1024
"""Bytes of a file that a suite may keep."""


def unread(body: BodyTemplate | None, files: Files) -> tuple[str, ...]:
    """Why files of a body cannot be part of a suite."""
    found = [(src, files.inspect(src)) for src in sources_of(body)]
    refused = [f"the file is not there: {one.reason}" for _, one in found if isinstance(one, FileRefused)]
    large = [
        f"the file {src!r} is larger than {LARGEST:,} bytes"
        for src, one in found
        if isinstance(one, FileFacts) and one.size > LARGEST
    ]
    return (*refused, *large)


def attach(flow: Flow, suite: Suite, files: Files, folder: Path) -> list[Path]:
    """Copy what the suite reads. Raises InputError where the disk does not take it."""
    code = "\n".join(texts(suite).values())
    done = []
    for src in dict.fromkeys(src for node in flow.nodes for src in sources_of(node.source.step.request.body)):
        target, found = folder / kept_as(src), files.inspect(src)
        if isinstance(found, FileFacts) and f'"{kept_as(src)}"' in code and not target.exists():
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(found.path, target)
            except OSError as problem:
                raise InputError(f"cannot be written: {problem.strerror}", where=str(target)) from None
            done.append(target)
    return done
