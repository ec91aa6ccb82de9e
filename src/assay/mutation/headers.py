"""Headers that are gone or say something else."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.model.http import Header, Headers, Response
from assay.mutation.status import Change

MOST_HEADERS = 30


def of_headers(response: Response) -> Iterator[Change]:
    """The content type first, then each header removed, then each with another value."""
    names = list(dict.fromkeys(header.name.lower() for header in response.headers))[:MOST_HEADERS]
    names.sort(key=lambda name: name != "content-type")
    for kind in ("text/html", "text/plain"):
        if "content-type" in names:
            yield f"content type {kind}", "", _with(response, _valued(response.headers, "content-type", kind))
    for name in names:
        left = tuple(header for header in response.headers if header.name.lower() != name)
        yield f"header {name} removed", "", _with(response, left)
    for name in names:
        yield f"header {name} changed", "", _with(response, _valued(response.headers, name, "changed"))
        yield f"header {name} empty", "", _with(response, _valued(response.headers, name, ""))


def _valued(headers: Headers, name: str, value: str) -> Headers:
    return tuple(Header(one.name, value) if one.name.lower() == name else one for one in headers)


def _with(response: Response, headers: Headers) -> Response:
    return msgspec.structs.replace(response, headers=headers)
