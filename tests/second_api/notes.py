"""Notes: private, of the team or public; drafts, published or archived; shared by design where they are the team's."""

from __future__ import annotations

import re
import time
from typing import Any

from tests.second_api import contract
from tests.second_api.gate import Answer, Call, Handler
from tests.second_api.paging import paged
from tests.second_api.people import RANK, require_role
from tests.second_api.projects import project_of
from tests.second_api.records import Note
from tests.second_api.refusals import Refusal, gone, hidden
from tests.second_api.wording import in_utc, stamp

FIELDS = {"title": "title", "text": "text", "tags": "tags", "priority": "priority", "visibility": "visibility",
          "dueAt": "due_at"}  # fmt: skip
MOMENT = 0.1
"""Seconds between looking and acting."""


def readable(call: Call, note: Note) -> bool:
    """Whether the caller may read the note, deleted or not."""
    if note.visibility == "public":
        return True
    return note.team == call.who.team and (note.visibility == "team" or note.author_id == call.who.id)


def note_of(call: Call) -> Note:
    """The note in the path; 404 where the caller may not read it, 410 where it was deleted."""
    note = call.world.notes.get(call.path["noteId"])
    if note is None or not (readable(call, note) or _open(call, note)):
        raise hidden()
    if is_gone(call, note):
        raise gone()
    return note


def _open(call: Call, note: Note) -> bool:
    names = {"getNote": "private-read", "getText": "private-text", "listComments": "foreign-comments"}
    same_team = note.team == call.who.team or call.operation.id != "getNote"
    return same_team and bool(call.who.person) and call.world.has(names.get(call.operation.id, ""))


def is_gone(call: Call, note: Note) -> bool:
    deleted = note.deleted or call.world.projects[note.project_id].deleted
    return deleted and not (call.world.has("gone-readable") and call.operation.id == "getNote")


def note_to_write(call: Call, role: str = "editor") -> Note:
    """The note in the path, if the caller may write it: 403 where it is only readable."""
    note = note_of(call)
    if note.team != call.who.team:
        raise Refusal("forbidden", "This is another team's.")
    if note.visibility != "private" and not call.world.has("viewers-write"):
        require_role(call.who, role)
    return note


def list_notes(call: Call) -> Answer:
    return paged(call, _found(call, [one for one in call.world.notes.values() if one.team == call.who.team]), view)


def list_project_notes(call: Call) -> Answer:
    project = project_of(call)
    found = [one for one in call.world.notes.values() if one.project_id == project.id]
    if call.world.has("foreign-project-notes") and project.team != call.who.team:
        return paged(call, found, view)
    return paged(call, _found(call, found), view)


def _found(call: Call, notes: list[Note]) -> list[Note]:
    """Of the notes those that the caller may read, as lists have them, by the filters."""
    all_of_team = call.world.has("private-listed")
    seen = (call.world.listed(one) for one in notes if all_of_team or readable(call, one))
    return [one for one in seen if one and not _left_out(call, one) and _wanted(call, one)]


def _left_out(call: Call, note: Note) -> bool:
    return (note.deleted and not call.world.has("deleted-listed")) or call.world.projects[note.project_id].deleted


def _wanted(call: Call, note: Note) -> bool:
    query, wrong = call.query, call.world.has
    return (
        (query.get("authorId", note.author_id).lower() == note.author_id)
        and ("tag" not in query or wrong("tag-ignored") or query["tag"].lower() in note.tags)
        and (query.get("state", note.state) == note.state or (wrong("state-filter-partial") and note.state == "draft"))
        and _holds(call, note, query.get("q", ""))
    )


def _holds(call: Call, note: Note, q: str) -> bool:
    text = f"{note.title}\n{note.text}"
    return bool(re.search(q, text, re.IGNORECASE)) if call.world.has("pattern-in-q") else q.lower() in text.lower()


def create_note(call: Call) -> Answer:
    project = project_of(call)
    require_role(call.who, "editor")
    body, now = {**contract.defaults(next(iter(call.operation.media.values()))), **call.body()}, call.world.now()
    note = Note(
        call.world.new_id(), project.team, project.id, _author(call), now, now,
        **{FIELDS[name]: body[name] for name in FIELDS}, place=body.get("place"),
    )  # fmt: skip
    note.due_at = note.due_at if call.world.has("due-unchecked") else in_utc(note.due_at)
    call.world.notes[note.id] = note
    call.world.noted(note)
    return Answer(view(call, note), 201, {"Location": f"/api/notes/{note.id}"})


def _author(call: Call) -> str:
    return str(call.sent("authorId") or call.who.id) if call.world.has("author-writable") else call.who.id


def get_note(call: Call) -> Answer:
    note = note_of(call)
    note.views += 1
    call.world.noted(note)
    return Answer(view(call, note))


def change_note(call: Call) -> Answer:
    note = note_to_write(call)
    changes = call.body()
    if note.state == "archived" and not call.world.has("archived-changed"):
        raise Refusal("conflict", "An archived note stays as it is.")
    return Answer(view(call, call.world.changed(note, **_patched(call, changes))))


def _patched(call: Call, changes: dict[str, Any]) -> dict[str, Any]:
    initial = contract.defaults({"$ref": "#/components/schemas/NoteCreate"})
    if call.world.has("null-ignored"):
        changes = {name: value for name, value in changes.items() if value is not None}
    if call.world.has("patch-resets"):
        changes = {"text": None, "tags": None, **changes}
    found = {FIELDS[name]: initial.get(name, "") if value is None else value for name, value in changes.items()}
    if "due_at" in found:
        found["due_at"] = in_utc(found["due_at"])
    if call.world.has("state-writable") and call.sent("state"):
        found["state"] = call.sent("state")
    return {} if call.world.has("change-not-kept") else found


def delete_note(call: Call) -> Answer:
    note = note_of(call)
    assert call.who.person
    is_owner = note.team == call.who.team and RANK[call.who.person.role] == RANK["owner"]
    if note.author_id != call.who.id and not is_owner and not call.world.has("notes-deleted-by-readers"):
        raise Refusal("forbidden", "Only its author and owners delete a note.")
    if not call.world.has("deleted-stays"):
        call.world.changed(note, deleted=True)
    return Answer(status=204)


def get_text(call: Call) -> Answer:
    note = note_of(call)
    media = "text/html" if call.world.has("text-as-html") else "text/markdown"
    headers = {"Content-Disposition": 'attachment; filename="note.md"'}
    return Answer(content=f"# {note.title}\n\n{note.text}\n".encode(), media=f"{media}; charset=utf-8", headers=headers)


def publish_note(call: Call) -> Answer:
    note = note_to_write(call)
    if note.state == "archived" and not call.world.has("archived-published"):
        raise Refusal("conflict", "An archived note is not published any more.")
    return Answer(view(call, note if note.state == "published" else call.world.changed(note, state="published")))


def claim_note(call: Call) -> Answer:
    note = note_to_write(call, "viewer")
    if note.assignee_id not in (None, call.who.id):
        raise Refusal("conflict", "Somebody else has it.")
    if call.world.has("claim-raced"):
        call.world.lock.release()
        time.sleep(MOMENT)
        call.world.lock.acquire()
    return Answer(view(call, note if note.assignee_id else call.world.changed(note, assignee_id=call.who.id)))


def archive_notes(call: Call) -> Answer:
    require_role(call.who, "editor")
    return Answer([_archived(call, note_id) for note_id in call.body()["ids"]])


def _archived(call: Call, note_id: str) -> dict[str, str]:
    note = call.world.notes.get(note_id.lower())
    known = note and readable(call, note) and note.team == call.who.team and not is_gone(call, note)
    if note is None or not (known or call.world.has("foreign-archived")):
        return {"id": note_id, "outcome": "notFound"}
    if note.state != "archived":
        call.world.changed(note, state="archived")
    return {"id": note_id, "outcome": "archived"}


def view(call: Call, note: Note) -> dict[str, Any]:
    comments = [one for one in call.world.comments.values() if one.note_id == note.id and not one.deleted]
    return {
        "id": note.id, "projectId": note.project_id, "title": note.title, "text": note.text, "tags": note.tags,
        "priority": note.priority, "visibility": note.visibility, "dueAt": note.due_at, "place": note.place,
        "state": note.state, "authorId": note.author_id, "assigneeId": note.assignee_id, "viewCount": note.views,
        "commentCount": len(comments) + call.world.has("comments-miscounted"),
        "createdAt": stamp(note.created_at), "updatedAt": stamp(note.updated_at),
    }  # fmt: skip


HANDLERS: dict[str, Handler] = {
    "listNotes": list_notes, "listProjectNotes": list_project_notes, "createNote": create_note, "getNote": get_note,
    "changeNote": change_note, "deleteNote": delete_note, "getText": get_text, "publishNote": publish_note,
    "claimNote": claim_note, "archiveNotes": archive_notes,
}  # fmt: skip
