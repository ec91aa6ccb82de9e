"""A request that is to be carried out, and what became of it."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.engine.behavior import Behavior
from assay.model.event import Source
from assay.model.exchange import Exchange
from assay.model.suite import Auth, RequestTemplate


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Resolved template, resolved auth, settings, and who caused it."""

    template: RequestTemplate
    auth: Auth | None
    behavior: Behavior
    source: Source
    written: int = 0
    """The identity of the auth as written, under which what answers teach is kept for later requests."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """The last exchange, and the request and cookies as scripts see them."""

    exchange: Exchange
    request: dict[str, Any]
    cookies: tuple[dict[str, Any], ...] = ()
