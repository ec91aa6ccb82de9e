"""What a test asks about the calls: a pattern in few words, and the sentence that says that it is not so."""

from __future__ import annotations

from collections.abc import Mapping as Names
from typing import Any

from assay.formats.wiremock.place import Place
from assay.formats.wiremock.request import read_expected
from assay.model.stub.mapping import Expected
from assay.model.stub.received import Received
from assay.stub.answering import Answerer
from assay.stub.matching.aspects import Pattern
from assay.stub.matching.near import nearest_requests
from assay.stub.matching.seen import Seen

_SHOWN = 20
"""Calls that a message lists."""


def expected(
    method: str = "ANY",
    path: str = "",
    *,
    query: Names[str, Any] | None = None,
    headers: Names[str, Any] | None = None,
    json: Any = None,
    body: Any = None,
) -> Expected:
    """A request pattern; a text means equality, a dict is one of WireMock's matchers (`{"matches": ".*"}`).

    A path with a `?` is a whole URL, one with `{…}` a template. `json` is what the body holds at least.
    """
    told: dict[str, Any] = {"method": method}
    if path:
        told["url" if "?" in path else "urlPathTemplate" if "{" in path else "urlPath"] = path
    told["queryParameters"] = {name: _matcher(value) for name, value in (query or {}).items()}
    told["headers"] = {name: _matcher(value) for name, value in (headers or {}).items()}
    told["bodyPatterns"] = [_matcher(body)] if body is not None else []
    if json is not None:
        told["bodyPatterns"].append({"equalToJson": json, "ignoreExtraElements": True})
    return read_expected(Place(told))


def _matcher(value: Any) -> Any:
    return value if isinstance(value, dict) else {"equalTo": str(value)}


def calls(stub: Answerer, wanted: Expected) -> tuple[Received, ...]:
    """The calls that fit, in order."""
    pattern = Pattern(wanted, stub.world.clock)
    return tuple(served.received for served in stub.journal if pattern.fits(Seen(served.received)))


def complaint(stub: Answerer, wanted: Expected, times: str, found: int) -> str:
    """Why a verification failed: what was wanted, how often it came, and what came instead."""
    pattern = Pattern(wanted, stub.world.clock)
    lines = [f"{told(wanted)} was to be called {times}, and was called {_times(found)}."]
    others = [Seen(served.received) for served in stub.journal]
    if not others:
        return lines[0] + " Nothing was called at all."
    if not found:
        seen, _ = nearest_requests(pattern, reversed(others))[0]
        misses = [aspect for aspect in pattern.aspects if not aspect.fits(seen)]
        lines.append(f"The nearest call was {seen.method} {seen.received.url}.")
        lines += [f"  wanted {aspect.wanted!r}, got {aspect.got(seen)[:200]!r}" for aspect in misses]
    lines.append("Called were:")
    lines += [f"  {seen.method} {seen.received.url}" for seen in others[-_SHOWN:]]
    return "\n".join(lines)


def told(wanted: Expected) -> str:
    """A pattern in a few words."""
    return f"{wanted.method if wanted.method != 'ANY' else 'Any method'} {wanted.address.text or 'any path'}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def wanted_times(times: int | None) -> str:
    """How often, in words."""
    return "at least once" if times is None else _times(times)
