"""What was called: listed, counted, found, taken away; and near misses."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.wiremock.matchers import read_matcher
from assay.formats.wiremock.place import Place
from assay.formats.wiremock.write import write_mapping
from assay.model.http import Header
from assay.model.stub.received import Received
from assay.stub.admin.answers import empty, ok
from assay.stub.admin.asked import Asked
from assay.stub.admin.shown import request_json, served_json
from assay.stub.journal import Served
from assay.stub.matching.compile import compile_matcher
from assay.stub.matching.near import nearest_mappings, nearest_requests
from assay.stub.matching.seen import Seen

_ENABLED: dict[str, Any] = {"requestJournalDisabled": False}


def listed(asked: Asked) -> bytes:
    """GET /requests, the latest first; `unmatched`, `matchingStub`, `limit` and `since` choose."""
    served = list(asked.stub.journal.newest_first())
    if asked.flag("unmatched"):
        served = [item for item in served if item.mapping is None]
    wanted = [value for key, value in asked.received.query if key == "matchingStub"]
    if wanted:
        served = [item for item in served if item.mapping and item.mapping.id == wanted[-1]]
    shown = [served_json(item) for item in asked.page(served)]
    return ok({"requests": shown, "meta": {"total": len(served)}, **_ENABLED})


def got(asked: Asked) -> bytes:
    """GET /requests/{id}."""
    served = asked.stub.journal.get(asked.identity())
    return ok(served_json(served)) if served else empty(404)


def deleted(asked: Asked) -> bytes:
    """DELETE /requests/{id}."""
    served = asked.stub.journal.get(asked.identity())
    asked.stub.journal.remove([served] if served else [])
    return ok({})


def deleted_all(asked: Asked) -> bytes:
    """DELETE /requests."""
    asked.stub.journal.clear()
    return ok({})


def _fitting(asked: Asked) -> list[Served]:
    pattern = asked.pattern()
    return [served for served in asked.stub.journal if pattern.fits(Seen(served.received))]


def counted(asked: Asked) -> bytes:
    """POST /requests/count."""
    return ok({"count": len(_fitting(asked)), **_ENABLED})


def found(asked: Asked) -> bytes:
    """POST /requests/find."""
    return ok({"requests": [request_json(served.received) for served in _fitting(asked)], **_ENABLED})


def removed(asked: Asked) -> bytes:
    """POST /requests/remove."""
    return _removed(asked, _fitting(asked))


def _removed(asked: Asked, served: list[Served]) -> bytes:
    asked.stub.journal.remove(served)
    return ok({"serveEvents": [served_json(item) for item in served]})


def removed_by_metadata(asked: Asked) -> bytes:
    """POST /requests/remove-by-metadata."""
    test = compile_matcher(read_matcher(asked.place()), asked.stub.world.clock)
    return _removed(asked, [item for item in asked.stub.journal if item.mapping and test.fits(_metadata(item))])


def _metadata(served: Served) -> str | None:
    metadata = served.mapping.metadata if served.mapping else {}
    return msgspec.json.encode(metadata).decode() if metadata else None


def _unmatched(asked: Asked) -> list[Served]:
    return [served for served in asked.stub.journal if served.mapping is None]


def unmatched(asked: Asked) -> bytes:
    """GET /requests/unmatched."""
    return ok({"requests": [request_json(served.received) for served in _unmatched(asked)], **_ENABLED})


def near_misses_of_unmatched(asked: Asked) -> bytes:
    """GET /requests/unmatched/near-misses."""
    misses = [miss for served in _unmatched(asked)[-100:] for miss in _near(asked, served.received)]
    return ok({"nearMisses": misses})


def _near(asked: Asked, received: Received) -> list[dict[str, Any]]:
    nearest = nearest_mappings(Seen(received), asked.stub.index.in_order())
    request = request_json(received)
    return [
        {"request": request, "stubMapping": write_mapping(miss.entry.mapping), "matchResult": _result(miss.distance)}
        for miss in nearest
    ]


def _result(distance: float) -> dict[str, Any]:
    return {"subEvents": [], "diffDescriptions": [], "distance": distance}


def near_misses_of_request(asked: Asked) -> bytes:
    """POST /near-misses/request."""
    return ok({"nearMisses": _near(asked, _told_request(asked))})


def _told_request(asked: Asked) -> Received:
    """A request as the interface itself shows one."""
    place = asked.place()
    return Received(
        id=asked.stub.new_id(),
        method=place.at("method").text("GET").upper(),
        target=place.at("url").text("/"),
        headers=tuple(
            Header(name, value.text()) for name, item in place.at("headers").members() for value in _all(item)
        ),
        body=place.at("body").text().encode("utf-8", "replace"),
        host=place.at("host").text(asked.received.host),
        port=place.at("port").whole(asked.received.port),
        client=place.at("clientIp").text("127.0.0.1"),
        at=asked.stub.world.clock(),
    )


def _all(place: Place) -> list[Place]:
    return place.items() if isinstance(place.value, list) else [place]


def near_misses_of_pattern(asked: Asked) -> bytes:
    """POST /near-misses/request-pattern."""
    told = asked.place().value
    journal = (Seen(served.received) for served in asked.stub.journal.newest_first())
    nearest = nearest_requests(asked.pattern(), journal)
    misses = [
        {"request": request_json(seen.received), "requestPattern": told, "matchResult": _result(distance)}
        for seen, distance in nearest
    ]
    return ok({"nearMisses": misses})
