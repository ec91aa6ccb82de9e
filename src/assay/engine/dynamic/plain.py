"""Dynamic variables that are numbers, moments and identifiers."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from assay.engine.dynamic.draw import Maker, letters, one_of, whole
from assay.model.world import World

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _iso_timestamp(world: World) -> str:
    moment = _EPOCH + timedelta(milliseconds=math.floor(world.now() * 1000))
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


MAKERS: dict[str, Maker] = {
    "$guid": World.uuid,
    "$randomUUID": World.uuid,
    "$timestamp": lambda world: str(math.floor(world.now() + 0.5)),
    "$isoTimestamp": _iso_timestamp,
    "$randomInt": lambda world: str(whole(0, 1000, world)),
    "$randomBoolean": one_of(("true", "false")),
    "$randomAlphaNumeric": lambda world: letters("0123456789abcdefghijklmnopqrstuvwxyz", 1, world),
    "$randomSemver": lambda world: ".".join(str(whole(0, 9, world)) for _ in range(3)),
}
