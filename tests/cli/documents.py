"""Small Postman collections as a person would write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
PASSES = 'pm.test("answers", () => pm.response.to.have.status(200));'


def event(listen: str, source: str) -> dict[str, Any]:
    """A script."""
    return {"listen": listen, "script": {"type": "text/javascript", "exec": source.split("\n")}}


def request(url: str, name: str = "one", *, test: str = "", pre: str = "", **fields: Any) -> dict[str, Any]:
    """A request with its scripts; `fields` are those of Postman's request: method, header, body, auth."""
    events = [event(listen, source) for listen, source in (("prerequest", pre), ("test", test)) if source]
    return {"name": name, "event": events, "request": {"method": "GET", "url": url, **fields}}


def folder(name: str, *items: dict[str, Any]) -> dict[str, Any]:
    """A folder."""
    return {"name": name, "item": list(items)}


def collection(*items: dict[str, Any], name: str = "a collection", **fields: Any) -> dict[str, Any]:
    """A collection of these items."""
    return {"info": {"name": name, "schema": SCHEMA}, "item": list(items), **fields}


def variables(name: str = "an environment", /, **values: Any) -> dict[str, Any]:
    """An environment; a value in a tuple of one is of type secret."""
    rows = [
        {"key": key, "value": value[0], "type": "secret", "enabled": True}
        if isinstance(value, tuple)
        else {"key": key, "value": value, "enabled": True}
        for key, value in values.items()
    ]
    return {"name": name, "values": rows}


def saved(folder: Path, document: Any, name: str = "c.json") -> Path:
    """The document as a file."""
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path
