"""Imports: begun at once, done a quarter of a second later, and only told to who began them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.second_api.gate import Answer, Call, Handler
from tests.second_api.people import require_role
from tests.second_api.projects import project_of
from tests.second_api.records import Import, Note
from tests.second_api.refusals import hidden
from tests.second_api.wording import stamp
from tests.second_api.world import World

PENDING = timedelta(milliseconds=80)
DONE = timedelta(milliseconds=250)


def start_import(call: Call) -> Answer:
    project = project_of(call)
    require_role(call.who, "editor")
    work = Import(call.world.new_id(), call.who.id, project.id, call.world.now(), call.body()["lines"])
    call.world.imports[work.id] = work
    return Answer(view(call, work), 202, {"Location": f"/api/imports/{work.id}", "Retry-After": "1"})


def get_import(call: Call) -> Answer:
    work = call.world.imports.get(call.path["importId"])
    if work is None or (work.owner_id != call.who.id and not call.world.has("foreign-import")):
        raise hidden()
    settle(call.world)
    return Answer(view(call, work))


def settle(world: World) -> None:
    """Does what the imports that are due have to do."""
    for work in world.imports.values():
        if work.result is None and world.now() - work.created_at >= DONE and not world.has("import-stuck"):
            titles = [line for line in work.lines if line]
            for title in titles:
                _make(world, work, title)
            work.result = {"created": len(titles), "failed": len(work.lines) - len(titles)}


def _make(world: World, work: Import, title: str) -> None:
    team, now = world.people[work.owner_id].team, world.now()
    note = Note(world.new_id(), team, work.project_id, work.owner_id, now, now, title)
    if not world.has("import-without-effect"):
        world.notes[note.id] = note
        world.noted(note)


def view(call: Call, work: Import) -> dict[str, Any]:
    age = call.world.now() - work.created_at
    status = "succeeded" if work.result else ("pending" if age < PENDING else "running")
    result = None if call.world.has("import-without-result") else work.result
    return {"id": work.id, "status": status, "createdAt": stamp(work.created_at), "result": result}


HANDLERS: dict[str, Handler] = {"startImport": start_import, "getImport": get_import}
