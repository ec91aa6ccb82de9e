"""What both formats of an export come to: a tree of folders and requests, environments, and unit tests."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.ecmascript import to_string

Json = dict[str, Any]


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A folder or a request. `kind` is folder, request, or what else it is (grpc, websocket, …)."""

    id: str
    name: str
    kind: str
    order: float = 0
    told: Json = {}
    """Fields by the names of format 5."""
    children: tuple[Node, ...] = ()


class UnitTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test of a suite, with the request that it sends."""

    name: str
    request: str
    code: str


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """A whole export."""

    name: str
    description: str = ""
    nodes: tuple[Node, ...] = ()
    base: Json = {}
    """The base environment: {name, data}."""
    environments: tuple[Json, ...] = ()
    """The environments below it."""
    tests: tuple[UnitTest, ...] = ()
    unread: tuple[str, ...] = ()
    """What else is in it."""


def text(value: Any) -> str:
    """A value as text; empty where there is none."""
    return "" if value is None else to_string(value)


def mapping(value: Any) -> Json:
    """An object; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Json]:
    """The objects of a list; none where it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def number(value: Any) -> float:
    """A number to sort by."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0
