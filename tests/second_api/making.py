"""Paths of what Fieldnotes has, and of what is made in it."""

from __future__ import annotations

from typing import Any

from tests.second_api.client import Field
from tests.second_api.world import known_id

PROJECT = f"/api/projects/{known_id('project of birds')}"
BEES = f"/api/projects/{known_id('project of bees')}"


def note(field: Field, who: str = "robin", **fields: Any) -> str:
    """The path of a new note."""
    project = BEES if who in ("mason", "drone") else PROJECT
    return field.post(who, f"{project}/notes", {"title": "Two herons", **fields}).headers["location"]


def comment(field: Field, path: str, who: str = "robin") -> str:
    return field.post(who, f"{path}/comments", {"text": "Seen."}).headers["location"]


def project(field: Field, who: str = "robin", **fields: Any) -> str:
    return f"/api/projects/{field.post(who, '/api/projects', {'name': 'Spring', **fields}).data['id']}"


def invitation(field: Field, who: str = "wren") -> str:
    return field.post(who, "/api/invitations", {"kind": "email", "email": "jay@birds.example"}).headers["location"]


def identifier(path: str) -> str:
    return path.rpartition("/")[2]


def everything(field: Field, who: str, path: str, size: int = 3, **query: Any) -> list[str]:
    """The ids of all pages; stops after twenty of them."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(20):
        answer = field.get(who, path, pageSize=size, **query, **cursor)
        found += [one["id"] for one in answer.data]
        if answer.next is None:
            return found
        cursor = {"cursor": answer.next}
    return found
