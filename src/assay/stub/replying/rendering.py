"""An answer of a mapping, its templates filled and its file read, in its parts."""

from __future__ import annotations

from collections.abc import Mapping as Names
from typing import Any

import msgspec

from assay.model.http import Header
from assay.model.stub.answer import Answer
from assay.model.stub.mapping import Mapping
from assay.model.stub.reply import Reply
from assay.stub.files import Files
from assay.stub.matching.seen import Seen
from assay.stub.replying.templates.fill import Filling, World
from assay.stub.replying.templates.model import model_of
from assay.stub.replying.templates.registry import HELPERS

MATCHED_ID, MATCHED_NAME = "Matched-Stub-Id", "Matched-Stub-Name"


def filling_for(seen: Seen, path_parameters: dict[str, str], settings: Names[str, Any], world: World) -> Filling:
    """What fills the templates of one answer; they share what they assign."""
    return Filling(model_of(seen, path_parameters, dict(settings)), HELPERS, world)


def told_by(mapping: Mapping) -> tuple[Header, ...]:
    """The headers that say which mapping answered."""
    named = (Header(MATCHED_NAME, mapping.name),) if mapping.name else ()
    return (Header(MATCHED_ID, mapping.id), *named)


def plain_answer(reply: Reply, mapping: Mapping, body: bytes) -> Answer:
    """An answer as it stands, with this body."""
    kept = tuple(
        header for header in reply.headers if header[0].lower() != "content-length" or header[1] == str(len(body))
    )
    return Answer(status=reply.status, reason=reply.reason, headers=(*kept, *told_by(mapping)), body=body)


def filled_answer(reply: Reply, mapping: Mapping, filling: Filling, files: Files) -> Answer:
    """An answer with its templates filled. Raises BadTemplate and InputError."""
    headers = tuple(Header(name, _latin(filling.filled(value))) for name, value in reply.headers)
    return plain_answer(_with(reply, headers, filling), mapping, _filled_body(reply, filling, files))


def _filled_body(reply: Reply, filling: Filling, files: Files) -> bytes:
    """The body; what stands in a file is left as it is where the mapping asks for that."""
    if not reply.body_file:
        data = reply.body
    else:
        data = files.read(filling.filled(reply.body_file))
        if reply.settings.get("disableBodyFileTemplating") is True:
            return data
    return filling.filled(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _with(reply: Reply, headers: tuple[Header, ...], filling: Filling) -> Reply:
    return msgspec.structs.replace(reply, headers=headers, reason=filling.filled(reply.reason))


def _latin(text: str) -> str:
    """Characters beyond latin-1 as the bytes of their UTF-8, which is how they are carried."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("latin-1")
    return text
