"""Signs the requests of a test's HTTP client as Postman does: hawk, oauth1, awsv4, edgegrid, jwt, asap."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from assay.engine.auth import SIGNERS
from assay.engine.auth.signing import Draft
from assay.model.http import Header, Request
from assay.model.world import World

_FORM = "application/x-www-form-urlencoded"
_TOLD = frozenset({"content-type", "content-encoding"})
"""The headers of the client that a signature may cover, beside those that begin with x-."""


def signing(scheme: str, **params: Any) -> Callable[[Any], Any]:
    """What to set as `auth` of a session of requests or niquests, or of a client of httpx or httpx2.

    `params` are those of Postman's helper, by its names. Raises ValueError where a request cannot be signed.
    """
    signer = SIGNERS[scheme]
    world = World(now=time.time, chance=random.SystemRandom())

    def sign(request: Any) -> Any:
        draft = _draft(request)
        signed = signer.sign(params, draft, world)
        if signed.warnings or signed.request.body:
            raise ValueError(signed.warnings[0] if signed.warnings else f"{scheme} in a body is not supported")
        for name, value in signed.request.headers:
            request.headers[name] = value
        if signed.request.url != draft.request.url:
            request.url = type(request.url)(signed.request.url)
        return request

    return sign


def _draft(request: Any) -> Draft:
    """The request as the signers see it."""
    body = _body(request)
    told = [(str(name), str(value)) for name, value in request.headers.items()]
    kept = [Header(name, value) for name, value in told if name.lower() in _TOLD or name.lower().startswith("x-")]
    media = next(
        (one.value.partition(";")[0].strip().lower() for one in kept if one.name.lower() == "content-type"), ""
    )
    form = tuple(parse_qsl((body or b"").decode("utf-8"), keep_blank_values=True)) if media == _FORM else None
    mode = "urlencoded" if form is not None else "formdata" if media == "multipart/form-data" else "raw"
    return Draft(
        request=Request(id="", method=str(request.method), url=str(request.url), headers=tuple(kept)),
        body=body,
        body_mode=mode if body else None,
        form=form,
    )


def _body(request: Any) -> bytes | None:
    """The bytes that are to be sent: requests has them as `body`, httpx reads them."""
    if hasattr(request, "read"):
        return bytes(request.read()) or None
    body = request.body
    return body.encode("utf-8") if isinstance(body, str) else body
