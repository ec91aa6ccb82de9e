"""Scripts of a v1 request, folder or collection as events."""

from __future__ import annotations

from typing import Any

_LEGACY = (("test", "tests"), ("prerequest", "preRequestScript"))


def events_of(entity: dict[str, Any]) -> list[dict[str, Any]]:
    """`tests` and `preRequestScript`, or where there are none of these, `events`."""
    legacy = [{"listen": listen, "script": entity[key]} for listen, key in _LEGACY if entity.get(key)]
    events = entity.get("events")
    if legacy or not isinstance(events, list):
        return legacy
    return [event | {"listen": event.get("listen") or "test"} for event in events if isinstance(event, dict)]
