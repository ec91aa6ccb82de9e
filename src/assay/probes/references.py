"""Fields of a request that name other things: filled with the ids of things that are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assay.model.command import Program
from assay.model.identity import Identity
from assay.probes.objects import Made
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session

Some = Callable[[Session, Resource, Identity], Program[Made | None]]
_ENDINGS = frozenset({"id", "ids", "uuid", "uuids", "ref", "key"})
_DEEPEST = 6


class References:
    """Fills references for one identity; `some` brings a thing."""

    def __init__(self, session: Session, identity: Identity, some: Some) -> None:
        self._session = session
        self._identity = identity
        self._some = some

    def filled(self, value: Any, depth: int = 0) -> Program[Any]:
        """The value with every id of another thing in it replaced by a real one."""
        if depth > _DEEPEST:
            return value
        if isinstance(value, list):
            return (yield from self._list(value, depth))
        if not isinstance(value, dict):
            return value
        result: dict[str, Any] = {}
        for name, one in value.items():
            resource = self._referred(name, one)
            if resource is None:
                result[name] = yield from self.filled(one, depth + 1)
            else:
                result[name] = yield from self._real(resource, one)
        return result

    def _list(self, values: list[Any], depth: int) -> Program[list[Any]]:
        found = []
        for one in values[:50]:
            found.append((yield from self.filled(one, depth + 1)))
        return found

    def _referred(self, name: str, value: Any) -> Resource | None:
        """The resource that a field names by its id: `product_id`, `productIds`, never a plain `id`."""
        words = words_of(name)
        plain = isinstance(value, str | int) and not isinstance(value, bool)
        listed = isinstance(value, list) and all(isinstance(one, str | int) for one in value)
        if len(words) < 2 or words[-1] not in _ENDINGS or not (plain or listed):
            return None
        resource = self._session.target.resources.named(name)
        return None if resource is None or resource.item in self._session.making else resource

    def _real(self, resource: Resource, value: Any) -> Program[Any]:
        thing = yield from self._some(self._session, resource, self._identity)
        if thing is None:
            return value
        real = thing.path[thing.resource.parameter]
        if isinstance(value, list):
            return [_typed(real, value[0] if value else real)]
        return _typed(real, value)


def _typed(real: Any, like: Any) -> Any:
    """The id in the type that the field has."""
    if isinstance(like, int) and isinstance(real, str) and real.isdigit():
        return int(real)
    return str(real) if isinstance(like, str) else real
