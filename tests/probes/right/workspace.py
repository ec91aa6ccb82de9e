"""Tasks shared by a team, right in every way: lists lag behind, exports take their time, some answers are late."""

from __future__ import annotations

from typing import Any

from tests.probes.probing import Answer, Asked, contract

TEAMS = {"alice": "acme", "bob": "acme", "ada": "acme", "carol": "globex"}
LAG = 4
"""Requests after which a list knows of a new task."""
TASK = {
    "type": "object",
    "required": ["taskId", "text", "effort", "revision", "changedAt"],
    "properties": {
        "taskId": {"type": "string"},
        "text": {"type": "string"},
        "effort": {"type": ["integer", "null"]},
        "done": {"type": "boolean"},
        "revision": {"type": "integer"},
        "changedAt": {"type": "integer"},
    },
}
DRAFT = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 100},
        "effort": {"type": ["integer", "null"], "minimum": 1, "maximum": 100},
    },
}
EXPORT = {
    "type": "object",
    "required": ["exportId", "state"],
    "properties": {"exportId": {"type": "string"}, "state": {"enum": ["waiting", "ready"]}},
}
PROBLEM = {"content": {"application/problem+json": {"schema": {"type": "object", "required": ["title"]}}}}


def _answers(status: str, schema: Any = None) -> dict[str, Any]:
    good = {"description": "", **({"content": {"application/json": {"schema": schema}}} if schema else {})}
    refusals = {one: {"description": "", **PROBLEM} for one in ("400", "401", "404", "405", "409", "415")}
    return {status: good, **refusals}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


_BODY = {"required": True, "content": {"application/json": {"schema": DRAFT}}}
CONTRACT = contract(
    {
        "/team/tasks": {
            "get": {
                "summary": "The tasks of the team; a new one may take a moment to appear",
                "responses": _answers("200", {"type": "array", "items": TASK}),
            },
            "post": {"summary": "Add a task", "requestBody": _BODY, "responses": _answers("201", TASK)},
        },
        "/team/tasks/{taskId}": {
            "parameters": [_path("taskId")],
            "get": {"responses": _answers("200", TASK)},
            "patch": {
                "summary": "Everybody of the team changes every task",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {**DRAFT, "required": []}}},
                },
                "responses": _answers("200", TASK),
            },
            "delete": {"description": "It is 204 for a task that is gone already.", "responses": _answers("204")},
        },
        "/team/tasks/{taskId}/finish": {
            "parameters": [_path("taskId")],
            "post": {"summary": "Once; 409 for a task that is done", "responses": _answers("200", TASK)},
        },
        "/team/exports": {"post": {"responses": _answers("202", EXPORT)}},
        "/team/exports/{exportId}": {
            "parameters": [_path("exportId")],
            "get": {"responses": _answers("200", EXPORT)},
        },
    }
)


class Workspace:
    """The API. Time is counted in requests."""

    def __init__(self) -> None:
        self.now = 0
        self.tasks: dict[str, dict[str, Any]] = {}
        self.gone: dict[str, str] = {}
        self.exports: dict[str, tuple[str, int]] = {}

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        self.now += 1
        team = TEAMS.get(asked.who, "") if asked.headers.get("authorization", "").startswith("Bearer ") else ""
        if not team:
            return _problem(401)
        for template, methods, handler in self._routes():
            found = asked.match(template)
            if found is not None:
                return handler(asked, team, *found.values()) if asked.method in methods else _problem(405)
        return _problem(404)

    def _routes(self) -> list[tuple[str, tuple[str, ...], Any]]:
        return [
            ("/team/tasks", ("GET", "POST"), self._tasks),
            ("/team/tasks/{taskId}", ("GET", "PATCH", "DELETE"), self._task),
            ("/team/tasks/{taskId}/finish", ("POST",), self._finished),
            ("/team/exports", ("POST",), self._ordered),
            ("/team/exports/{exportId}", ("GET",), self._export),
        ]

    def _tasks(self, asked: Asked, team: str) -> Answer:
        if asked.method == "GET":
            known = [one for one in self.tasks.values() if one["team"] == team and one["since"] + LAG <= self.now]
            return 200, [_shown(one) for one in known]
        problem = _problem_of(asked, needed=True)
        if problem is not None:
            return problem
        name = f"task-{self.now:05}"
        self.tasks[name] = {
            "taskId": name, "text": asked.sent["text"], "effort": asked.sent.get("effort"), "done": False,
            "revision": 1, "changedAt": self.now, "team": team, "since": self.now,
        }  # fmt: skip
        return 201, _shown(self.tasks[name])

    def _task(self, asked: Asked, team: str, name: str) -> Answer:
        task = self.tasks.get(name)
        if asked.method == "DELETE" and self.gone.get(name) == team:
            return 204, None
        if task is None or task["team"] != team:
            return _problem(404)
        if asked.method == "DELETE":
            self.gone[name] = self.tasks.pop(name)["team"]
            return 204, None
        if asked.method == "PATCH":
            problem = _problem_of(asked, needed=False)
            if problem is not None:
                return problem
            known = {key: value for key, value in asked.sent.items() if key in ("text", "effort")}
            self._move(task, known)
        return 200, _shown(task)

    def _finished(self, asked: Asked, team: str, name: str) -> Answer:
        task = self.tasks.get(name)
        if task is None or task["team"] != team:
            return _problem(404)
        if task["done"]:
            return _problem(409)
        self._move(task, {"done": True})
        return 200, _shown(task)

    def _move(self, task: dict[str, Any], fields: dict[str, Any]) -> None:
        task.update({**fields, "revision": task["revision"] + 1, "changedAt": self.now})

    def _ordered(self, asked: Asked, team: str) -> Answer:
        name = f"export-{self.now:05}"
        self.exports[name] = (team, self.now + LAG)
        return 202, {"exportId": name, "state": "waiting"}

    def _export(self, asked: Asked, team: str, name: str) -> Answer:
        owner, ready = self.exports.get(name, ("", 0))
        if owner != team:
            return _problem(404)
        return 200, {"exportId": name, "state": "ready" if ready <= self.now else "waiting"}


def _shown(task: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in task.items() if name not in ("team", "since")}


def _problem_of(asked: Asked, *, needed: bool) -> Answer | None:
    """What is wrong with a body. Fields that nobody knows are ignored, as the schema lets them be sent."""
    if "json" not in asked.headers.get("content-type", ""):
        return _problem(415)
    draft = asked.sent
    if not isinstance(draft, dict) or (needed and "text" not in draft):
        return _problem(400)
    text, effort = draft.get("text", "x"), draft.get("effort")
    good = isinstance(text, str) and 1 <= len(text) <= 100
    whole = isinstance(effort, int) and not isinstance(effort, bool) and 1 <= effort <= 100
    return None if good and (effort is None or whole) else _problem(400)


def _problem(status: int) -> Answer:
    return status, {"title": f"problem {status}"}, {"Content-Type": "application/problem+json"}
