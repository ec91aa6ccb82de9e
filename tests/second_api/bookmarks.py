"""Bookmarks: private, under ids that their owner chooses, so that two people may have the same id."""

from __future__ import annotations

from typing import Any

from tests.second_api.gate import Answer, Call, Handler
from tests.second_api.notes import is_gone, readable
from tests.second_api.paging import paged
from tests.second_api.records import Bookmark
from tests.second_api.refusals import Refusal, hidden
from tests.second_api.wording import stamp


def key_of(call: Call) -> tuple[str, str]:
    """Whose, and which."""
    wanted = call.path["bookmarkId"]
    if call.world.has("bookmark-ids-shared"):
        return next((key for key in call.world.bookmarks if key[1] == wanted), (call.who.id, wanted))
    return call.who.id, wanted


def list_bookmarks(call: Call) -> Answer:
    return paged(call, [one for one in call.world.bookmarks.values() if one.owner_id == call.who.id], view)


def get_bookmark(call: Call) -> Answer:
    bookmark = call.world.bookmarks.get(key_of(call))
    if bookmark is None:
        raise hidden()
    return Answer(view(call, bookmark))


def put_bookmark(call: Call) -> Answer:
    body, now, key = call.body(), call.world.now(), key_of(call)
    before = call.world.bookmarks.get(key)
    if call.world.has("put-appends") and before:
        key = (key[0], call.world.new_id())
    if call.world.has("put-merges") and before:
        body = {"label": before.label, "noteId": before.note_id, **body}
    note_id = _note(call, body.get("noteId"))
    born = before.created_at if before else now
    bookmark = Bookmark(key[1], key[0], born, now, body.get("label", ""), note_id)
    call.world.bookmarks[key] = bookmark
    return Answer(view(call, bookmark), 200 if before else 201)


def delete_bookmark(call: Call) -> Answer:
    call.world.bookmarks.pop(key_of(call), None)
    return Answer(status=204)


def _note(call: Call, note_id: str | None) -> str | None:
    if note_id is None:
        return None
    note = call.world.notes.get(note_id.lower())
    known = note is not None and readable(call, note) and not is_gone(call, note)
    if not known and not call.world.has("any-note-bookmarked"):
        raise Refusal("badRequest", "There is no such note for you.", (("noteId", "names no note of yours"),))
    return note_id.lower()


def view(call: Call, bookmark: Bookmark) -> dict[str, Any]:
    found = {
        "id": bookmark.id, "label": bookmark.label, "noteId": bookmark.note_id,
        "createdAt": stamp(bookmark.created_at), "updatedAt": stamp(bookmark.updated_at),
    }  # fmt: skip
    note = call.world.notes.get(bookmark.note_id or "")
    return {**found, "noteTitle": note.title} if note and call.world.has("any-note-bookmarked") else found


HANDLERS: dict[str, Handler] = {
    "listBookmarks": list_bookmarks, "getBookmark": get_bookmark, "putBookmark": put_bookmark,
    "deleteBookmark": delete_bookmark,
}  # fmt: skip
