"""Declared answers of OpenAPI 3."""

from __future__ import annotations

import re

import msgspec

from assay.formats.openapi.media import read_content
from assay.formats.openapi.node import Node
from assay.formats.openapi.parameters import read_headers
from assay.formats.openapi.reading import Reading
from assay.model.contract import Answer, Body

_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default", re.IGNORECASE)


def read_status(key: str) -> str | None:
    """A key of `responses` as `200`, `4XX` or `default`; None where it is none of them."""
    if not _STATUS.fullmatch(key):
        return None
    return key.lower() if key.lower() == "default" else key.upper()


def read_answers(node: Node, reading: Reading) -> tuple[Answer, ...]:
    """What `responses` declares, in its order."""

    def read_answer(found: Node) -> Answer:
        return Answer(
            status="",
            description=found.text("description"),
            media=read_content(found.child("content"), reading),
            headers=read_headers(found.child("headers"), reading),
        )

    listed: list[Answer] = []
    for key, member in node.members():
        status = read_status(key.strip())
        answer = reading.part(member, read_answer) if status is not None else None
        if answer is not None and status is not None:
            listed.append(msgspec.structs.replace(answer, status=status))
        elif status is None and not key.startswith("x-"):
            reading.notes.warn(member, "this is no status; the answer was left out.")
        elif status is not None:
            listed.append(Answer(status=status))
    return tuple(listed)


def read_body(node: Node, reading: Reading) -> Body | None:
    """A `requestBody`; None where there is none."""

    def read_request_body(found: Node) -> Body:
        return Body(required=found.flag("required"), media=read_content(found.child("content"), reading))

    return reading.part(node, read_request_body) if isinstance(node.value, dict) else None
