"""Builders for engine tests: a suite in a few words, a lane with a fixed clock and fixed chance."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from assay.engine.cookies import Jar
from assay.engine.flow import Ending, Stretch, walk
from assay.engine.lane import Lane
from assay.engine.plan import Plan
from assay.engine.scopes import Scopes
from assay.engine.select import runnable
from assay.formats.postman import read_collection
from assay.model.event import Event
from assay.model.world import World
from assay.testing import played

NOW = 1_700_000_000.0


def item(name: str, url: str | None = None, *, pre: str = "", test: str = "", **request: Any) -> dict[str, Any]:
    """A request of a collection, in Postman's structure."""
    scripts = [("prerequest", pre), ("test", test)]
    return {
        "name": name,
        "request": {"method": "GET", "url": url or f"http://api.test/{name}", **request},
        "event": [{"listen": listen, "script": {"exec": text}} for listen, text in scripts if text],
    }


def folder(name: str, *items: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A folder of a collection."""
    return {"name": name, "item": list(items), **given}


def lane(**plan: Any) -> Lane:
    """A lane that knows nothing yet."""
    world = World(now=lambda: NOW, chance=random.Random(7))
    return Lane(plan=Plan(**plan), world=world, scopes=Scopes(), jar=Jar())


def converse(
    items: Sequence[dict[str, Any]], *script: tuple[Any, Any], on: Lane | None = None, **plan: Any
) -> tuple[Ending, list[Event], Lane]:
    """Walk a collection against scripted replies; how it ended, what it told, and what the lane has become."""
    suite = read_collection({"info": {"name": "S"}, "item": list(items)}, name="s.json")
    walked = on or lane(**plan)
    stretch = Stretch(items=runnable(suite), iterations=range(walked.plan.iterations))
    ending, events = played(walk(stretch, walked), *script)
    return ending, events, walked
