"""How long an answer waits, and how its body is dribbled."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from assay.model.stub.acts import Act, Pause, Send
from assay.model.stub.reply import Delay, Dribble, Fixed, Uniform

_LONGEST = 24 * 3600.0


def seconds_of(delay: Delay | None, chance: random.Random) -> float:
    """One draw from a distribution, in seconds."""
    if delay is None:
        return 0.0
    if isinstance(delay, Fixed):
        return delay.seconds
    if isinstance(delay, Uniform):
        return chance.uniform(delay.lower, delay.upper)
    drawn = math.exp(min(chance.gauss(0.0, 1.0) * delay.sigma, 50.0)) * delay.median
    return min(drawn, delay.most if delay.most is not None else _LONGEST)


def dribbled(head: bytes, body: bytes, dribble: Dribble) -> Iterator[Act]:
    """The head at once, and then the body in its pieces, with even pauses before each."""
    yield Send(head)
    pieces = max(min(dribble.pieces, len(body)), 1)
    pause = dribble.seconds / pieces
    for index in range(pieces):
        yield Pause(pause)
        yield Send(body[index * len(body) // pieces : (index + 1) * len(body) // pieces])
