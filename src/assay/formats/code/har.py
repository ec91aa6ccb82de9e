"""An HTTP archive of the requests, which have no answers yet."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any

from assay.formats.code.asked import Asked
from assay.formats.code.javascript_text import safe
from assay.formats.code.part import file_name, media_type
from assay.formats.har.request import archive as whole
from assay.formats.har.request import entry, post_data, request_object, unanswered
from assay.model.http import Header
from assay.model.transfer import Data, Form, Part, Upload
from assay.version import __version__


def archive(requests: Iterable[Asked]) -> tuple[str, list[tuple[str, ...]]]:
    """(the archive as JSON, what it lacks for each request)."""
    asked_for = list(requests)
    entries = [entry(_request(asked), unanswered()) for asked in asked_for]
    text = safe(json.dumps(whole(entries, version=__version__), indent=2, ensure_ascii=False)) + "\n"
    return text, [tuple(_lacks(asked)) for asked in asked_for]


def _request(asked: Asked) -> dict[str, Any]:
    version = {"1.0": "HTTP/1.0", "2": "HTTP/2", "3": "HTTP/3"}.get(asked.travel.http, "HTTP/1.1")
    body, size = _body(asked)
    return request_object(asked.method, asked.url, [*_login(asked), *asked.headers], body, http=version, size=size)


def _login(asked: Asked) -> list[Header]:
    """Basic and Bearer are headers; others begin with an answer."""
    login = asked.login
    if login is None or asked.header("authorization") is not None or login.scheme not in ("basic", "bearer"):
        return []
    pair = f"{login.user}:{login.password or ''}".encode("utf-8", "surrogateescape")
    value = f"Bearer {login.token}" if login.scheme == "bearer" else "Basic " + base64.b64encode(pair).decode()
    return [Header("Authorization", value)]


def _body(asked: Asked) -> tuple[dict[str, Any] | None, int]:
    content = asked.content
    if isinstance(content, Data):
        return post_data(content.content, asked.header("content-type") or ""), len(content.content)
    if isinstance(content, Form):
        flat = [part for part in content.parts if not part.parts]
        return {"mimeType": "multipart/form-data", "params": [_param(part) for part in flat]}, -1
    return None, -1 if isinstance(content, Upload) else 0


def _param(part: Part) -> dict[str, str]:
    value = {} if part.content is None else {"value": part.content.decode("utf-8", "replace")}
    named = {"fileName": part.path or file_name(part) or "", "contentType": media_type(part)}
    return {"name": part.name, **value, **{key: text for key, text in named.items() if text}}


def _lacks(asked: Asked) -> Iterable[str]:
    travel = asked.travel
    yield from (f"--{name}" for name in asked.others)
    for option, given in (("--location", travel.follow), ("--max-time", travel.timeout is not None),
                          ("--insecure", not travel.verify), ("--cacert", travel.ca_file),
                          ("--cert", travel.certificate), ("--proxy", travel.proxy),
                          ("--max-redirs", travel.most_redirects is not None)):  # fmt: skip
        if given:
            yield option
    if asked.login and asked.login.scheme not in ("basic", "bearer"):
        yield f"the {asked.login.scheme} authentication"
    if isinstance(asked.content, Upload):
        yield f"the body, which is the file {asked.content.path}"
    if isinstance(asked.content, Form):
        yield from (f"the nested parts of {part.name!r}" for part in asked.content.parts if part.parts)
        yield from (f"the content of the file {part.path}" for part in asked.content.parts if part.content is None)
