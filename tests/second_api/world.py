"""All that Fieldnotes knows, behind one lock; lists of notes lag behind by 50 ms."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

from tests.second_api.records import Bookmark, Comment, Import, Invitation, Note, Person, Project

LAG = timedelta(milliseconds=50)
OPENING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PEOPLE = (
    ("wren", "birds", "owner"), ("robin", "birds", "editor"), ("heron", "birds", "editor"),
    ("finch", "birds", "viewer"),
    ("mason", "bees", "owner"), ("drone", "bees", "editor"),
)  # fmt: skip
NAMESPACE = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def known_id(name: str) -> str:
    """The id of something of the start data."""
    return str(uuid.uuid5(NAMESPACE, f"fieldnotes {name}"))


class World:
    """One server's memory. `defects` are what is wrong with it."""

    def __init__(self, defects: frozenset[str], clock: Callable[[], datetime]) -> None:
        self.defects = defects
        self.now = clock
        self.lock = RLock()
        self.people: dict[str, Person] = {}
        self.projects: dict[str, Project] = {}
        self.notes: dict[str, Note] = {}
        self.history: dict[str, list[tuple[datetime, Note]]] = {}
        self.comments: dict[str, Comment] = {}
        self.bookmarks: dict[tuple[str, str], Bookmark] = {}
        self.imports: dict[str, Import] = {}
        self.invitations: dict[str, Invitation] = {}
        self.sessions: dict[str, str] = {}
        self.spent: dict[str, tuple[datetime, int]] = {}
        self._plant()

    def has(self, name: str) -> bool:
        """Whether this is wrong here."""
        return name in self.defects

    def new_id(self) -> str:
        return str(uuid.uuid4())

    def noted(self, note: Note) -> None:
        """Keeps how the note is now, for lists that lag behind."""
        now, kept = self.now(), self.history.setdefault(note.id, [])
        kept.append((now, copy(note)))
        while len(kept) > 1 and kept[1][0] <= now - LAG:
            del kept[0]

    def listed(self, note: Note) -> Note | None:
        """The note as lists have it; None if they do not have it yet."""
        limit = self.now() - LAG
        return next((found for at, found in reversed(self.history[note.id]) if at <= limit), None)

    def changed(self, note: Note, **fields: Any) -> Note:
        """The note with other values, kept."""
        note = replace(note, **fields, updated_at=self.now())
        self.notes[note.id] = note
        self.noted(note)
        return note

    def _plant(self) -> None:
        for number, (username, team, role) in enumerate(PEOPLE):
            born = OPENING + timedelta(minutes=number)
            person = Person(known_id(username), username, team, role, born, username.capitalize())
            self.people[person.id] = person
            self.sessions[f"sid-{username}-1"] = person.id
        for team, author in (("birds", "robin"), ("bees", "drone")):
            self._plant_project(team, known_id(author))

    def _plant_project(self, team: str, author_id: str) -> None:
        born = OPENING + timedelta(hours=1)
        project = Project(known_id(f"project of {team}"), team, born, born, f"Garden of the {team}")
        self.projects[project.id] = project
        for number in range(8):
            self._plant_note(project, author_id, number, born + timedelta(minutes=7 * number))
        note_id = known_id(f"{team} 0")
        comment = Comment(known_id(f"comment of {team}"), note_id, author_id, born, born, f"Seen by the {team}.")
        self.comments[comment.id] = comment

    def _plant_note(self, project: Project, author_id: str, number: int, born: datetime) -> None:
        visibility = ("team", "team", "private", "public")[number % 4]
        note = Note(
            known_id(f"{project.team} {number}"), project.team, project.id, author_id, born, born,
            f"Sighting {number} of the {project.team}", f"Told by the {project.team} on day {number}.",
            ["rare"] if number % 3 == 0 else ["common"], 1 + number % 5, visibility,
            state="published" if number % 2 else "draft",
        )  # fmt: skip
        self.notes[note.id] = note
        self.history[note.id] = [(born, copy(note))]
