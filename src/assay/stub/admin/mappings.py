"""Mappings: listed, made, changed, found, taken away, saved."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.wiremock.matchers import read_matcher
from assay.formats.wiremock.place import Place
from assay.formats.wiremock.read import mapping_of
from assay.formats.wiremock.write import write_mapping
from assay.model.stub.mapping import Mapping
from assay.stub.admin.answers import empty, failed, ok
from assay.stub.admin.asked import Asked
from assay.stub.matching.compile import compile_matcher
from assay.stub.matching.index import Entry

MOST = 100_000
"""Mappings that a stub takes."""


def listed(asked: Asked) -> bytes:
    """GET /mappings."""
    return _list([entry.mapping for entry in asked.stub.index.in_order()], asked)


def _list(mappings: list[Mapping], asked: Asked) -> bytes:
    shown = [write_mapping(mapping) for mapping in asked.page(mappings)]
    return ok({"mappings": shown, "meta": {"total": len(mappings)}})


def created(asked: Asked) -> bytes:
    """POST /mappings."""
    if len(asked.stub.index) >= MOST:
        return failed(422, 10, f"There are {MOST:,} mappings already")
    mapping = mapping_of(asked.place(), new_id=asked.stub.new_id)
    if asked.stub.index.get(mapping.id) is not None:
        detail = f"ID of the provided stub mapping '{mapping.id}' is already taken by another stub mapping"
        return failed(422, 109, "Duplicate stub mapping ID", detail)
    asked.stub.add(mapping)
    return ok(mapping.raw, 201)


def got(asked: Asked) -> bytes:
    """GET /mappings/{id}."""
    entry = asked.stub.index.get(asked.identity())
    return ok(write_mapping(entry.mapping)) if entry else empty(404)


def edited(asked: Asked) -> bytes:
    """PUT /mappings/{id}."""
    identity = asked.identity()
    if asked.stub.index.get(identity) is None:
        return empty(404)
    place = asked.place()
    given = {key: value for key, value in place.mapping().items() if key != "uuid"} | {"id": identity}
    mapping = mapping_of(Place(given), new_id=asked.stub.new_id)
    asked.stub.replace(mapping)
    return ok(mapping.raw)


def deleted(asked: Asked) -> bytes:
    """DELETE /mappings/{id}."""
    return ok({}) if asked.stub.index.remove(asked.identity()) else empty(404)


def deleted_all(asked: Asked) -> bytes:
    """DELETE /mappings."""
    asked.stub.index.clear()
    asked.stub.scenarios.reset()
    return ok({})


def removed(asked: Asked) -> bytes:
    """POST /mappings/remove: the one with this id, and where there is none, those with this request."""
    place = asked.place()
    identity = place.at("id").text() or place.at("uuid").text()
    if identity and asked.stub.index.remove(identity) is not None:
        return empty()
    wanted = mapping_of(place, new_id=asked.stub.new_id).when
    for entry in asked.stub.index.in_order():
        if entry.mapping.when == wanted:
            asked.stub.index.remove(entry.mapping.id)
    return empty()


def reset(asked: Asked) -> bytes:
    """POST /mappings/reset: those that the stub began with."""
    stub = asked.stub
    stub.index.clear()
    for mapping in stub.first:
        stub.add(mapping)
    return empty()


def saved(asked: Asked) -> bytes:
    """POST /mappings/save: what there is now is what the stub goes back to; with a folder, it is written there."""
    stub = asked.stub
    kept = [_persistent(entry.mapping) for entry in reversed(stub.index.in_order())]
    stub.save(kept)
    return empty()


def _persistent(mapping: Mapping) -> Mapping:
    return msgspec.structs.replace(mapping, persistent=True, raw={**write_mapping(mapping), "persistent": True})


def imported(asked: Asked) -> bytes:
    """POST /mappings/import."""
    place = asked.place()
    options = place.at("importOptions")
    mappings = [mapping_of(item, new_id=asked.stub.new_id) for item in place.at("mappings").items()[:MOST]]
    ignores = options.at("duplicatePolicy").text("OVERWRITE").upper() == "IGNORE"
    for mapping in reversed(mappings):
        known = asked.stub.index.get(mapping.id) is not None
        if known and not ignores:
            asked.stub.replace(mapping)
        elif not known:
            asked.stub.add(mapping)
    if options.at("deleteAllNotInImport").flag():
        kept = {mapping.id for mapping in mappings}
        for entry in asked.stub.index.in_order():
            if entry.mapping.id not in kept:
                asked.stub.index.remove(entry.mapping.id)
    return empty()


def _by_metadata(asked: Asked) -> list[Entry]:
    test = compile_matcher(read_matcher(asked.place()), asked.stub.world.clock)
    return [entry for entry in asked.stub.index.in_order() if test.fits(_metadata(entry.mapping))]


def _metadata(mapping: Mapping) -> str | None:
    return msgspec.json.encode(mapping.metadata).decode() if mapping.metadata else None


def found_by_metadata(asked: Asked) -> bytes:
    """POST /mappings/find-by-metadata."""
    mappings: list[Any] = [entry.mapping for entry in _by_metadata(asked)]
    return ok({"mappings": [write_mapping(mapping) for mapping in mappings], "meta": {"total": len(mappings)}})


def removed_by_metadata(asked: Asked) -> bytes:
    """POST /mappings/remove-by-metadata."""
    for entry in _by_metadata(asked):
        asked.stub.index.remove(entry.mapping.id)
    return ok({})


def _never_asked(asked: Asked) -> list[Mapping]:
    used = {served.mapping.id for served in asked.stub.journal if served.mapping}
    return [entry.mapping for entry in asked.stub.index.in_order() if entry.mapping.id not in used]


def unmatched(asked: Asked) -> bytes:
    """GET /mappings/unmatched: those that nothing was answered with."""
    return _list(_never_asked(asked), asked)


def deleted_unmatched(asked: Asked) -> bytes:
    """DELETE /mappings/unmatched."""
    for mapping in _never_asked(asked):
        asked.stub.index.remove(mapping.id)
    return ok({})
