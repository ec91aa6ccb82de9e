"""Requests, and what became of them, as the admin interface shows them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from assay.formats.wiremock.write import write_mapping
from assay.model.stub.answer import Answer
from assay.model.stub.received import Received
from assay.stub.journal import Served
from assay.stub.matching.seen import Seen, grouped
from assay.stub.replying.rendering import plain_answer

_UNMATCHED: dict[str, Any] = {"status": 404, "fromConfiguredStub": False}
_NOTHING = "00000000-0000-0000-0000-000000000000"


def request_json(received: Received) -> dict[str, Any]:
    """One request."""
    seen = Seen(received)
    at = datetime.fromtimestamp(received.at, UTC)
    return {
        "url": received.url,
        "absoluteUrl": f"{received.scheme}://{_authority(received)}{received.url}",
        "method": received.method,
        "clientIp": received.client,
        "headers": {name: _one_or_all(values) for name, values in grouped(received.headers).items()},
        "cookies": {name: _one_or_all(values) for name, values in seen.cookies.items()},
        "browserProxyRequest": False,
        "loggedDate": int(received.at * 1000),
        "bodyAsBase64": base64.b64encode(seen.body).decode(),
        "body": seen.body.decode("utf-8", "replace"),
        "protocol": f"HTTP/{received.http_version}",
        "scheme": received.scheme,
        "host": received.host,
        "port": received.port,
        "loggedDateString": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z",
        "queryParams": {name: {"key": name, "values": values} for name, values in seen.query.items()},
        "formParams": {name: {"key": name, "values": values} for name, values in seen.form.items()},
    }


def _authority(received: Received) -> str:
    usual = {"http": 80, "https": 443}.get(received.scheme)
    return received.host if received.port == usual else f"{received.host}:{received.port}"


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def served_json(served: Served) -> dict[str, Any]:
    """One request with its answer and the mapping that gave it."""
    told: dict[str, Any] = {"id": served.received.id, "request": request_json(served.received)}
    mapping = served.mapping
    told["responseDefinition"] = write_mapping(mapping)["response"] if mapping else _UNMATCHED
    told["response"] = _response(served)
    told["wasMatched"] = mapping is not None
    told["timing"] = dict.fromkeys(("addedDelay", "processTime", "responseSendTime", "serveTime", "totalTime"), 0)
    told["subEvents"] = [] if mapping else [_not_matched(served)]
    told["stubMapping"] = write_mapping(mapping) if mapping else _no_mapping()
    return told


def _response(served: Served) -> dict[str, Any]:
    answer = served.answer
    if answer is None and served.mapping is not None:
        reply = served.mapping.replies[0]
        if reply.fault is None:
            answer = plain_answer(reply, served.mapping, reply.body)
    answer = answer or Answer(status=served.status)
    shown: dict[str, Any] = {"status": answer.status}
    if answer.headers:
        shown["headers"] = {name: _one_or_all(values) for name, values in grouped(answer.headers).items()}
    shown["bodyAsBase64"] = base64.b64encode(answer.body).decode()
    shown["body"] = answer.body.decode("utf-8", "replace")
    return shown


def _not_matched(served: Served) -> dict[str, Any]:
    data = {"status": 404, "contentType": "text/plain", "report": served.report}
    return {"type": "REQUEST_NOT_MATCHED", "timeOffsetNanos": 0, "data": data}


def _no_mapping() -> dict[str, Any]:
    return {"id": _NOTHING, "request": {"method": "ANY"}, "response": _UNMATCHED, "uuid": _NOTHING}
