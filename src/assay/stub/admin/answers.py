"""Answers of the admin interface, and the errors that it tells."""

from __future__ import annotations

from typing import Any

from assay.formats.wiremock.place import MappingError
from assay.model.http import Header
from assay.model.stub.answer import rendered
from assay.stub.replying.templates.values import java_json

_JSON = (Header("Content-Type", "application/json"),)


class Told(Exception):
    """An answer that ends the work on a request."""

    def __init__(self, answer: bytes) -> None:
        super().__init__("answered")
        self.answer = answer


def ok(value: Any, status: int = 200) -> bytes:
    """JSON."""
    return rendered(status, "", _JSON, java_json(value).encode())


def empty(status: int = 200) -> bytes:
    """No body."""
    return rendered(status, "", (), b"")


def failed(status: int, code: int, title: str, detail: str = "", pointer: str | None = None) -> bytes:
    """An error in the shape that the clients know."""
    error: dict[str, Any] = {"code": code}
    if pointer is not None:
        error["source"] = {"pointer": pointer} if pointer else {}
    error["title"] = title
    if detail:
        error["detail"] = detail
    return ok({"errors": [error]}, status)


def unreadable(error: MappingError) -> bytes:
    """What is wrong in JSON that was sent, and where."""
    detail = f"{error.what} {error.remedy}".strip()
    return failed(422, 10, "Error parsing JSON", detail, error.pointer)
