"""A file of another type than is declared is found where it is taken, and only where a type is declared."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.probing import ALICE, Answer, Asked, Outcome, contract, probe

TEXT = {"type": "string"}
TOLD = {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": TEXT}}}}}
PARAMETER = {"name": "file_id", "in": "path", "required": True, "schema": TEXT}


def _document(encoding: dict[str, Any], **file: Any) -> dict[str, Any]:
    schema = {"type": "object", "required": ["file"], "properties": {"file": {**TEXT, **file}, "note": TEXT}}
    body = {"required": True, "content": {"multipart/form-data": {"schema": schema, "encoding": encoding}}}
    answers = {"201": {"description": "", **TOLD}, "415": {"description": ""}}
    read = {"parameters": [PARAMETER], "get": {"responses": {"200": {"description": "", **TOLD}}}}
    return contract({"/files": {"post": {"requestBody": body, "responses": answers}}, "/files/{file_id}": read})


class Files:
    """Takes files that begin as they should."""

    def __init__(self, start: bytes) -> None:
        self.start = start
        self.count = 0

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        if asked.method == "GET":
            return 200, {"id": asked.path.rpartition("/")[2]}
        if b"\r\n\r\n" + self.start not in asked.body:
            return 415, None
        self.count += 1
        return 201, {"id": str(self.count)}


def _probed(document: dict[str, Any], start: bytes) -> Outcome:
    return probe(document, Files(start), only=("accepts-wrong-file",), identities=(ALICE,))


PDF = _document({"file": {"contentType": "application/pdf"}}, format="binary")


@pytest.mark.parametrize("document", [PDF, _document({}, contentMediaType="image/gif")])
def test_any_file_that_is_taken_for_one_of_a_type_is_found(document: dict[str, Any]) -> None:
    found = _probed(document, b"").findings
    assert [(one.rule, one.where, one.confidence) for one in found] == [("accepts-wrong-file", "/file", "confirmed")]


def test_a_file_that_is_looked_at_is_no_finding_and_the_right_one_was_taken() -> None:
    files = Files(b"%PDF")
    assert probe(PDF, files, only=("accepts-wrong-file",), identities=(ALICE,)).findings == ()
    assert files.count > 0


@pytest.mark.parametrize("types", ["*/*", "image/png, application/octet-stream", ""])
def test_where_any_type_is_declared_nothing_is_claimed(types: str) -> None:
    assert _probed(_document({"file": {"contentType": types}}, format="binary"), b"").findings == ()
