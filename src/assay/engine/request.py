"""A resolved request as a draft that can be signed: its URL encoded, its headers the user's own."""

from __future__ import annotations

from assay.engine.behavior import Behavior
from assay.engine.content import Content
from assay.engine.unsendable import ResolveError
from assay.engine.url import encode_url
from assay.formats.ecmascript import to_string
from assay.formats.postman import url_text
from assay.model.http import Delivery, Header, Headers, Request
from assay.model.suite import Entry, RequestTemplate
from assay.model.world import World

NO_URL = "runtime:extensions~request: request url is empty"


def draft_request(
    template: RequestTemplate, content: Content, behavior: Behavior, world: World, delivery: Delivery
) -> Request:
    """The draft, with the whole body. Raises ResolveError where the URL leads nowhere."""
    return Request(
        id=world.uuid(),
        method=template.method,
        url=encoded_url(template, behavior),
        headers=user_headers(template.headers) + declared_json(template.headers, content, behavior),
        body=content.parts,
        delivery=delivery,
    )


def encoded_url(template: RequestTemplate, behavior: Behavior) -> str:
    """Where the request goes. Raises ResolveError, also for an empty URL."""
    text = url_text(template.url, path_variables=True)
    if not text:
        raise ResolveError(NO_URL)
    return encode_url(text, disable_encoding=behavior.disable_url_encoding)


def user_headers(entries: tuple[Entry, ...]) -> Headers:
    """The enabled headers that have a name, in their order, each as often as it is written."""
    return tuple(
        Header(entry.key, entry.value if isinstance(entry.value, str) else to_string(entry.value))
        for entry in entries
        if entry.enabled and entry.key
    )


def declared_json(entries: tuple[Entry, ...], content: Content, behavior: Behavior) -> Headers:
    """The type of a body that is declared as JSON: Postman adds it before it signs, other types after that."""
    if content.mode != "raw" or content.language != "json" or "content-type" in behavior.disabled_headers:
        return ()
    if any(entry.enabled and (entry.key or "").lower() == "content-type" for entry in entries):
        return ()
    return (Header("Content-Type", "application/json"),)
