"""What came back, read once for all rules."""

from __future__ import annotations

from typing import Any

from assay.explain import json_reading
from assay.explain.evidence import Evidence
from assay.explain.json_reading import UNREAD
from assay.explain.media import essence, is_json, is_json_lines
from assay.model.http import Response

START = 64 * 1024
"""Bytes of a body in which texts are looked for."""


def status(evidence: Evidence) -> int:
    """The status that stands, 0 where there is no answer."""
    response = evidence.response
    return response.status if response else 0


def kind(response: Response) -> str:
    """The essence of its media type."""
    return essence(response.header("content-type"))


def start(response: Response, most: int = START) -> str:
    """The beginning of the body as text."""
    return response.body[:most].decode("utf-8", "replace")


def value(evidence: Evidence) -> Any:
    """The body as JSON, whatever its label says; UNREAD where it is none."""
    kept = evidence.__dict__
    if "answer" not in kept:
        kept["answer"] = _read(evidence.response)
    return kept["answer"]


def _read(response: Response | None) -> Any:
    if response is None or response.truncated:
        return UNREAD
    body = response.body.removeprefix(b"\xef\xbb\xbf").lstrip()
    labelled = is_json(kind(response)) and not is_json_lines(kind(response))
    return json_reading.read(body) if labelled or body[:1] in (b"{", b"[") else UNREAD


def looks_html(response: Response) -> bool:
    """Whether the body begins as a page does."""
    begin = response.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return begin.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def values(response: Response, name: str) -> list[str]:
    """Every value of a header, field line by field line."""
    wanted = name.lower()
    return [value for key, value in response.headers if key.lower() == wanted]
