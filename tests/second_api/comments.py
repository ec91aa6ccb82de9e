"""Comments: everybody of the team makes them, only the author takes them back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.second_api.gate import Answer, Call, Handler
from tests.second_api.notes import is_gone, note_of, note_to_write, readable
from tests.second_api.paging import paged
from tests.second_api.records import Comment
from tests.second_api.refusals import Refusal, gone, hidden
from tests.second_api.wording import stamp


def list_comments(call: Call) -> Answer:
    note = note_of(call)
    return paged(
        call, [one for one in call.world.comments.values() if one.note_id == note.id and not one.deleted], view
    )


def create_comment(call: Call) -> Answer:
    note = note_to_write(call, "viewer")
    body, now = call.body(), call.world.now()
    comment = Comment(call.world.new_id(), note.id, call.who.id, now, now, body["text"])
    call.world.comments[comment.id] = comment
    return Answer(view(call, comment), 201, {"Location": f"/api/comments/{comment.id}"})


def comment_of(call: Call) -> Comment:
    """The comment in the path, where its note may be read; 410 where it was deleted, or its note."""
    comment = call.world.comments.get(call.path["commentId"])
    note = call.world.notes[comment.note_id] if comment else None
    if comment is None or note is None or not readable(call, note):
        raise hidden()
    if comment.deleted or is_gone(call, note):
        raise gone()
    return comment


def get_comment(call: Call) -> Answer:
    return Answer(view(call, comment_of(call)))


def delete_comment(call: Call) -> Answer:
    comment = comment_of(call)
    if comment.author_id != call.who.id and not call.world.has("comments-deleted-by-colleagues"):
        raise Refusal("forbidden", "Only its author takes a comment back.")
    call.world.comments[comment.id] = replace(comment, deleted=True)
    return Answer(status=204)


def view(_: Call, comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id, "noteId": comment.note_id, "authorId": comment.author_id, "text": comment.text,
        "createdAt": stamp(comment.created_at), "updatedAt": stamp(comment.updated_at),
    }  # fmt: skip


HANDLERS: dict[str, Handler] = {
    "listComments": list_comments, "createComment": create_comment, "getComment": get_comment,
    "deleteComment": delete_comment,
}  # fmt: skip
