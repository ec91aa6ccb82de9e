"""Fieldnotes as a Flask application, with or without defects."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from tests.second_api import account, bookmarks, comments, imports, invitations, notes, projects
from tests.second_api.contract import operations
from tests.second_api.defects import DEFECTS
from tests.second_api.gate import Handler, guarded, refused, rendered
from tests.second_api.refusals import Refusal, hidden
from tests.second_api.world import World

HANDLERS: dict[str, Handler] = {
    **account.HANDLERS, **projects.HANDLERS, **notes.HANDLERS, **comments.HANDLERS, **bookmarks.HANDLERS,
    **imports.HANDLERS, **invitations.HANDLERS,
}  # fmt: skip


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(defects: Iterable[str] = (), clock: Callable[[], datetime] = _utc_now) -> Flask:
    """An application of its own, with the start data. ValueError for a defect that there is not."""
    defects = frozenset(defects)
    if unknown := defects - DEFECTS.keys():
        raise ValueError(f"there is no defect {sorted(unknown)}")
    world, app = World(defects, clock), Flask("fieldnotes")
    app.url_map.strict_slashes = True
    app.url_map.redirect_behind_slashes = False  # type: ignore[attr-defined]
    for name, operation in operations().items():
        rule = operation.path.replace("{", "<").replace("}", ">")
        app.add_url_rule(rule, name, guarded(world, operation, HANDLERS[name]), methods=[operation.method])
    if "notes-replaced" in defects:
        view = guarded(world, operations()["getNote"], notes.get_note)
        app.add_url_rule("/api/notes/<noteId>", "replaceNote", view, methods=["PUT"])
    app.register_error_handler(HTTPException, _refusing(world))
    app.before_request(lambda: _settle(world))
    return app


def _settle(world: World) -> None:
    with world.lock:
        imports.settle(world)


def _refusing(world: World) -> Callable[[Any], Response]:
    """What Flask itself refuses, in our shape."""

    def answer(problem: HTTPException) -> Response:
        request_id = str(uuid.uuid4())
        refusal = Refusal("methodNotAllowed", "Not with this method.") if problem.code == 405 else hidden()
        response = rendered(world, refused(refusal, request_id, world), request_id)
        if problem.code == 405:
            response.headers["Allow"] = ", ".join(sorted(problem.valid_methods or ()))  # type: ignore[attr-defined]
        return response

    return answer
