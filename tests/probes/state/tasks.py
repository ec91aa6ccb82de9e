"""A small API of tasks with states, versions, keys and jobs, right in every way, that a test makes wrong in one."""

from __future__ import annotations

import time
from typing import Any

from tests.probes.probing import Answer, Asked, contract

STATES = ["open", "closed", "archived"]
FIELDS = {
    "title": {"type": "string", "minLength": 1, "maxLength": 80},
    "note": {"type": ["string", "null"], "maxLength": 200},
    "points": {"type": "integer", "minimum": 1, "maximum": 9},
}
SHOWN = {**FIELDS, "id": {"type": "string"}, "state": {"type": "string", "enum": STATES},
         "number": {"type": "integer"}, "updated_at": {"type": "string"}}  # fmt: skip
TASK = {"type": "object", "required": ["id", "title", "state"], "properties": SHOWN}
JOB = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "status": {"type": "string", "enum": ["queued", "running", "done"]},
        "result": {"type": ["object", "null"]},
    },
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _answers(good: str, *others: str, schema: dict[str, Any] = TASK) -> dict[str, Any]:
    answers = {good: {"description": "", **(_json(schema) if good != "204" else {})}}
    return {**answers, **{one: {"description": ""} for one in ("401", "404", "422", *others)}}


def _body(*required: str) -> dict[str, Any]:
    return {"required": True, **_json({"type": "object", "properties": FIELDS, "required": list(required)})}


def _header(name: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": {"type": "string"}}


def _id(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


PUT = "A field that is left out gets its default. Without If-Match 428, 412 where the task has changed."
CREATE = (
    "A title is unique; a taken one is 409. The task number is unique. With an Idempotency-Key, the same request gets "
    "the first answer again; another body with the same key is 422."
)
ARCHIVE = "From open or closed to archived; from any other state 409."
PATCH = "Only the fields that are sent change; null takes a value away. An archived task is 409."
CONTRACT = contract(
    {
        "/tasks": {
            "get": {"responses": _answers("200", schema={"type": "array", "items": TASK})},
            "post": {
                "description": CREATE,
                "parameters": [_header("Idempotency-Key")],
                "requestBody": _body("title"),
                "responses": _answers("201", "409"),
            },
        },
        "/tasks/{task_id}": {
            "parameters": [_id("task_id")],
            "get": {"parameters": [_header("If-None-Match")], "responses": _answers("200", "304")},
            "put": {
                "description": PUT,
                "parameters": [_header("If-Match", required=True)],
                "requestBody": _body("title"),
                "responses": _answers("200", "409", "412", "428"),
            },
            "patch": {"description": PATCH, "requestBody": _body(), "responses": _answers("200", "409")},
            "delete": {"responses": _answers("204")},
        },
        "/tasks/{task_id}/archive": {
            "parameters": [_id("task_id")],
            "post": {"description": ARCHIVE, "responses": _answers("200", "409")},
        },
        "/jobs": {
            "post": {"responses": _answers("202", schema=JOB)},
        },
        "/jobs/{job_id}": {
            "parameters": [_id("job_id")],
            "get": {
                "description": "The status never goes back. The result is there once it is done.",
                "responses": _answers("200", schema=JOB),
            },
        },
    }
)


class Tasks:
    """The API. Its methods are what a test overrides."""

    def __init__(self) -> None:
        self.tasks: dict[str, dict[str, Any]] = {}
        self.gone: dict[str, dict[str, Any]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.keys: dict[Any, tuple[Any, Answer]] = {}
        self.count = 0

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        if asked.who not in ("alice", "bob", "ada", "carol"):
            return 401, {"error": "who are you?"}
        if asked.path.startswith("/jobs"):
            return self.job(asked)
        if (found := asked.match("/tasks/{task_id}/archive")) is not None:
            return self.archived(asked, found["task_id"])
        if (found := asked.match("/tasks/{task_id}")) is not None:
            return self.one(asked, found["task_id"])
        if asked.method == "POST":
            return self.keyed(asked)
        own = [one for one in self.tasks.values() if one["owner"] == asked.who]
        return 200, [self.shown(one) for one in own]

    def shown(self, task: dict[str, Any]) -> dict[str, Any]:
        """A task as it is told."""
        return {name: value for name, value in task.items() if name not in ("owner", "version")}

    def etag(self, task: dict[str, Any]) -> str:
        """The validator of a task."""
        return f'"v{task["version"]}"'

    def told(self, status: int, task: dict[str, Any]) -> Answer:
        """A task with its validator."""
        return status, self.shown(task), {"ETag": self.etag(task)}

    def key(self, asked: Asked) -> Any:
        """What a repeated request is known by."""
        return asked.who, asked.headers.get("idempotency-key")

    def keyed(self, asked: Asked) -> Answer:
        """POST /tasks, once for a key."""
        if "idempotency-key" not in asked.headers:
            return self.created(asked)
        known = self.keys.get(self.key(asked))
        if known is not None:
            return known[1] if known[0] == asked.body else (422, {"error": "another body"})
        answer = self.created(asked)
        self.keys[self.key(asked)] = (asked.body, answer)
        return answer

    def taken(self, title: str) -> bool:
        """Whether there is such a title."""
        return any(one["title"] == title for one in self.tasks.values())

    def number(self) -> int:
        """The number of a new task."""
        return self.count

    def valid(self, body: Any) -> bool:
        """Whether the fields of a body are as they should be."""
        if not isinstance(body, dict) or not set(body) <= set(FIELDS):
            return False
        title, note, points = body.get("title", "x"), body.get("note"), body.get("points", 1)
        texts = isinstance(title, str) and 1 <= len(title) <= 80 and (note is None or isinstance(note, str))
        return texts and type(points) is int and 1 <= points <= 9

    def location(self, task_id: str) -> str:
        """Where a new task is."""
        return f"/tasks/{task_id}"

    def created(self, asked: Asked) -> Answer:
        """POST /tasks."""
        body = asked.json
        if not self.valid(body) or "title" not in body:
            return 422, {"error": "not like this"}
        if self.taken(body["title"]):
            return 409, {"error": "taken"}
        self.count += 1
        task = {"note": None, "points": 1, **body, "id": f"task-{self.count:05}", "state": "open", "version": 1,
                "number": self.number(), "owner": asked.who, "updated_at": self.now()}  # fmt: skip
        self.tasks[task["id"]] = task
        return 201, self.shown(task), {"Location": self.location(task["id"])}

    def now(self) -> str:
        """A moment."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())

    def one(self, asked: Asked, task_id: str) -> Answer:
        """The methods of /tasks/{task_id}."""
        task = self.tasks.get(task_id)
        if task is None or task["owner"] != asked.who:
            return 404, {"error": "no such task"}
        if asked.method == "GET":
            return self.read(asked, task)
        return {"PUT": self.replaced, "PATCH": self.patched, "DELETE": self.removed}[asked.method](asked, task)

    def read(self, asked: Asked, task: dict[str, Any]) -> Answer:
        """GET."""
        if asked.headers.get("if-none-match") == self.etag(task):
            return 304, None, {"ETag": self.etag(task)}
        return self.told(200, task)

    def refused(self, asked: Asked, task: dict[str, Any]) -> Answer | None:
        """What a conditional change is refused with."""
        if "if-match" not in asked.headers:
            return 428, {"error": "which version?"}
        return None if asked.headers["if-match"] in ("*", self.etag(task)) else (412, {"error": "it has changed"})

    def replaced(self, asked: Asked, task: dict[str, Any]) -> Answer:
        """PUT."""
        if not self.valid(asked.json) or "title" not in asked.json:
            return 422, {"error": "not like this"}
        refusal = self.refused(asked, task)
        if refusal is not None:
            return refusal
        return self.changed(task, {"note": None, "points": 1, **asked.json})

    def is_closed(self, task: dict[str, Any]) -> bool:
        """Whether a task is not changed any more."""
        return bool(task["state"] == "archived")

    def patched(self, asked: Asked, task: dict[str, Any]) -> Answer:
        """PATCH."""
        if not self.valid(asked.json):
            return 422, {"error": "not like this"}
        if self.is_closed(task):
            return 409, {"error": "it is archived"}
        return self.changed(task, asked.json)

    def changed(self, task: dict[str, Any], fields: dict[str, Any]) -> Answer:
        """A task with other fields."""
        task.update(fields, version=task["version"] + 1, updated_at=self.now())
        return self.told(200, task)

    def removed(self, asked: Asked, task: dict[str, Any]) -> Answer:
        """DELETE."""
        self.gone[task["id"]] = self.tasks.pop(task["id"])
        return 204, None

    def archived(self, asked: Asked, task_id: str) -> Answer:
        """POST /tasks/{task_id}/archive."""
        task = self.tasks.get(task_id)
        if task is None or task["owner"] != asked.who:
            return 404, {"error": "no such task"}
        if self.is_closed(task):
            return 409, {"error": "it is archived"}
        return self.changed(task, {"state": "archived"})

    def job(self, asked: Asked) -> Answer:
        """A job moves on with every look at it."""
        if asked.method == "POST":
            self.count += 1
            name = f"job-{self.count:05}"
            self.jobs[name] = {"id": name, "status": "queued", "result": None, "looks": 0}
            return 202, self.work(self.jobs[name]), {"Location": f"/jobs/{name}"}
        found = self.jobs.get(asked.path.rpartition("/")[2])
        if found is None:
            return 404, {"error": "no such job"}
        found["looks"] += 1
        self.move(found)
        return 200, self.work(found)

    def work(self, job: dict[str, Any]) -> dict[str, Any]:
        """A job as it is told."""
        return {name: value for name, value in job.items() if name != "looks"}

    def move(self, job: dict[str, Any]) -> None:
        """What a look at a job brings about."""
        job["status"] = ["queued", "running", "done"][min(job["looks"], 2)]
        job["result"] = {"lines": 1} if job["status"] == "done" else None
