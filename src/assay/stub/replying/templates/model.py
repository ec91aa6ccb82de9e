"""The request as templates see it."""

from __future__ import annotations

import base64
import re
from typing import Any

from assay.stub.matching.multipart import Part
from assay.stub.matching.seen import Seen, grouped
from assay.stub.replying.templates.values import AnyCase, ListOrSingle, Named, UrlPath

_TEXT = re.compile("text|json|xml|yaml|x-www-form-urlencoded", re.IGNORECASE)


def model_of(seen: Seen, path_parameters: dict[str, str], parameters: dict[str, Any]) -> dict[str, Any]:
    """`request` and `parameters`; the request's members are made only when they are asked for."""
    return {"request": _Request(seen, path_parameters), "parameters": parameters}


class _Request(Named):
    """`request.…`."""

    def __init__(self, seen: Seen, path_parameters: dict[str, str]) -> None:
        super().__init__()
        self.text = f"{seen.method} {seen.received.url}"
        self._seen = seen
        self._path_parameters = path_parameters

    def get(self, key: str, default: Any = None) -> Any:
        """A member by name, made once."""
        if key not in self:
            value = self._made(key)
            if value is None:
                return default
            self[key] = value
        return self[key]

    def __len__(self) -> int:
        return 1

    def _made(self, key: str) -> Any:  # noqa: C901 - one case a member
        received, seen = self._seen.received, self._seen
        match key:
            case "url":
                return received.url
            case "path":
                return UrlPath(received.raw_path, self._path_parameters)
            case "pathSegments":
                return UrlPath(received.raw_path)
            case "query":
                return {name: ListOrSingle(values) for name, values in seen.query.items()}
            case "headers":
                return AnyCase(
                    {name: ListOrSingle(values) for name, values in sorted(_headers(seen).items(), key=_by_name)}
                )
            case "cookies":
                return {name: ListOrSingle(values) for name, values in seen.cookies.items()}
            case "formParameters" | "formData":
                return {name: ListOrSingle(values) for name, values in seen.form.items()}
            case "method" | "host" | "scheme" | "id":
                return getattr(received, key)
            case "port":
                return received.port
            case "clientIp":
                return received.client
            case "protocol":
                return f"HTTP/{received.http_version}"
            case "baseUrl":
                return _base_url(seen)
            case "body":
                return str(seen.text or "")
            case "bodyAsBase64":
                return base64.b64encode(seen.body).decode()
            case "multipart":
                return bool(seen.parts)
            case "parts":
                return {part.name: _part(part) for part in seen.parts}
            case "requestLine":
                return self
        return None


def _by_name(header: tuple[str, list[str]]) -> str:
    return header[0].lower()


def _headers(seen: Seen) -> dict[str, list[str]]:
    return grouped(seen.received.headers)


def _base_url(seen: Seen) -> str:
    received = seen.received
    usual = {"http": 80, "https": 443}.get(received.scheme)
    port = "" if received.port == usual else f":{received.port}"
    return f"{received.scheme}://{received.host}{port}"


def _part(part: Part) -> dict[str, Any]:
    headers = {name: ListOrSingle(values) for name, values in grouped(part.headers).items()}
    return {
        "name": part.name,
        "headers": AnyCase(headers),
        "body": str(part.text()),
        "bodyAsBase64": base64.b64encode(part.body).decode(),
        "binary": not _is_text(part),
    }


def _is_text(part: Part) -> bool:
    """By its Content-Type; what has none counts as binary, as it does for WireMock."""
    types = part.values("Content-Type")
    return bool(types) and _TEXT.search(types[0]) is not None
