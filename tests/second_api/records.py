"""What Fieldnotes remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Person:
    id: str
    username: str
    team: str
    role: str
    created_at: datetime
    display_name: str

    @property
    def email(self) -> str:
        return f"{self.username}@{self.team}.example"


@dataclass
class Project:
    id: str
    team: str
    created_at: datetime
    updated_at: datetime
    name: str
    description: str | None = None
    version: int = 1
    deleted: bool = False


@dataclass
class Note:
    id: str
    team: str
    project_id: str
    author_id: str
    created_at: datetime
    updated_at: datetime
    title: str
    text: str = ""
    tags: list[str] = field(default_factory=list)
    priority: int = 3
    visibility: str = "team"
    due_at: str | None = None
    place: dict[str, Any] | None = None
    state: str = "draft"
    assignee_id: str | None = None
    views: int = 0
    deleted: bool = False


@dataclass
class Comment:
    id: str
    note_id: str
    author_id: str
    created_at: datetime
    updated_at: datetime
    text: str
    deleted: bool = False


@dataclass
class Bookmark:
    id: str
    owner_id: str
    created_at: datetime
    updated_at: datetime
    label: str
    note_id: str | None


@dataclass
class Import:
    id: str
    owner_id: str
    project_id: str
    created_at: datetime
    lines: list[str]
    result: dict[str, int] | None = None


@dataclass
class Invitation:
    id: str
    team: str
    created_at: datetime
    updated_at: datetime
    target: dict[str, str]
