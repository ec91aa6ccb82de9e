"""Writes the files that a person asked for after a run: final environment, globals, collection, cookies, reports."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from assay.app.outputs import attempt, target, write
from assay.app.preparing import Prepared
from assay.app.run import Finished
from assay.engine.scopes import Scope
from assay.formats.postman import collection_json, environment_json
from assay.version import __version__

AGENT = f"assay/{__version__}"


def export_all(prepared: Prepared, finished: Finished) -> list[str]:
    """Write every file that the options ask for: the final environment, globals, collection and cookies.

    Returns why some could not be written; one that fails keeps no other from being written.
    """
    options, now = prepared.options, time.time()
    paths = {
        "environment": options.export_environment,
        "globals": options.export_globals,
        "collection": options.export_collection,
        "cookie-jar": options.export_cookie_jar,
    }

    def export(name: str, path: str) -> None:
        text = json.dumps(document(name, prepared, finished), indent=2, ensure_ascii=False)
        write(target(path, f"newman-{name}.json", now=now), [text])

    return attempt(partial(export, name, path) for name, path in paths.items() if path is not None)


def document(name: str, prepared: Prepared, finished: Finished) -> dict[str, Any]:
    """What one export holds."""
    if name == "collection":
        return collection_document(prepared)
    if name == "cookie-jar":
        return finished.run.finals.jar.dump()
    return scope_document(finished.run.finals.scope(name), name)


def collection_document(prepared: Prepared) -> dict[str, Any]:
    """The collection with the marks that Newman puts on each of its exports."""
    marks = {"name": "collection", "_postman_variable_scope": "collection"}
    exported = {"_postman_exported_at": moment(), "_postman_exported_using": AGENT}
    return collection_json(prepared.suite) | marks | exported


def scope_document(scope: Scope, kind: str) -> dict[str, Any]:
    """A scope as Newman exports it. Secrets are in it: the file is what a person asked for by name."""
    return environment_json(scope.to_environment(), kind, exported_at=moment(), exported_using=AGENT)


def moment() -> str:
    """The time of an export, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
