"""An issue tracker as a Flask team writes it: integer ids, nested routes, pages with Link headers, {"error": {...}}."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

USERS = {
    "dana": {"id": 1, "username": "dana", "password": "dana-pw-7731", "admin": False},
    "quinn": {"id": 2, "username": "quinn", "password": "quinn-pw-5512", "admin": False},
    "bo": {"id": 3, "username": "bo", "password": "bo-pw-9904", "admin": True},
}
BASE = "TRACKER_API_REGRESSION_BASE_URL"
SECRETS = {
    "TRACKER_API_REGRESSION_PASSWORD": "dana-pw-7731",
    "TRACKER_API_REGRESSION_QA_PASSWORD": "quinn-pw-5512",
    "TRACKER_API_REGRESSION_ADMIN_PASSWORD": "bo-pw-9904",
}
DEFECTS = {
    "created-200": "a new project is answered with 200",
    "no-location": "a new project has no Location",
    "issue-without-number": "issues have no number",
    "id-as-text": "the ids of projects are strings",
    "created-renamed": "created_at is called createdAt",
    "state-filter": "the state of issues is not looked at",
    "label-filter": "the label of issues is not looked at",
    "page-overlap": "each page begins with the last of the one before",
    "per-page-ignored": "per_page is not looked at",
    "no-link": "lists have no Link",
    "total-of-page": "X-Total-Count counts the page only",
    "patch-lost": "a new title is answered, not stored",
    "close-lost": "closing answers, and the issue stays open",
    "closed-at-lost": "closed_at stays null",
    "reopen-kept": "a reopened issue keeps its closed_at",
    "delete-nothing": "a deleted project is still there",
    "comment-delete-nothing": "a deleted comment is still there",
    "foreign-read": "anybody reads any project",
    "foreign-issue": "anybody reads any issue",
    "foreign-write": "anybody changes any project",
    "foreign-delete": "anybody deletes any project",
    "admin-open": "everybody sees all users",
    "anonymous": "a project is read without a token",
    "no-title-check": "an issue needs no title",
    "no-length-check": "a project's key may have any length",
    "state-unchecked": "an issue takes any state",
    "priority-unchecked": "a priority may be anything",
    "wrong-error-status": "bad input is answered with 400",
    "error-flat": "errors are not in an envelope",
    "fields-lost": "errors name no fields",
    "duplicate-label": "the same label twice",
    "comments-reversed": "comments are listed newest first",
    "count-stale": "open_issues does not count",
    "html-type": "JSON is sent as text/html",
    "viewer-writes": "viewers may open issues",
    "search-all": "search finds everything",
    "login-any-password": "any password will do",
    "page-unchecked": "page=0 is taken",
    "assignee-unchecked": "anybody may be assigned",
}


class Problem(Exception):
    """A refusal."""

    def __init__(self, status: int, code: str, message: str, **fields: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.fields = status, code, message, fields


class Tracker:
    """What is stored, and the rules over it."""

    def __init__(self, broken: frozenset[str]) -> None:
        self.broken = broken
        self.lock = threading.RLock()
        self.ids = itertools.count(101)
        self.tokens: dict[str, str] = {}
        self.projects: dict[int, dict[str, Any]] = {}
        self.issues: dict[int, list[dict[str, Any]]] = {}
        self.comments: dict[int, list[dict[str, Any]]] = {}

    def user(self) -> dict[str, Any]:
        name = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if name is None:
            if "anonymous" in self.broken and request.endpoint == "read_project":
                return USERS["bo"]
            raise Problem(401, "unauthenticated", "a valid token is needed")
        return USERS[name]

    def project(self, number: int, defect: str = "", write: bool = False) -> dict[str, Any]:
        me = self.user()
        found = self.projects.get(number)
        if found is None:
            raise Problem(404, "not_found", "no such project")
        role = found["members"].get(me["username"])
        if role is None and not me["admin"] and defect not in self.broken:
            raise Problem(404, "not_found", "no such project")
        if role == "viewer" and write and "viewer-writes" not in self.broken:
            raise Problem(403, "forbidden", "viewers only read")
        return found

    def issue(self, project: dict[str, Any], number: int) -> dict[str, Any]:
        for one in self.issues[project["id"]]:
            if one["number"] == number:
                return one
        raise Problem(404, "not_found", "no such issue")

    def shown(self, project: dict[str, Any]) -> dict[str, Any]:
        count = sum(one["state"] == "open" for one in self.issues[project["id"]])
        found = {key: value for key, value in project.items() if key not in ("members", "labels")}
        found["open_issues"] = 0 if "count-stale" in self.broken else count
        if "id-as-text" in self.broken:
            found["id"] = str(found["id"])
        if "created-renamed" in self.broken:
            found["createdAt"] = found.pop("created_at")
        return found

    def shown_issue(self, issue: dict[str, Any]) -> dict[str, Any]:
        found = dict(issue)
        if "issue-without-number" in self.broken:
            del found["number"]
        return found

    def paged(self, items: list[Any]) -> Response:
        page, size = self._number("page", 1, 10_000), self._number("per_page", 20, 100)
        if "per-page-ignored" in self.broken:
            size = 100
        start = (page - 1) * size - (1 if "page-overlap" in self.broken and page > 1 else 0)
        cut = items[start : start + size]
        answer: Response = jsonify(cut)
        answer.headers["X-Total-Count"] = str(len(cut if "total-of-page" in self.broken else items))
        links = [("next", page + 1)] if start + size < len(items) else []
        links += [("prev", page - 1)] if page > 1 else []
        if links and "no-link" not in self.broken:
            answer.headers["Link"] = ", ".join(
                f'<{request.base_url}?page={to}&per_page={size}>; rel="{rel}"' for rel, to in links
            )
        return answer

    def _number(self, name: str, default: int, most: int) -> int:
        text = request.args.get(name, str(default))
        if "page-unchecked" in self.broken and name == "page" and text.lstrip("-").isdigit():
            return max(1, int(text))
        if not text.isdigit() or not 1 <= int(text) <= most:
            raise self.invalid(**{name: f"must be between 1 and {most}"})
        return int(text)

    def invalid(self, **fields: str) -> Problem:
        status = 400 if "wrong-error-status" in self.broken else 422
        return Problem(status, "validation_failed", "the request is not valid", **fields)

    def body(self) -> dict[str, Any]:
        found = request.get_json(silent=True)
        if not isinstance(found, dict):
            raise Problem(400, "bad_json", "the body must be a JSON object")
        return found

    def text(self, body: dict[str, Any], name: str, most: int, least: int = 1) -> str:
        value = body.get(name)
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise self.invalid(**{name: f"must be a string of {least} to {most} characters"})
        return value


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def create_app(broken: frozenset[str]) -> Flask:
    """The API, with some of its defects switched on."""
    app = Flask("tracker")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    store = Tracker(broken)

    @app.errorhandler(Problem)
    def _refused(problem: Problem) -> tuple[Response, int]:
        error: dict[str, Any] = {"code": problem.code, "message": problem.message}
        if problem.fields and "fields-lost" not in broken:
            error["fields"] = problem.fields
        return jsonify(error if "error-flat" in broken else {"error": error}), problem.status

    @app.errorhandler(HTTPException)
    def _unknown(problem: HTTPException) -> tuple[Response, int]:
        error = {"code": "http_error", "message": problem.description}
        return jsonify({"error": error}), problem.code or 500

    @app.after_request
    def _typed(answer: Response) -> Response:
        if "html-type" in broken and answer.mimetype == "application/json":
            answer.headers["Content-Type"] = "text/html"
        return answer

    _accounts(app, store)
    _projects(app, store)
    _labels(app, store)
    _issues(app, store)
    _comments(app, store)
    return app


def _accounts(app: Flask, store: Tracker) -> None:
    @app.post("/login")
    def login() -> Any:
        body = store.body()
        name = store.text(body, "username", 40)
        store.text(body, "password", 200, 0)
        known = USERS.get(name)
        if known is None or (body.get("password") != known["password"] and "login-any-password" not in store.broken):
            raise Problem(401, "bad_credentials", "wrong user name or password")
        token = secrets.token_hex(16)
        store.tokens[token] = name
        return jsonify({"token": token, "user": {"id": known["id"], "username": name}})

    @app.get("/me")
    def me() -> Any:
        return jsonify({key: store.user()[key] for key in ("id", "username", "admin")})

    @app.get("/admin/users")
    def users() -> Any:
        if not store.user()["admin"] and "admin-open" not in store.broken:
            raise Problem(403, "forbidden", "admins only")
        return jsonify([{key: one[key] for key in ("id", "username", "admin")} for one in USERS.values()])


def _projects(app: Flask, store: Tracker) -> None:  # noqa: C901 - Flask wants its routes in one scope
    broken = store.broken

    @app.get("/projects")
    def list_projects() -> Any:
        me = store.user()
        mine = [one for one in store.projects.values() if me["username"] in one["members"]]
        return store.paged([store.shown(one) for one in mine])

    @app.post("/projects")
    def create_project() -> Any:
        me, body = store.user(), store.body()
        name = store.text(body, "name", 80)
        if not isinstance(body.get("description"), str | None):
            raise store.invalid(description="must be a string")
        key = store.text(body, "key", 10_000 if "no-length-check" in broken else 10, 2)
        if not key.isupper() or not key.isalnum():
            raise store.invalid(key="must be upper case")
        with store.lock:
            if any(one["key"] == key for one in store.projects.values()):
                raise Problem(409, "duplicate", "there is such a key", key="taken")
            number = next(store.ids)
            project = {"id": number, "key": key, "name": name, "description": body.get("description"),
                       "owner": me["username"], "archived": False, "created_at": _now(),
                       "members": {me["username"]: "owner"}, "labels": {}}  # fmt: skip
            store.projects[number] = project
            store.issues[number] = []
        answer = make_response(jsonify(store.shown(project)), 200 if "created-200" in broken else 201)
        if "no-location" not in broken:
            answer.headers["Location"] = f"/projects/{number}"
        return answer

    @app.get("/projects/<int:number>", endpoint="read_project")
    def read_project(number: int) -> Any:
        return jsonify(store.shown(store.project(number, "foreign-read")))

    @app.patch("/projects/<int:number>")
    def change_project(number: int) -> Any:
        project, body = store.project(number, "foreign-write", write=True), store.body()
        changed = dict(project)
        if "name" in body:
            changed["name"] = store.text(body, "name", 80)
        if "archived" in body:
            if not isinstance(body["archived"], bool):
                raise store.invalid(archived="must be true or false")
            changed["archived"] = body["archived"]
        if "patch-lost" not in broken:
            project.update(changed)
        return jsonify(store.shown(changed))

    @app.delete("/projects/<int:number>")
    def delete_project(number: int) -> Any:
        store.project(number, "foreign-delete", write=True)
        if "delete-nothing" not in broken:
            del store.projects[number]
        return "", 204

    @app.post("/projects/<int:number>/members")
    def add_member(number: int) -> Any:
        project, body = store.project(number, write=True), store.body()
        name = store.text(body, "username", 40)
        if name not in USERS:
            raise store.invalid(username="no such user")
        if body.get("role") not in ("viewer", "developer"):
            raise store.invalid(role="must be viewer or developer")
        project["members"][name] = body["role"]
        return jsonify({"username": name, "role": body["role"]}), 201

    @app.delete("/projects/<int:number>/members/<name>")
    def remove_member(number: int, name: str) -> Any:
        project = store.project(number, write=True)
        if project["members"].pop(name, None) is None:
            raise Problem(404, "not_found", "no such member")
        return "", 204


def _labels(app: Flask, store: Tracker) -> None:
    @app.post("/projects/<int:number>/labels")
    def add_label(number: int) -> Any:
        project, body = store.project(number, write=True), store.body()
        name = store.text(body, "name", 30)
        if name in project["labels"] and "duplicate-label" not in store.broken:
            raise Problem(409, "duplicate", "there is such a label", name="taken")
        color = body.get("color", "cccccc")
        if not isinstance(color, str) or len(color) != 6:
            raise store.invalid(color="must be six hexadecimal digits")
        project["labels"][name] = color
        return jsonify({"name": name, "color": color}), 201

    @app.get("/projects/<int:number>/labels")
    def labels(number: int) -> Any:
        found = store.project(number)["labels"]
        return jsonify([{"name": name, "color": color} for name, color in found.items()])


def _issues(app: Flask, store: Tracker) -> None:  # noqa: C901 - Flask wants its routes in one scope
    broken = store.broken

    @app.get("/projects/<int:number>/issues")
    def list_issues(number: int) -> Any:
        found = store.issues[store.project(number, "foreign-issue")["id"]]
        state, label = request.args.get("state", "all"), request.args.get("label")
        if state not in ("open", "closed", "all"):
            raise store.invalid(state="must be open, closed or all")
        if state != "all" and "state-filter" not in broken:
            found = [one for one in found if one["state"] == state]
        if label and "label-filter" not in broken:
            found = [one for one in found if label in one["labels"]]
        return store.paged([store.shown_issue(one) for one in found])

    @app.post("/projects/<int:number>/issues")
    def open_issue(number: int) -> Any:
        project, body = store.project(number, write=True), store.body()
        title = body.get("title", "") if "no-title-check" in broken else store.text(body, "title", 120)
        store.text({"body": "", **body}, "body", 10_000, 0)
        labels = body.get("labels", [])
        if not isinstance(labels, list) or not all(isinstance(one, str) for one in labels):
            raise store.invalid(labels="must be a list of strings")
        priority = body.get("priority", "normal")
        if priority not in ("low", "normal", "high") and "priority-unchecked" not in broken:
            raise store.invalid(priority="must be low, normal or high")
        with store.lock:
            others = store.issues[project["id"]]
            issue = {"id": next(store.ids), "number": len(others) + 1, "project_id": project["id"], "title": title,
                     "body": body.get("body", ""), "state": "open", "labels": labels, "priority": priority,
                     "assignee": None, "author": store.user()["username"], "comments": 0,
                     "created_at": _now(), "closed_at": None}  # fmt: skip
            others.append(issue)
            store.comments[issue["id"]] = []
        return jsonify(store.shown_issue(issue)), 201

    @app.get("/projects/<int:number>/issues/<int:which>")
    def read_issue(number: int, which: int) -> Any:
        return jsonify(store.shown_issue(store.issue(store.project(number, "foreign-issue"), which)))

    @app.patch("/projects/<int:number>/issues/<int:which>")
    def change_issue(number: int, which: int) -> Any:
        project, body = store.project(number, write=True), store.body()
        issue = store.issue(project, which)
        changed = dict(issue)
        if "title" in body:
            changed["title"] = store.text(body, "title", 120)
        if "assignee" in body:
            known = body["assignee"] is None or body["assignee"] in project["members"]
            if not known and "assignee-unchecked" not in broken:
                raise store.invalid(assignee="is no member of the project")
            changed["assignee"] = body["assignee"]
        if "state" in body:
            if body["state"] not in ("open", "closed") and "state-unchecked" not in broken:
                raise store.invalid(state="must be open or closed")
            changed["state"] = body["state"]
            shut = body["state"] == "closed" and "closed-at-lost" not in broken
            kept = changed["closed_at"] if "reopen-kept" in broken else None
            changed["closed_at"] = _now() if shut else kept
        if "close-lost" not in broken or body.get("state") != "closed":
            issue.update(changed)
        return jsonify(store.shown_issue(changed))

    @app.get("/search")
    def search() -> Any:
        me, text = store.user(), request.args.get("q", "")
        if not text:
            raise store.invalid(q="must not be empty")
        mine = [one["id"] for one in store.projects.values() if me["username"] in one["members"]]
        found = [one for number in mine for one in store.issues[number]]
        if "search-all" not in broken:
            found = [one for one in found if text.lower() in one["title"].lower()]
        return jsonify({"total": len(found), "items": [store.shown_issue(one) for one in found]})


def _comments(app: Flask, store: Tracker) -> None:
    path = "/projects/<int:number>/issues/<int:which>/comments"

    @app.get(path)
    def list_comments(number: int, which: int) -> Any:
        found = store.comments[store.issue(store.project(number), which)["id"]]
        return store.paged(found[::-1] if "comments-reversed" in store.broken else found)

    @app.post(path)
    def comment(number: int, which: int) -> Any:
        issue = store.issue(store.project(number), which)
        text = store.text(store.body(), "body", 1_000)
        one = {"id": next(store.ids), "body": text, "author": store.user()["username"],
               "created_at": _now(), "edited": False}  # fmt: skip
        store.comments[issue["id"]].append(one)
        issue["comments"] += 1
        return jsonify(one), 201

    def found(number: int, which: int, key: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        comments = store.comments[store.issue(store.project(number), which)["id"]]
        one = next((one for one in comments if one["id"] == key), None)
        if one is None:
            raise Problem(404, "not_found", "no such comment")
        return comments, one

    @app.patch(f"{path}/<int:key>")
    def edit_comment(number: int, which: int, key: int) -> Any:
        _, one = found(number, which, key)
        if one["author"] != store.user()["username"]:
            raise Problem(403, "forbidden", "only the author edits")
        one["body"] = store.text(store.body(), "body", 1_000)
        one["edited"] = True
        return jsonify(one)

    @app.delete(f"{path}/<int:key>")
    def delete_comment(number: int, which: int, key: int) -> Any:
        comments, one = found(number, which, key)
        if "comment-delete-nothing" not in store.broken:
            comments.remove(one)
            store.issue(store.project(number), which)["comments"] -= 1
        return "", 204


@contextmanager
def serving(*broken: str) -> Iterator[str]:
    """The API on a free port of loopback."""
    server = make_server("127.0.0.1", 0, create_app(frozenset(broken)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
