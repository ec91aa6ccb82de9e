"""Each defect changes what it says: one thing that differs from the server without it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.second_api.client import Field
from tests.second_api.defects import DEFECTS
from tests.second_api.making import BEES, PROJECT, comment, everything, identifier, invitation, note, project
from tests.second_api.people import IDENTITIES
from tests.second_api.world import known_id

BOOKMARK = f"/api/bookmarks/{known_id('shown')}"


def written(**fields: Any) -> Any:
    return lambda f: f.post("robin", f"{PROJECT}/notes", {"title": "x", **fields}).status


def conflict(f: Field) -> bool:
    path = note(f)
    f.post("heron", f"{path}/claim")
    return "error" in f.post("robin", f"{path}/claim").body


def role(f: Field) -> str:
    f.patch("robin", "/api/me", {"role": "owner"})
    return str(f.get("robin", "/api/me").data["role"])


def state(f: Field) -> str:
    path = note(f)
    f.patch("robin", path, {"state": "archived"})
    return str(f.get("robin", path).data["state"])


def paged(f: Field) -> tuple[int, int]:
    found = everything(f, "robin", "/api/projects/" + known_id("project of birds") + "/notes")
    return len(found), len(set(found))


def ended(f: Field) -> bool:
    return f.get("robin", "/api/notes", pageSize=50).next is None


def tagged(f: Field) -> int:
    return len(f.get("robin", "/api/notes", tag="rare").data)


def published(f: Field) -> int:
    return len(f.get("robin", "/api/notes", state="published").data)


def ordered(f: Field) -> bool:
    found = [one["createdAt"] for one in f.get("robin", "/api/notes").data]
    return found == sorted(found, reverse=True)


def archived_abroad(f: Field) -> str:
    path = note(f, "drone")
    f.post("robin", "/api/notes/archive", {"ids": [identifier(path)]})
    return str(f.get("drone", path).data["state"])


def imported(f: Field) -> str:
    return f.post("robin", f"{PROJECT}/imports", {"lines": ["Imported"]}).headers["location"]


def bookmark_of_robin(f: Field) -> str:
    f.put("robin", BOOKMARK, {"label": "canary"})
    f.put("heron", BOOKMARK, {"label": "mine"})
    return str(f.get("robin", BOOKMARK).data["label"])


def title_told(f: Field) -> str | None:
    secret = identifier(note(f, title="Canary", visibility="private"))
    found: str | None = f.put("heron", BOOKMARK, {"noteId": secret}).body.get("data", {}).get("noteTitle")
    return found


def deleted(path: Any, who: str, reader: str = "robin") -> Any:
    def show(f: Field) -> int:
        found = path(f)
        f.delete(who, found)
        return f.get(reader, found).status

    return show


def comment_of_robin(f: Field) -> str:
    return comment(f, note(f))


def session(f: Field) -> int:
    answer = f.post("", "/api/session", {"username": "robin", "password": "robin-password"})
    cookie = answer.headers["set-cookie"].partition(";")[0]
    f.send("", "DELETE", "/api/session", cookie=cookie)
    return f.send("", "GET", "/api/me", cookie=cookie).status


def after_delete(f: Field) -> tuple[int, bool]:
    path = note(f)
    f.delete("robin", path)
    f.wait()
    return f.get("robin", path).status, identifier(path) in everything(f, "robin", "/api/notes")


def patched(f: Field) -> tuple[int, str, Any]:
    path = note(f, text="kept", dueAt="2026-05-01T18:00:00Z")
    f.patch("robin", path, {"priority": 5, "dueAt": None})
    found = f.get("robin", path).data
    return found["priority"], found["text"], found["dueAt"] is None


def put_again(f: Field) -> tuple[str, int]:
    f.put("robin", BOOKMARK, {"label": "first"})
    f.put("robin", BOOKMARK, {})
    return f.get("robin", BOOKMARK).data["label"], len(f.get("robin", "/api/bookmarks").data)


def invited(f: Field) -> int:
    invitation(f)
    f.post("wren", "/api/invitations", {"kind": "email", "email": "jay@birds.example"})
    return len(f.get("wren", "/api/invitations").data)


def archived(method: str, below: str, body: Any = None) -> Any:
    def show(f: Field) -> int:
        path = note(f)
        f.post("robin", "/api/notes/archive", {"ids": [identifier(path)]})
        return f.send("robin", method, path + below, body).status

    return show


def counted(f: Field) -> int:
    path = note(f)
    comment(f, path)
    return int(f.get("robin", path).data["commentCount"])


def job(f: Field) -> tuple[str, bool, int]:
    path = imported(f)
    f.wait(1000)
    found = f.get("robin", path).data
    f.wait()
    return found["status"], found["result"] is not None, len(f.get("robin", "/api/notes", q="Imported").data)


def claimed(f: Field) -> bool:
    """Whether more than one has it."""
    path = note(f)
    with ThreadPoolExecutor(3) as pool:
        statuses = list(pool.map(lambda who: f.post(who, f"{path}/claim").status, ("robin", "heron", "finch")))
    return statuses.count(200) > 1


def tags_differ(f: Field) -> bool:
    path = project(f)
    before = f.get("robin", path).headers["etag"]
    f.patch("robin", path, {"name": "Autumn"})
    return f.get("robin", path).headers["etag"] != before


def basic(f: Field) -> int:
    token = dict(IDENTITIES["robin"].headers)["Authorization"].removeprefix("Bearer ")
    return f.send("", "GET", "/api/me", authorization=f"Basic {token}").status


def private(who: str, below: str = "") -> Any:
    return lambda f: f.get(who, note(f, visibility="private") + below).status


def private_listed(f: Field) -> bool:
    path = note(f, visibility="private")
    f.wait()
    return identifier(path) in everything(f, "heron", "/api/notes")


SHOWN: dict[str, Any] = {
    "withdrawing-answers-200": (lambda f: f.delete("wren", invitation(f)).status, 204, 200),
    "text-as-html": (
        lambda f: f.get("robin", f"{note(f)}/text").headers["content-type"].partition(";")[0],
        "text/markdown",
        "text/html",
    ),
    "reset-missing": (lambda f: "x-ratelimit-reset" in f.get("", "/api/status").headers, True, False),
    "location-of-list": (
        lambda f: f.post("robin", "/api/projects", {"name": "x"}).headers["location"] == "/api/projects",
        False,
        True,
    ),
    "conflict-shape-wanders": (conflict, True, False),
    "trace-told": (lambda f: "Refusal" in f.get("robin", "/api/notes", pageSize=0).body["message"], False, True),
    "people-tell-more": (lambda f: "pinHash" in f.get("robin", "/api/people").data[0], False, True),
    "title-endless": (written(title="x" * 81), 400, 201),
    "due-unchecked": (written(dueAt="soon"), 400, 201),
    "priority-unbounded": (written(priority=6), 400, 201),
    "title-nullable": (lambda f: f.patch("robin", note(f), {"title": None}).status, 400, 200),
    "page-size-unchecked": (lambda f: f.get("robin", "/api/notes", pageSize=0).status, 400, 200),
    "any-media-taken": (lambda f: f.patch("robin", note(f), {"priority": 1}, media="text/plain").status, 415, 200),
    "role-writable": (role, "editor", "owner"),
    "author-writable": (
        lambda f: f.get("robin", note(f, authorId=known_id("wren"))).data["authorId"],
        known_id("robin"),
        known_id("wren"),
    ),
    "state-writable": (state, "draft", "archived"),
    "cursor-crash": (lambda f: f.get("robin", "/api/notes", cursor="x").status, 400, 500),
    "pattern-in-q": (
        lambda f: (len(f.get("robin", "/api/notes", q="Si.*ng").data), f.get("robin", "/api/notes", q="(").status),
        (0, 200),
        (8, 500),
    ),
    "cursor-repeats": (paged, (8, 8), (11, 8)),
    "cursor-skips": (paged, (8, 8), (6, 6)),
    "cursor-endless": (ended, True, False),
    "oldest-first": (ordered, True, False),
    "tag-ignored": (tagged, 3, 8),
    "state-filter-partial": (published, 4, 8),
    "private-read": (private("heron"), 404, 200),
    "private-listed": (private_listed, False, True),
    "private-text": (private("mason", "/text"), 404, 200),
    "foreign-comments": (lambda f: f.get("mason", f"{note(f)}/comments").status, 404, 200),
    "foreign-project-notes": (lambda f: f.get("robin", f"{BEES}/notes").status, 404, 200),
    "foreign-archived": (archived_abroad, "draft", "archived"),
    "foreign-import": (lambda f: f.get("mason", imported(f)).status, 404, 200),
    "foreign-invitations": (lambda f: f.get("mason", invitation(f)).status, 404, 200),
    "bookmark-ids-shared": (bookmark_of_robin, "canary", "mine"),
    "any-note-bookmarked": (title_told, None, "Canary"),
    "notes-deleted-by-readers": (deleted(note, "heron"), 200, 410),
    "comments-deleted-by-colleagues": (deleted(comment_of_robin, "heron"), 200, 410),
    "viewers-write": (lambda f: f.patch("finch", note(f), {"priority": 1}).status, 403, 200),
    "editors-delete-projects": (lambda f: f.delete("robin", project(f)).status, 403, 204),
    "invitations-told": (lambda f: f.get("finch", "/api/invitations").status, 403, 200),
    "scope-forgotten": (lambda f: f.patch("robin-reads", note(f), {"priority": 1}).status, 403, 200),
    "session-survives": (session, 401, 200),
    "session-guessable": (lambda f: f.send("", "GET", "/api/me", cookie="sid=wren").status, 401, 200),
    "expired-taken": (lambda f: f.get("robin-expired", "/api/me").status, 401, 200),
    "any-scheme-taken": (basic, 401, 200),
    "gone-readable": (after_delete, (410, False), (200, False)),
    "deleted-stays": (after_delete, (410, False), (200, True)),
    "deleted-listed": (after_delete, (410, False), (410, True)),
    "change-not-kept": (patched, (5, "kept", True), (3, "kept", False)),
    "null-ignored": (patched, (5, "kept", True), (5, "kept", False)),
    "patch-resets": (patched, (5, "kept", True), (5, "", True)),
    "put-merges": (put_again, ("", 1), ("first", 1)),
    "put-appends": (put_again, ("", 1), ("first", 2)),
    "invited-twice": (invited, 1, 2),
    "archived-changed": (archived("PATCH", "", {"priority": 1}), 409, 200),
    "archived-published": (archived("POST", "/publish"), 409, 200),
    "comments-miscounted": (counted, 1, 2),
    "import-stuck": (job, ("succeeded", True, 1), ("running", False, 0)),
    "import-without-result": (job, ("succeeded", True, 1), ("succeeded", False, 1)),
    "import-without-effect": (job, ("succeeded", True, 1), ("succeeded", True, 0)),
    "claim-raced": (claimed, False, True),
    "never-modified": (lambda f: f.send("robin", "GET", project(f), if_none_match='"x"').status, 200, 304),
    "etag-stands-still": (tags_differ, True, False),
    "notes-replaced": (lambda f: f.put("robin", note(f), {"title": "x"}).status, 405, 200),
}


def test_each_defect_has_what_shows_it() -> None:
    assert list(SHOWN) == list(DEFECTS)
    assert len(DEFECTS) >= 25


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_differs_from_the_server_without_it(name: str) -> None:
    show, clean, wrong = SHOWN[name]
    assert clean != wrong
    assert show(Field()) == clean
    assert show(Field(name)) == wrong


def test_an_unknown_defect_is_told() -> None:
    with pytest.raises(ValueError, match="no defect"):
        Field("nothing")
