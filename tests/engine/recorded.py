"""What Newman 6.2.2 was seen to do, as tables, and our way through the same steps."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from assay.engine.behavior import Behavior
from assay.engine.body import encode_body, needed_files
from assay.engine.content import Content
from assay.engine.headers import complete
from assay.engine.request import draft_request
from assay.engine.resolve import resolve
from assay.engine.scopes import Scope, Scopes
from assay.engine.url import split_url
from assay.formats.postman import read_request
from assay.model.command import FileFacts, FileRefused
from assay.model.http import BytesPart, Delivery, Request
from assay.model.variable import Environment, Variable
from assay.model.world import World

VECTORS = Path(__file__).parent / "vectors"
FOLDERS = {"sub"}


def table(name: str) -> Any:
    """The rows of a table."""
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


def world(now: float = 1_700_000_000.25, seed: int = 7) -> World:
    """A world that stands still."""
    return World(now=lambda: now, chance=Random(seed))


def scopes(variables: Mapping[str, Any]) -> Scopes:
    """Scopes with an environment."""
    environment = Environment(variables=tuple(Variable(key=key, value=value) for key, value in variables.items()))
    return Scopes(environment=Scope(environment))


def facts(path: str, files: Mapping[str, str]) -> FileFacts | FileRefused:
    """What a look at a file finds."""
    if path in FOLDERS:
        return FileRefused(reason=f'"{path}", is not a file')
    if path not in files:
        return FileRefused(reason=f'"{path}", no such file')
    return FileFacts(path=f"/files/{path}", size=len(files[path]))


def build(
    request: Any, settings: Mapping[str, Any], variables: Mapping[str, Any], files: Mapping[str, str]
) -> tuple[Request, Content, Behavior]:
    """The wire request for one of a collection."""
    template = resolve(read_request(request), scopes(variables), world())
    behavior = Behavior.of(settings)
    content = encode_body(
        template.body,
        method=template.method,
        behavior=behavior,
        files={path: facts(path, files) for path in needed_files(template.body)},
        world=world(),
        headers=template.headers,
    )
    draft = draft_request(template, content, behavior, world(), Delivery())
    return complete(draft, content, behavior, world()), content, behavior


def head(request: Request) -> list[str]:
    """Request line and headers, without what differs from run to run."""
    parts = split_url(request.url)
    lines = [f"{request.method} {parts.path}{parts.query} HTTP/1.1", *(f"{h.name}: {h.value}" for h in request.headers)]
    return [_steady(line) for line in lines]


def body(request: Request, files: Mapping[str, str]) -> str:
    """The body, one character a byte."""
    pieces = (
        part.data.decode("latin-1") if isinstance(part, BytesPart) else files[part.path.removeprefix("/files/")]
        for part in request.body
    )
    return re.sub(r"-{26}\d{24}", "BOUND", "".join(pieces))


def _steady(line: str) -> str:
    line = re.sub(r"-{26}\d{24}", "BOUND", line)
    line = re.sub(r"(?i)^postman-token: [0-9a-f-]{36}$", "Postman-Token: T", line)
    return re.sub(r"assay/[\d.]+", "UA", line)
