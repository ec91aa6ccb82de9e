"""Projects: of their team; editors write, owners delete, and what is deleted is 410 for the team."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from tests.second_api.gate import Answer, Call, Handler
from tests.second_api.paging import paged
from tests.second_api.people import require_role
from tests.second_api.records import Project
from tests.second_api.refusals import Refusal, gone, hidden
from tests.second_api.wording import stamp


def project_of(call: Call) -> Project:
    """The project in the path; 404 for other teams, 410 where it was deleted."""
    project = call.world.projects.get(call.path["projectId"])
    if project is None or (project.team != call.who.team and not _open(call)):
        raise hidden()
    if project.deleted:
        raise gone()
    return project


def _open(call: Call) -> bool:
    return call.world.has("foreign-project-notes") and call.operation.id == "listProjectNotes"


def list_projects(call: Call) -> Answer:
    found = call.world.projects.values()
    return paged(call, [one for one in found if one.team == call.who.team and not one.deleted], view)


def create_project(call: Call) -> Answer:
    require_role(call.who, "editor")
    body, now = call.body(), call.world.now()
    project = Project(call.world.new_id(), call.who.team, now, now, body["name"], body.get("description"))
    call.world.projects[project.id] = project
    place = "/api/projects" if call.world.has("location-of-list") else f"/api/projects/{project.id}"
    return Answer(view(call, project), 201, {"Location": place})


def get_project(call: Call) -> Answer:
    project = project_of(call)
    tag = f'W/"{project.version}"'
    wanted = request.headers.get("If-None-Match", "")
    known = [one.strip().removeprefix("W/") for one in wanted.split(",")]
    same = wanted.strip() == "*" or tag.removeprefix("W/") in known
    if same or (wanted and call.world.has("never-modified")):
        return Answer(status=304, headers={"ETag": tag})
    return Answer(view(call, project), headers={"ETag": tag})


def change_project(call: Call) -> Answer:
    project = project_of(call)
    require_role(call.who, "editor")
    changes = call.body()
    if changes.get("name", "") is None:
        raise Refusal("badRequest", "A project has a name.", (("name", "breaks type"),))
    version = project.version + (not call.world.has("etag-stands-still"))
    project = replace(project, **changes, version=version, updated_at=call.world.now())
    call.world.projects[project.id] = project
    return Answer(view(call, project))


def delete_project(call: Call) -> Answer:
    project = project_of(call)
    require_role(call.who, "editor" if call.world.has("editors-delete-projects") else "owner")
    call.world.projects[project.id] = replace(project, deleted=True)
    return Answer(status=204)


def view(_: Call, project: Project) -> dict[str, Any]:
    return {
        "id": project.id, "name": project.name, "description": project.description,
        "createdAt": stamp(project.created_at), "updatedAt": stamp(project.updated_at),
    }  # fmt: skip


HANDLERS: dict[str, Handler] = {
    "listProjects": list_projects, "createProject": create_project, "getProject": get_project,
    "changeProject": change_project, "deleteProject": delete_project,
}  # fmt: skip
