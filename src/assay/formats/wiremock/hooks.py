"""WireMock's webhooks, in either of the two places where they may stand, to requests that are sent afterwards."""

from __future__ import annotations

from assay.formats.wiremock.matchers import read_base64
from assay.formats.wiremock.place import Place
from assay.formats.wiremock.response import read_delay
from assay.model.http import Header
from assay.model.stub.mapping import Hook

_OWN = frozenset({"method", "url", "headers", "body", "base64Body", "delay"})


def read_hooks(place: Place) -> tuple[Hook, ...]:
    """The webhooks of a mapping; other listeners are written in Java and cannot run here."""
    return tuple(
        _hook(item.at("parameters"))
        for key in ("serveEventListeners", "postServeActions")
        for item in _listed(place.at(key))
        if item.at("name").text() == "webhook"
    )


def _listed(place: Place) -> list[Place]:
    """Listeners as a list, or as an object whose keys are their names (the older way)."""
    if not isinstance(place.value, dict):
        return place.items()
    pairs = place.members()
    return [
        Place({"name": name, "parameters": item.value}, file=item.file, pointer=item.pointer) for name, item in pairs
    ]


def _hook(place: Place) -> Hook:
    url = place.at("url").text()
    if not url:
        raise place.at("url").wrong("A webhook needs a URL.")
    base64 = place.at("base64Body")
    return Hook(
        url=url,
        method=place.at("method").text("GET"),
        headers=tuple(
            Header(name, value.text()) for name, item in place.at("headers").members() for value in _many(item)
        ),
        body=read_base64(base64) if base64.value is not None else place.at("body").text().encode(),
        delay=read_delay(place.at("delay")),
        settings={key: value for key, value in place.mapping().items() if key not in _OWN},
    )


def _many(place: Place) -> list[Place]:
    return place.items() if isinstance(place.value, list) else [place]
