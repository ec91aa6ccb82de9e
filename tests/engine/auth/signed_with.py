"""Drafts and worlds for tests that sign: a clock that stands, a seeded chance."""

from __future__ import annotations

import random
from typing import Any

from assay.engine.auth import SIGNERS
from assay.engine.auth.signing import Draft, Signed
from assay.model.http import BytesPart, Header, Request
from assay.model.world import World


def world_at(now: float = 1_700_000_000.0) -> World:
    return World(now=lambda: now, chance=random.Random(7))


def draft(
    url: str = "http://localhost/",
    method: str = "GET",
    headers: tuple[tuple[str, str], ...] = (),
    body: bytes = b"",
    mode: str | None = None,
) -> Draft:
    request = Request(
        id="1",
        method=method,
        url=url,
        headers=tuple(Header(*pair) for pair in headers),
        body=(BytesPart(data=body),) if body else (),
    )
    return Draft(request=request, body=body, body_mode=mode or ("raw" if body else None))


def sign(name: str, params: dict[str, Any], of: Draft | None = None, world: World | None = None) -> Signed:
    return SIGNERS[name].sign(params, of or draft(), world or world_at())


def authorization(signed: Signed) -> str:
    value = signed.request.header("Authorization")
    assert value is not None, signed.warnings
    return value
