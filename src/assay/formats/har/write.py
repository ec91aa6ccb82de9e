"""A suite, or exchanges, to an HTTP archive."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from assay.formats.document import Loss, Written
from assay.formats.har.request import archive, entry, post_data, request_object, unanswered
from assay.formats.postman import url_text
from assay.formats.walk import Spot, script_name, spots, suite_losses
from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Header, Headers, Response
from assay.model.suite import Auth, BodyTemplate, Suite
from assay.version import __version__

_TYPES = {"json": "application/json", "xml": "application/xml", "html": "text/html",
          "javascript": "application/javascript", "text": "text/plain"}  # fmt: skip
FORM = "application/x-www-form-urlencoded"


def write_har(suite: Suite) -> Written:
    """`requests.har`: each step with its first example as its answer; {{variables}} stay as they are."""
    told = [(spot, *_Entry(spot).told()) for spot in spots(suite)]
    losses = [
        *suite_losses(suite),
        *(Loss(where=folder, what="the folder") for folder in _folders(spot for spot, _, _ in told)),
        *(Loss(where=spot.where, what=what) for spot, _, lost in told for what in lost),
    ]
    return Written(files={"requests.har": _bytes(made for _, made, _ in told)}, losses=tuple(losses))


def exchanges_har(exchanges: Iterable[Exchange]) -> bytes:
    """What was sent and answered, with times. Bodies that were read from files are told by their size only."""
    return _bytes(_exchange(one) for one in exchanges)


def _bytes(entries: Iterable[dict[str, Any]]) -> bytes:
    text = json.dumps(archive(entries, version=__version__), indent=2, ensure_ascii=False)
    return (text + "\n").encode("utf-8", "replace")


def _folders(found: Iterable[Spot]) -> Iterator[str]:
    return iter(dict.fromkeys(" / ".join(one.name for one in spot.folders) for spot in found if spot.folders))


class _Entry:
    """One step as an entry."""

    def __init__(self, spot: Spot) -> None:
        self._spot = spot
        self._lost: list[str] = []

    def told(self) -> tuple[dict[str, Any], list[str]]:
        """(the entry, what it does not hold)."""
        made = self._object()
        return made, [*self._lost, *self._others()]

    def _object(self) -> dict[str, Any]:
        request = self._spot.step.request
        headers = [Header(row.key or "", _text(row.value)) for row in request.headers if row.enabled]
        body, kind = self._body(request.body) if request.body and request.body.enabled else (None, "")
        if kind and all(header.name.lower() != "content-type" for header in headers):
            headers.insert(0, Header("Content-Type", kind))
        told = request_object(
            request.method,
            url_text(request.url, path_variables=True),
            [*self._login(self._spot.auth), *headers],
            body,
            size=-1 if body else 0,
        )
        examples = self._spot.step.examples
        return entry(told, _answer(examples[0]) if examples else unanswered())

    def _others(self) -> Iterator[str]:
        step = self._spot.step
        listens = [script.listen for script in step.scripts if script.enabled and not script.blank]
        yield from (f"the {script_name(listen)}" for listen in dict.fromkeys(listens))
        yield "the name"
        if len(step.examples) > 1:
            yield "all but the first of the saved examples"
        if step.settings:
            yield f"the settings {', '.join(sorted(step.settings))}"
        if step.description or step.request.description:
            yield "the description"
        if step.variables:
            yield "the variables of the request"
        if any(not row.enabled for row in (*step.request.headers, *step.request.url.query)):
            yield "what is switched off (headers, parameters)"

    def _login(self, auth: Auth | None) -> list[Header]:
        if auth is None or auth.type == "noauth":
            return []
        params = {key: _text(value) for key, value in auth.params.items()}
        token = params.get("token") or params.get("accessToken", "")
        pair = f"{params.get('username', '')}:{params.get('password', '')}"
        if auth.type in ("bearer", "oauth2") and token:
            return [Header("Authorization", f"Bearer {token}")]
        if auth.type == "basic" and "{{" not in pair:
            return [Header("Authorization", "Basic " + base64.b64encode(pair.encode("utf-8", "replace")).decode())]
        if auth.type == "apikey" and params.get("in", "header") == "header" and params.get("key"):
            return [Header(params["key"], params.get("value", ""))]
        self._lost.append(f"the {auth.type} authentication")
        return []

    def _body(self, body: BodyTemplate) -> tuple[dict[str, Any] | None, str]:
        """(postData, media type)."""
        if body.mode == "urlencoded":
            rows = [(row.key or "", _text(row.value)) for row in body.urlencoded if row.enabled]
            text = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in rows)
            params = [{"name": name, "value": value} for name, value in rows]
            return {"mimeType": FORM, "text": text, "params": params}, FORM
        if body.mode == "formdata":
            return self._parts(body), ""
        if body.mode == "file":
            if body.content:
                return post_data(base64.b64decode(body.content), ""), ""
            self._lost.append(f"the body, which is the file {body.src or ''}".rstrip())
            return None, ""
        kind = "application/json" if body.mode == "graphql" else _TYPES.get(body.language or "", "")
        text = json.dumps(body.graphql) if body.mode == "graphql" else body.raw
        return ({"mimeType": kind, "text": text} if text else None), kind if text else ""

    def _parts(self, body: BodyTemplate) -> dict[str, Any]:
        params: list[dict[str, str]] = []
        for row in body.formdata:
            kind = {"contentType": row.content_type} if row.content_type else {}
            if row.enabled and row.type == "file":
                for path in row.src if isinstance(row.src, tuple) else (row.src or "",):
                    params.append({"name": row.key or "", "fileName": path, **kind})
                    self._lost.append(f"the content of the file {path}")
            elif row.enabled:
                params.append({"name": row.key or "", "value": _text(row.value), **kind})
        return {"mimeType": "multipart/form-data", "params": params}


def _encoded(text: str) -> str:
    return text if "{{" in text else quote_plus(text, errors="replace")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _answer(example: dict[str, Any]) -> dict[str, Any]:
    listed = example.get("header") if isinstance(example.get("header"), list) else []
    rows = [row for row in listed or () if isinstance(row, dict)]
    headers = tuple(Header(_text(row.get("key")), _text(row.get("value"))) for row in rows)
    code = example.get("code")
    status = code if isinstance(code, int) else 0
    return _response(
        status, _text(example.get("status")), headers, _text(example.get("body")).encode("utf-8", "replace")
    )


def _response(status: int, reason: str, headers: Headers, body: bytes, http: str = "HTTP/1.1") -> dict[str, Any]:
    kind = next((header.value for header in headers if header.name.lower() == "content-type"), "")
    content = {"size": len(body), **post_data(body, kind)} if body else {"size": 0, "mimeType": kind}
    return unanswered() | {
        "status": status,
        "statusText": reason,
        "httpVersion": http,
        "headers": [{"name": header.name, "value": header.value} for header in headers],
        "content": content,
        "redirectURL": next((header.value for header in headers if header.name.lower() == "location"), ""),
        "bodySize": len(body),
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    request = exchange.request
    data = b"".join(part.data for part in request.body if isinstance(part, BytesPart))
    whole = all(isinstance(part, BytesPart) for part in request.body)
    body = post_data(data, request.header("content-type") or "") if data else None
    told = request_object(request.method, request.url, request.headers, body, size=len(data) if whole else -1)
    answer = _answered(exchange.response) if exchange.response else unanswered()
    started = datetime.fromtimestamp(exchange.started, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    times = exchange.timings
    made = entry(told, answer, started=started, wait=times.total)
    made["timings"] = {
        "blocked": times.wait, "dns": times.name, "connect": times.connect + times.tls, "ssl": times.tls, "send": 0,
        "wait": times.first_byte, "receive": times.download,
    }  # fmt: skip
    if exchange.remote:
        made["serverIPAddress"] = exchange.remote.rpartition(":")[0].strip("[]")
    return made


def _answered(response: Response) -> dict[str, Any]:
    return _response(response.status, response.reason, response.headers, response.body, f"HTTP/{response.http_version}")
