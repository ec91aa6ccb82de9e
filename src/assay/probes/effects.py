"""What moved in a thing between two reads, apart from what moves by itself; a second read, nothing done, tells that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.contract.comparison.volatile import is_volatile
from assay.model.command import Program
from assay.model.exchange import Exchange
from assay.model.identity import Identity
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.providing import content_of, succeeded
from assay.probes.session import Session


def differences(before: Any, after: Any, pointer: str = "") -> Iterator[str]:
    """JSON Pointers of what differs between two values, the innermost."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            place = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
            if key in before and key in after:
                yield from differences(before[key], after[key], place)
            else:
                yield place
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{pointer}/{index}")
    elif before != after and not (is_volatile(before, pointer) and is_volatile(after, pointer)):
        yield pointer


class Watched:
    """A thing read twice by its owner before something is done to it, so that what moves by itself is known."""

    def __init__(self, session: Session, thing: Made, owner: Identity) -> None:
        self._session = session
        self._thing = thing
        self._owner = owner
        self._before: Any = None
        self._noise: frozenset[str] = frozenset()

    def begin(self) -> Program[bool]:
        """Read it twice; whether that could be done."""
        first = yield from self.read()
        second = yield from self.read()
        if not succeeded(first) or not succeeded(second):
            return False
        self._before = content_of(second)
        self._noise = frozenset(differences(content_of(first), self._before))
        return self._before is not None

    def read(self) -> Program[Exchange]:
        """The owner's read, just now."""
        operation = self._thing.resource.read
        assert operation is not None, "only things that can be read are watched"
        return (yield from self._session.send(Call(operation=operation, identity=self._owner, path=self._thing.path)))

    def moved(self, exchange: Exchange) -> frozenset[str]:
        """What differs in this read from the one before, and did not between the two before."""
        return frozenset(differences(self._before, content_of(exchange))) - self._noise
