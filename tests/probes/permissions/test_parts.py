"""A list below a thing that a stranger may not read tells nothing of what its owner put there."""

from __future__ import annotations

from typing import Any

from tests.probes.probing import Answer, Asked, contract, probe

NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 80}}}
SHOWN = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}


def _answers(status: str, schema: dict[str, Any]) -> dict[str, Any]:
    refusals = {one: {"description": ""} for one in ("401", "404", "422")}
    return {status: {"description": "", "content": {"application/json": {"schema": schema}}}, **refusals}


def _created() -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": NAMED}}}
    return {"requestBody": body, "responses": _answers("201", SHOWN)}


def _id(name: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]


CONTRACT = contract(
    {
        "/folders": {"post": _created()},
        "/folders/{folder_id}": {"parameters": _id("folder_id"), "get": {"responses": _answers("200", SHOWN)}},
        "/folders/{folder_id}/files": {
            "parameters": _id("folder_id"),
            "post": _created(),
            "get": {"responses": _answers("200", {"type": "array", "items": SHOWN})},
        },
        "/files/{file_id}": {"parameters": _id("file_id"), "get": {"responses": _answers("200", SHOWN)}},
    }
)


class Cabinet:
    """Folders of one owner each; a list comes backwards for strangers, so that two answers never look alike."""

    def __init__(self, *, told: bool = True, others: bool = False) -> None:
        self.folders: dict[str, str] = {}
        self.files: list[dict[str, str]] = []
        self.told = told
        self.others = others

    def __call__(self, asked: Asked) -> Answer:
        path = asked.path.strip("/").split("/")
        if asked.who not in ("alice", "bob", "ada", "carol"):
            return 401, {"error": "who are you?"}
        if asked.method == "POST":
            return self.made(asked, path)
        if path[0] == "folders" and len(path) == 2:
            return self.seen(path[1] if self.folders.get(path[1]) == asked.who else "")
        if path[0] == "files":
            mine = [one for one in self.files if one["id"] == path[-1] and one["owner"] == asked.who]
            return (200, {"id": mine[0]["id"], "name": mine[0]["name"]}) if mine else (404, {"error": "no file"})
        return self.listed(asked, path[1])

    def made(self, asked: Asked, path: list[str]) -> Answer:
        sent = asked.sent
        if not isinstance(sent, dict) or not isinstance(sent.get("name"), str):
            return 422, {"error": "not like this"}
        if len(path) == 1:
            folder = f"folder-{len(self.folders):06}"
            self.folders[folder] = asked.who
            return 201, {"id": folder, "name": sent["name"]}
        if self.folders.get(path[1]) != asked.who:
            return 404, {"error": "no folder"}
        self.files.append(
            {"id": f"file-{len(self.files):06}", "name": sent["name"], "folder": path[1], "owner": asked.who}
        )
        return 201, {"id": self.files[-1]["id"], "name": sent["name"]}

    def seen(self, folder: str) -> Answer:
        return (200, {"id": folder, "name": "folder"}) if folder else (404, {"error": "no folder"})

    def listed(self, asked: Asked, folder: str) -> Answer:
        found = [one for one in self.files if one["folder"] == folder]
        if self.folders.get(folder) == asked.who:
            return 200, [{"id": one["id"], "name": one["name"]} for one in found]
        if self.others:
            return 200, [{"id": "file-of-all", "name": "what everybody may know, and is told at length"}]
        return (200, [{"name": one["name"]} for one in reversed(found)]) if self.told else (404, {"error": "no folder"})


def test_a_list_that_looks_otherwise_and_holds_the_owners_words_is_found() -> None:
    outcome = probe(CONTRACT, Cabinet(), only=("foreign-part-read",))
    assert {(one.operation, one.confidence) for one in outcome.findings} == {
        ("GET /folders/{folder_id}/files", "confirmed")
    }


def test_a_refused_one_and_one_that_tells_other_things_are_not() -> None:
    assert probe(CONTRACT, Cabinet(told=False), only=("foreign-*",)).findings == ()
    assert probe(CONTRACT, Cabinet(others=True), only=("foreign-*",)).findings == ()
