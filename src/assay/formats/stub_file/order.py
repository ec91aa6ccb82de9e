"""In which order the routes of a file are tried: the narrower before the wider, and as they stand where none is."""

from __future__ import annotations

from collections.abc import Sequence

from assay.model.stub.mapping import Address, Expected, Mapping

MOST_COMPARED = 1_000
"""Routes that are looked at for one that shadows another."""
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
    before: dict[object, list[Mapping]] = {}
    for mapping in tried[:MOST_COMPARED]:
        size = mapping.when.address.text.count("/") if mapping.when.address.kind.startswith("path") else -1
        earlier = next((one for key in {size, -1} for one in before.get(key, ()) if _takes_all(one, mapping)), None)
        if earlier is not None:
            found.append((mapping, earlier))
        kind = mapping.when.address.kind
        before.setdefault(size if kind in ("path", "path_template") else -1, []).append(mapping)
    return found


def _takes_all(first: Mapping, second: Mapping) -> bool:
    """Whether each request that fits the second one fits the first."""
    if first.scenario and first.state and (first.scenario, first.state) != (second.scenario, second.state):
        return False
    conditions = _conditions(second.when)
    return (
        _methods(first.when.method, second.when.method)
        and _covers(first.when.address, second.when.address)
        and all(one in conditions for one in _conditions(first.when))
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
