"""Which part of the admin interface a request is for."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from assay.formats.wiremock.place import MappingError
from assay.model.errors import InputError
from assay.model.stub.received import Received
from assay.stub.admin import mappings, requests, rest
from assay.stub.admin.answers import Told, empty, failed, unreadable
from assay.stub.admin.asked import Asked
from assay.stub.answering import Answerer, Answering

PREFIX = "/__admin"
Route = Callable[[Asked], bytes]
_ROUTES: tuple[tuple[str, str, Route], ...] = (
    ("GET", "/", mappings.listed),
    ("GET", "/mappings", mappings.listed),
    ("POST", "/mappings", mappings.created),
    ("DELETE", "/mappings", mappings.deleted_all),
    ("GET", "/mappings/unmatched", mappings.unmatched),
    ("DELETE", "/mappings/unmatched", mappings.deleted_unmatched),
    ("POST", "/mappings/reset", mappings.reset),
    ("POST", "/mappings/save", mappings.saved),
    ("POST", "/mappings/import", mappings.imported),
    ("POST", "/mappings/remove", mappings.removed),
    ("POST", "/mappings/find-by-metadata", mappings.found_by_metadata),
    ("POST", "/mappings/remove-by-metadata", mappings.removed_by_metadata),
    ("GET", "/mappings/{id}", mappings.got),
    ("PUT", "/mappings/{id}", mappings.edited),
    ("DELETE", "/mappings/{id}", mappings.deleted),
    ("GET", "/requests", requests.listed),
    ("DELETE", "/requests", requests.deleted_all),
    ("POST", "/requests/reset", requests.deleted_all),
    ("POST", "/requests/count", requests.counted),
    ("POST", "/requests/find", requests.found),
    ("POST", "/requests/remove", requests.removed),
    ("POST", "/requests/remove-by-metadata", requests.removed_by_metadata),
    ("GET", "/requests/unmatched", requests.unmatched),
    ("GET", "/requests/unmatched/near-misses", requests.near_misses_of_unmatched),
    ("GET", "/requests/{id}", requests.got),
    ("DELETE", "/requests/{id}", requests.deleted),
    ("POST", "/near-misses/request", requests.near_misses_of_request),
    ("POST", "/near-misses/request-pattern", requests.near_misses_of_pattern),
    ("GET", "/scenarios", rest.scenarios),
    ("POST", "/scenarios/reset", rest.reset_scenarios),
    ("PUT", "/scenarios/{name}/state", rest.set_scenario),
    ("GET", "/settings", rest.settings),
    ("POST", "/settings", rest.set_settings),
    ("PUT", "/settings", rest.set_settings),
    ("GET", "/files", rest.files),
    ("GET", "/files/{name}", rest.file),
    ("PUT", "/files/{name}", rest.file),
    ("DELETE", "/files/{name}", rest.file),
    ("GET", "/health", rest.health),
    ("GET", "/version", rest.version),
    ("POST", "/reset", rest.reset),
    ("POST", "/shutdown", rest.shutdown),
    ("GET", "/recordings/status", rest.recording),
    ("POST", "/recordings/{what}", rest.no_recording),
)


def _expression(path: str) -> re.Pattern[str]:
    """A file's name may hold slashes."""
    expression = path.replace("/files/{name}", "/files/(?P<name>.+)")
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", expression))


_COMPILED = tuple((method, _expression(path), route) for method, path, route in _ROUTES)


def administered(received: Received, stub: Answerer) -> Answering | Awaitable[Answering]:
    """The answer to a request below `/__admin`; a path that only begins with these letters is the stub's own."""
    if received.raw_path[len(PREFIX) : len(PREFIX) + 1] not in {"", "/"}:
        return stub.answer(received)
    if _is_foreign(received):
        return failed(403, 10, "A page of another origin may not change this server")
    path = received.raw_path.removeprefix(PREFIX).rstrip("/") or "/"
    for method, expression, route in _COMPILED:
        found = expression.fullmatch(path) if method == received.method else None
        if found:
            return _answered(route, Asked(received, stub, found.groupdict()))
    return empty(404)


def _is_foreign(received: Received) -> bool:
    """Whether a browser sends this for a page that is not ours: any page may send a form to loopback."""
    origin = received.header("Origin")
    if origin is None:
        return received.header("Sec-Fetch-Site") == "cross-site"
    return origin.partition("://")[2] != (received.header("Host") or "")


def _answered(route: Route, asked: Asked) -> bytes:
    try:
        return route(asked)
    except Told as told:
        return told.answer
    except MappingError as error:
        return unreadable(error)
    except InputError as error:
        return failed(422, 10, str(error))
