"""What Fieldnotes does otherwise than others do, each as its contract says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.second_api.client import MERGE, Field
from tests.second_api.making import BEES, PROJECT, comment, everything, identifier, invitation, note, project
from tests.second_api.world import known_id


@pytest.fixture
def field() -> Field:
    return Field()


def test_text_is_kept_normal(field: Field) -> None:
    sent: dict[str, Any] = {
        "title": "  Two \u0007 herons\n at  dusk ",
        "text": " e\u0301\tx \n",
        "tags": ["Pond", "heron", "POND"],
    }
    made = field.get("robin", note(field, **sent)).data
    assert (made["title"], made["text"], made["tags"]) == ("Two herons at dusk", "é\tx", ["heron", "pond"])


def test_rules_hold_before_and_after(field: Field) -> None:
    assert field.get("robin", note(field, title=" " + "x" * 79)).data["title"] == "x" * 79
    bad: list[dict[str, Any]] = [{"title": title} for title in ("   ", "\u0000\u0085", "x" * 81, " " * 50 + "x" * 80)]
    for sent in (*bad, {"title": "x", "tags": ["a"] * 11}):
        assert field.post("robin", f"{PROJECT}/notes", sent).status == 400


def test_a_moment_is_answered_in_utc(field: Field) -> None:
    made = field.get("robin", note(field, dueAt="2026-05-01T18:00:00+02:00")).data
    assert made["dueAt"] == "2026-05-01T16:00:00+00:00"
    for bad in ("2026-05-01", "2026-05-01T18:00:00", "2026-02-30T00:00:00Z", "soon", 5):
        assert field.post("robin", f"{PROJECT}/notes", {"title": "x", "dueAt": bad}).status == 400


def test_what_the_server_sets_and_what_nobody_knows_is_ignored(field: Field) -> None:
    sent: dict[str, Any] = {
        "id": known_id("mine"),
        "authorId": known_id("wren"),
        "state": "archived",
        "viewCount": 9,
        "colour": "red",
    }
    made = field.get("robin", note(field, **sent)).data
    assert made["id"] != known_id("mine")
    assert (made["authorId"], made["state"], made["viewCount"]) == (known_id("robin"), "draft", 1)
    assert "colour" not in made
    assert field.get("robin", "/api/notes", colour="red").status == 200
    assert field.patch("robin", "/api/me", {"role": "owner"}).data["role"] == "editor"


def test_null_takes_a_field_back_to_its_default(field: Field) -> None:
    path = note(field, priority=5, tags=["a"], text="x", visibility="public", dueAt="2026-05-01T18:00:00Z")
    cleared = dict.fromkeys(("priority", "tags", "text", "visibility", "dueAt"))
    found = field.patch("robin", path, cleared).data
    assert [found[name] for name in cleared] == [3, [], "", "team", None]
    assert field.patch("robin", path, {"title": None}).status == 400
    assert field.patch("robin", path, {}).data["title"] == "Two herons"


def test_a_patch_is_a_merge_patch_and_nothing_else(field: Field) -> None:
    path = note(field)
    assert field.patch("robin", path, {"priority": 1}, media="application/json").status == 415
    assert field.send("robin", "PATCH", path, data=b"{}").status == 415
    assert field.post("robin", f"{PROJECT}/notes", {"title": "x"}, media=MERGE).status == 415
    assert field.get("robin", path).data["priority"] == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"NaN",
        b'{"title": "\\ud800"}',
        b'"\xff"',
        b"[" * 9000,
        b'{"title":"x"} y',
        b'{"priority":1e999}',
        b"[]",
        b"null",
    ],
)
def test_what_cannot_be_read_is_400(field: Field, data: bytes) -> None:
    assert field.send("robin", "POST", f"{PROJECT}/notes", data=data, media="application/json").status == 400


def test_a_body_that_is_too_large_is_413(field: Field) -> None:
    assert field.post("robin", f"{PROJECT}/notes", {"title": "x", "text": "y" * 70_000}).status == 413


def test_a_reading_is_counted(field: Field) -> None:
    path = note(field, visibility="public")
    assert [field.get(who, path).data["viewCount"] for who in ("robin", "", "mason", "wren")] == [1, 2, 3, 4]


def test_lists_lag_behind(field: Field) -> None:
    new = identifier(note(field))
    assert new not in everything(field, "robin", "/api/notes")
    field.wait()
    assert new in everything(field, "robin", "/api/notes")
    field.delete("robin", f"/api/notes/{new}")
    field.wait()
    assert new not in everything(field, "robin", "/api/notes")


def test_pages_by_cursor_unite_to_the_whole(field: Field) -> None:
    for number in range(60):
        note(field, title=f"Note {number}")
    field.wait()
    whole = field.get("robin", "/api/notes", pageSize=1_000_000)
    assert (len(whole.data), whole.body["meta"]["pageSize"]) == (50, 50)
    found = everything(field, "robin", "/api/notes", 7)
    assert found[:50] == [one["id"] for one in whole.data]
    assert len(found) == len(set(found)) == 68


@pytest.mark.parametrize("size", ["0", "-1", "ten", "", "1.5", "9" * 30])
def test_a_page_size_that_is_none_is_400(field: Field, size: str) -> None:
    assert field.get("robin", "/api/notes", pageSize=size).status == 400


@pytest.mark.parametrize("cursor", ["x", "%%%", "MjAyNi0wMS0wMQ", "é", ""])
def test_a_cursor_that_is_none_is_400(field: Field, cursor: str) -> None:
    assert field.get("robin", "/api/notes", cursor=cursor).error == "badCursor"


def test_filters_are_exact(field: Field) -> None:
    note(field, "wren", title="Fox", tags=["Mammal"])
    field.wait()
    everybody = [field.get("robin", "/api/notes", authorId=known_id(who)).data for who in ("wren", "robin", "heron")]
    assert [len(found) for found in everybody] == [1, 8, 0]
    assert [one["title"] for one in field.get("robin", "/api/notes", tag="MAMMAL").data] == ["Fox"]
    states = [everything(field, "robin", "/api/notes", state=state) for state in ("draft", "published", "archived")]
    assert sorted(one for found in states for one in found) == sorted(everything(field, "robin", "/api/notes"))
    assert [len(field.get("robin", "/api/notes", q=text).data) for text in ("FOX", ".*", "%", "(")] == [1, 0, 0, 0]


def test_a_foreign_author_has_no_notes_here(field: Field) -> None:
    assert field.get("robin", "/api/notes", authorId=known_id("drone")).data == []


READERS: dict[str, dict[str, int]] = {
    "private": {"robin": 200, "robin-reads": 200, "wren": 404, "heron": 404, "mason": 404, "": 404},
    "team": {"robin": 200, "wren": 200, "heron": 200, "finch": 200, "mason": 404, "": 404},
    "public": {"robin": 200, "finch": 200, "mason": 200, "": 200},
}


@pytest.mark.parametrize("visibility", READERS)
def test_a_note_is_for_whom_it_says(field: Field, visibility: str) -> None:
    path = note(field, visibility=visibility, text="canary of robin")
    comment(field, path)
    field.wait()
    for who, status in READERS[visibility].items():
        assert field.get(who, path).status == status
        assert field.get(who, f"{path}/text").status == status
        if who:
            assert field.get(who, f"{path}/comments").status == status
            own_team = who in ("robin", "robin-reads", "wren", "heron", "finch")
            assert (identifier(path) in everything(field, who, "/api/notes")) is (status == 200 and own_team)


@pytest.mark.parametrize(
    ("who", "status"), [("heron", 200), ("wren", 200), ("finch", 403), ("mason", 404), ("robin-reads", 403)]
)
def test_editors_change_each_others_notes(field: Field, who: str, status: int) -> None:
    path = note(field)
    assert field.patch(who, path, {"priority": 1}).status == status
    assert field.get("robin", path).data["priority"] == (1 if status == 200 else 3)


def test_a_public_note_of_another_team_is_read_and_not_written(field: Field) -> None:
    path = note(field, visibility="public")
    sent: list[tuple[str, str, Any]] = [
        ("PATCH", "", {"priority": 1}),
        ("DELETE", "", None),
        ("POST", "/publish", None),
        ("POST", "/claim", None),
        ("POST", "/comments", {"text": "x"}),
    ]
    for method, below, body in sent:
        assert field.send("mason", method, path + below, body).status == 403
    assert field.get("robin", path).data["state"] == "draft"


def test_what_was_deleted_is_410_for_those_who_could_read_it(field: Field) -> None:
    path = note(field)
    said = comment(field, path)
    assert field.delete("heron", path).status == 403
    assert field.delete("robin", path).status == 204
    assert [field.get(who, path).status for who in ("robin", "finch", "mason", "")] == [410, 410, 404, 404]
    assert [field.get(who, said).status for who in ("robin", "mason")] == [410, 404]
    assert field.delete("robin", path).status == field.patch("robin", path, {"title": "x"}).status == 410


def test_a_deleted_project_takes_its_notes_with_it(field: Field) -> None:
    found = project(field)
    path = field.post("robin", f"{found}/notes", {"title": "x"}).headers["location"]
    field.wait()
    assert field.delete("robin", found).status == 403
    assert field.delete("wren", found).status == 204
    assert field.get("robin", path).status == field.get("robin", found).status == 410
    assert identifier(path) not in everything(field, "robin", "/api/notes")
    assert identifier(found) not in everything(field, "robin", "/api/projects")


def test_two_people_have_bookmarks_of_the_same_id(field: Field) -> None:
    path = f"/api/bookmarks/{known_id('shared')}"
    assert field.put("robin", path, {"label": "of robin"}).status == 201
    assert [field.get("heron", path).status, field.delete("heron", path).status] == [404, 204]
    assert field.put("heron", path, {"label": "of heron"}).status == 201
    assert field.put("heron", path, {}).status == 200
    assert field.get("robin", path).data["label"] == "of robin"
    assert field.get("heron", path).data["label"] == ""


def test_a_bookmark_is_of_what_one_may_read(field: Field) -> None:
    path, secret = f"/api/bookmarks/{known_id('b')}", identifier(note(field, visibility="private"))
    assert field.put("robin", path, {"noteId": secret}).data["noteId"] == secret
    for wanted in (secret, known_id("nothing")):
        answer = field.put("heron", path, {"noteId": wanted})
        assert (answer.status, answer.body["details"][0]["field"]) == (400, "noteId")


def test_the_bulk_tells_of_each_and_leaves_what_is_not_yours(field: Field) -> None:
    own, foreign = note(field), note(field, "drone")
    ids = [identifier(foreign), identifier(own), known_id("nothing"), identifier(own)]
    found = field.post("heron", "/api/notes/archive", {"ids": ids}).data
    assert [one["outcome"] for one in found] == ["notFound", "archived", "notFound", "archived"]
    assert [field.get("robin", own).data["state"], field.get("drone", foreign).data["state"]] == ["archived", "draft"]
    assert field.patch("robin", own, {"title": "x"}).status == field.post("robin", f"{own}/publish").status == 409


def test_publishing_again_changes_nothing(field: Field) -> None:
    path = note(field)
    first, again = (field.post("robin", f"{path}/publish").data for _ in range(2))
    assert first == again


def test_one_person_has_a_note_at_a_time(field: Field) -> None:
    path = note(field)
    with ThreadPoolExecutor(3) as pool:
        people = ("robin", "heron", "finch")
        statuses = list(pool.map(lambda who: field.post(who, f"{path}/claim").status, people))
    assert sorted(statuses) == [200, 409, 409]
    assert [field.post(who, f"{path}/claim").status for who in people] == statuses


def test_an_import_goes_on_and_comes_to_its_end(field: Field) -> None:
    path = field.post("robin", f"{PROJECT}/imports", {"lines": ["One", "  ", "Two"]}).headers["location"]
    seen = []
    for _ in range(4):
        seen.append(field.get("robin", path).data["status"])
        field.wait(100)
    assert seen == ["pending", "running", "running", "succeeded"]
    assert field.get("robin", path).data["result"] == {"created": 2, "failed": 1}
    assert [len(field.get("robin", "/api/notes", q=text).data) for text in ("One", "Two")] == [1, 1]
    assert [field.get(who, path).status for who in ("wren", "mason", "robin-imports", "robin-reads")] == [
        404,
        404,
        200,
        403,
    ]


def test_the_same_invitation_is_made_once(field: Field) -> None:
    bodies = [{"kind": "email", "email": address} for address in ("Jay@birds.example", "JAY@birds.example")]
    answers = [field.post("wren", "/api/invitations", body) for body in bodies]
    assert [answer.status for answer in answers] == [201, 200]
    assert len({answer.data["id"] for answer in answers}) == 1
    for bad in ({"kind": "email"}, {"kind": "fax", "email": "a@b.example"}, {"kind": "person", "personId": "x"}):
        assert field.post("wren", "/api/invitations", bad).status == 400


def test_invitations_are_the_owners(field: Field) -> None:
    path = invitation(field)
    assert [field.get(who, path).status for who in ("wren", "robin", "mason")] == [200, 403, 404]
    assert [field.delete(who, path).status for who in ("mason", "robin", "wren", "wren")] == [404, 403, 204, 404]


def test_a_session_lasts_until_it_is_left(field: Field) -> None:
    answer = field.post("", "/api/session", {"username": "robin", "password": "robin-password"})
    cookie = answer.headers["set-cookie"].partition(";")[0]
    assert field.send("", "GET", "/api/me", cookie=cookie).data["displayName"] == "Robin"
    assert [field.send("", "DELETE", "/api/session", cookie=cookie).status for _ in range(2)] == [204, 204]
    assert field.send("", "GET", "/api/me", cookie=cookie).status == 401
    assert field.post("", "/api/session", {"username": "robin", "password": "x"}).status == 401


def test_a_project_has_a_weak_etag(field: Field) -> None:
    path = project(field)
    tag = field.get("robin", path).headers["etag"]
    assert [
        field.send("robin", "GET", path, if_none_match=one).status for one in (tag, tag[2:], f'"x", {tag}', '"x"')
    ] == [304, 304, 304, 200]
    field.patch("robin", path, {"description": "New"})
    assert field.get("robin", path).headers["etag"] != tag
    assert field.send("robin", "GET", path, if_none_match=tag).status == 200


def test_another_teams_project_is_404_in_all_ways(field: Field) -> None:
    for method, below, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("GET", "/notes", None),
        ("POST", "/notes", {"title": "x"}),
        ("POST", "/imports", {"lines": ["x"]}),
    ):
        assert field.send("wren", method, BEES + below, body).status == 404
    assert field.get("drone", BEES).data["name"] == "Garden of the bees"


def test_accept_is_not_looked_at(field: Field) -> None:
    assert field.send("robin", "GET", "/api/me", accept="image/gif").status == 200
