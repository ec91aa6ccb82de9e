"""Scripts from the events of an item, folder or collection, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from assay.formats.ecmascript import to_string
from assay.formats.postman.ids import stable_id
from assay.formats.postman.limits import bounded
from assay.model.suite import Script

_NEW_LINE = re.compile(r"\r?\n")


def read_scripts(events: Any, *, place: str) -> tuple[Script, ...]:
    """Every script that listens to something. `place` tells its ids apart from those of other owners."""
    listed = [events] if isinstance(events, dict) else events if isinstance(events, list) else []
    bounded(listed)
    found = (_read_event(event, f"{place}/{index}") for index, event in enumerate(listed))
    return tuple(script for script in found if script is not None)


def _read_event(event: Any, place: str) -> Script | None:
    if not isinstance(event, dict) or not isinstance(event.get("listen"), str):
        return None
    script = event.get("script")
    fields = script if isinstance(script, dict) else {"exec": script}
    packages = fields.get("packages")
    return Script(
        id=_text(fields.get("id")) or stable_id("script", place, event["listen"]),
        listen=event["listen"],
        source=read_source(fields.get("exec")),
        enabled=not event.get("disabled"),
        packages=packages if isinstance(packages, dict) else None,
    )


def read_source(lines: Any) -> str:
    """Code as text, or as a list of lines."""
    if isinstance(lines, str):
        return _NEW_LINE.sub("\n", lines)
    return "\n".join("" if line is None else to_string(line) for line in lines) if isinstance(lines, list) else ""


def unread_sources(events: Any) -> list[str]:
    """Where scripts are kept that are not in the collection itself (`src`, without `exec`)."""
    listed = events if isinstance(events, list) else [events]
    scripts = [event.get("script") for event in listed if isinstance(event, dict)]
    return [
        to_string(script["src"])
        for script in scripts
        if isinstance(script, dict) and script.get("src") and not script.get("exec")
    ]


def events_json(scripts: Iterable[Script]) -> list[dict[str, Any]]:
    """Scripts as events, the code as a list of lines."""
    return [_event_json(script) for script in scripts]


def _event_json(script: Script) -> dict[str, Any]:
    code: dict[str, Any] = {"id": script.id, "type": "text/javascript", "exec": script.source.split("\n")}
    if script.packages is not None:
        code["packages"] = script.packages
    disabled: dict[str, Any] = {} if script.enabled else {"disabled": True}
    return disabled | {"listen": script.listen, "script": code}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
