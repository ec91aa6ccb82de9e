"""One mapping, or many under `mappings`, to the model; each keeps the JSON that it came from."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from assay.formats.json_text import decode_json
from assay.formats.wiremock.hooks import read_hooks
from assay.formats.wiremock.place import Place
from assay.formats.wiremock.request import read_expected
from assay.formats.wiremock.response import read_reply
from assay.model.stub.mapping import LOWEST, STARTED, Mapping

_KNOWN = (
    *("id", "name", "request", "response", "uuid", "persistent", "priority", "scenarioName"),
    *("requiredScenarioState", "newScenarioState", "postServeActions", "serveEventListeners", "metadata"),
    "insertionIndex",
)
MAX_MAPPINGS = 100_000


def read_mappings(data: bytes, *, file: str, new_id: Callable[[], str]) -> tuple[Mapping, ...]:
    """The mappings in a file's bytes, in order. Raises InputError with file and place."""
    return mappings_of(decode_json(data, name=file), file=file, new_id=new_id)


def mappings_of(value: Any, *, file: str = "", new_id: Callable[[], str]) -> tuple[Mapping, ...]:
    """The mappings in a JSON value: one, `{"mappings": […]}`, or a list."""
    place = Place(value, file=file)
    if isinstance(value, list):
        return _listed(place, new_id)
    if isinstance(value, dict) and "mappings" in value:
        return _listed(place.at("mappings"), new_id)
    return (mapping_of(place, new_id=new_id),)


def _listed(place: Place, new_id: Callable[[], str]) -> tuple[Mapping, ...]:
    items = place.items()
    if len(items) > MAX_MAPPINGS:
        raise place.wrong(f"These are more than {MAX_MAPPINGS:,} mappings.")
    return tuple(mapping_of(item, new_id=new_id) for item in items)


def mapping_of(place: Place, *, new_id: Callable[[], str]) -> Mapping:
    """The one mapping that stands here."""
    place.only(_KNOWN)
    identity = _identity(place) or new_id()
    scenario = place.at("scenarioName").text()
    return Mapping(
        id=identity,
        name=place.at("name").text(),
        priority=place.at("priority").whole(LOWEST),
        when=read_expected(place.at("request")),
        replies=(read_reply(place.at("response")),),
        scenario=scenario,
        state=place.at("requiredScenarioState").text() if scenario else "",
        next_state=place.at("newScenarioState").text() if scenario else "",
        hooks=read_hooks(place),
        metadata=place.at("metadata").mapping(),
        persistent=place.at("persistent").flag(),
        source=f"{place.file}#{place.pointer}" if place.file else "",
        raw=_raw(place.mapping(), identity),
    )


def _identity(place: Place) -> str:
    here = place.at("id") if place.at("id").value is not None else place.at("uuid")
    text = here.text()
    if not text:
        return ""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise here.wrong(f"{text[:60]} is not a valid UUID") from None


def _raw(given: dict[str, Any], identity: str) -> dict[str, Any]:
    """The JSON as WireMock's admin interface shows it: with ids and defaults, in its order."""
    request = dict(given.get("request") or {})
    request.setdefault("method", "ANY")
    response = {"status": 200} | dict(given.get("response") or {})
    told = dict(given) | {"id": identity, "uuid": identity, "request": request, "response": response}
    told.pop("insertionIndex", None)
    return {key: told[key] for key in _KNOWN if key in told}


__all__ = ["MAX_MAPPINGS", "STARTED", "mapping_of", "mappings_of", "read_mappings"]
