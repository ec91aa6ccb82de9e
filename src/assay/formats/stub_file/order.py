"""In which order the routes of a file are tried: the narrower before the wider, and as they stand where none is."""

from __future__ import annotations

from collections.abc import Sequence

from assay.model.stub.mapping import Address, Expected, Mapping

MOST_LOOKS = 200_000
"""Pairs of routes that are held against each other; of a file with more, the rest is not told."""
_WIDTH = {"url": 0, "path": 0, "path_template": 1, "path_pattern": 2, "url_pattern": 2, "any": 3}


def in_order(mappings: Sequence[Mapping]) -> list[Mapping]:
    """As they are tried: by priority, then literal paths before variables, more conditions before fewer."""
    return sorted(mappings, key=_rank)


def _rank(mapping: Mapping) -> tuple[int, int, tuple[int, ...], int, int]:
    address = mapping.when.address
    segments = tuple(1 if "{" in segment else 0 for segment in address.text.split("/"))
    return (
        mapping.priority,
        _WIDTH[address.kind],
        segments if address.kind == "path_template" else (),
        -len(_conditions(mapping.when)),
        0 if mapping.state else 1,
    )


def shadowed(tried: Sequence[Mapping]) -> list[tuple[Mapping, Mapping]]:
    """Pairs of a mapping that never answers, and the one before it that takes all that it would; `tried` in order."""
    found: list[tuple[Mapping, Mapping]] = []
    before: dict[object, list[tuple[Mapping, list[object]]]] = {}
    looks = 0
    for mapping in tried:
        conditions, own = _conditions(mapping.when), _shelf(mapping.when.address)
        for shelf in _shelves(mapping.when.address):
            looks += len(before.get(shelf, ()))
        if looks > MOST_LOOKS:
            break
        earlier = (one for shelf in _shelves(mapping.when.address) for one in before.get(shelf, ()))
        first = next((one for one, wanted in earlier if _takes_all(one, wanted, mapping, conditions)), None)
        if first is not None:
            found.append((mapping, first))
        before.setdefault(own, []).append((mapping, conditions))
    return found


def _shelf(address: Address) -> object:
    """Addresses that may cover one another stand together: as many segments, the first two alike."""
    if address.kind == "any":
        return "any"
    if address.kind not in ("path", "path_template"):
        return address
    segments = address.text.split("/")
    return (len(segments), *("{}" if "{" in segment else segment for segment in segments[1:3]))


def _shelves(address: Address) -> list[object]:
    """Where those stand that may cover an address."""
    own = _shelf(address)
    if not isinstance(own, tuple):
        return ["any"] if own == "any" else ["any", own]
    ways: list[tuple[object, ...]] = [(own[0],)]
    for segment in own[1:]:
        ways = [(*way, other) for way in ways for other in dict.fromkeys((segment, "{}"))]
    return ["any", *ways]


def _takes_all(first: Mapping, wanted: list[object], second: Mapping, conditions: list[object]) -> bool:
    """Whether each request that fits the second one fits the first."""
    if first.scenario and first.state and (first.scenario, first.state) != (second.scenario, second.state):
        return False
    return (
        _methods(first.when.method, second.when.method)
        and _covers(first.when.address, second.when.address)
        and all(one in conditions for one in wanted)
    )


def _methods(first: str, second: str) -> bool:
    if first in ("ANY", second):
        return True
    if "!" in first + second or second == "ANY":
        return False
    return set(second.split("|")) <= set(first.split("|"))


def _covers(first: Address, second: Address) -> bool:
    if first.kind == "any" or first == second:
        return True
    if first.kind not in ("path", "path_template") or second.kind not in ("path", "path_template"):
        return False
    one, other = first.text.split("/"), second.text.split("/")
    return len(one) == len(other) and all(map(_covers_segment, one, other))


def _covers_segment(first: str, second: str) -> bool:
    return first == second or (first.startswith("{") and first.endswith("}") and bool(second))


def _conditions(when: Expected) -> list[object]:
    """All that a request has to be beside its method and address."""
    groups = ("query", "headers", "cookies", "form", "path_parameters")
    named: list[object] = [(group, name, one) for group in groups for name, one in getattr(when, group).items()]
    more = (when.basic_auth, when.scheme, when.host, when.port, when.client)
    others: list[object] = [(index, one) for index, one in enumerate(more) if one]
    return [*named, *when.body, *when.multipart, *others]
