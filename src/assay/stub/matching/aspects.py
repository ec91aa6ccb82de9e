"""Everything that a request has to be, aspect by aspect, each with its weight in the distance of a near miss."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assay.model.stub.mapping import Expected, MultipartPattern
from assay.model.stub.matcher import Absent, Matcher
from assay.stub.matching.address import Ready, ready
from assay.stub.matching.compile import Many, compile_matcher
from assay.stub.matching.moments import Clock
from assay.stub.matching.multipart import Part
from assay.stub.matching.seen import Seen
from assay.stub.matching.wanted import wanted_text

URL, HOST, METHOD, ONE = 10.0, 10.0, 3.0, 1.0
WHOLE = 39.0
"""What the weights of all aspects that there can be add up to."""


class Aspect(NamedTuple):
    """One thing that is compared."""

    group: str
    """method, url, header, query, …; the diff draws a group together."""
    weight: float
    fits: Callable[[Seen], bool]
    distance: Callable[[Seen], float]
    wanted: str
    got: Callable[[Seen], str]
    miss: str
    """What the diff says where it does not fit."""


class Pattern:
    """An expected request made ready. `aspects` leave out what fits anything, the cheap ones first."""

    def __init__(self, expected: Expected, clock: Clock) -> None:
        self.expected = expected
        self.address: Ready = ready(expected.address)
        self.methods, self.excluded = _methods(expected.method)
        self.aspects: tuple[Aspect, ...] = tuple(_aspects(expected, self.address, clock))
        self._tests = tuple(aspect.fits for aspect in self.aspects)

    def takes(self, method: str) -> bool:
        """Whether the method fits."""
        return method not in self.excluded and (self.methods is None or method in self.methods)

    def fits(self, seen: Seen) -> bool:
        """Whether all of it does."""
        if not self.takes(seen.method) or not self.address.fits(seen.received):
            return False
        return all(test(seen) for test in self._tests)

    def distance(self, seen: Seen) -> float:
        """0 where it fits; else the weighed mean of what is missing, below 1."""
        total = URL * self.address.distance(seen.received)
        total += 0.0 if self.takes(seen.method) else METHOD
        return (total + sum(aspect.weight * aspect.distance(seen) for aspect in self.aspects)) / WHOLE


def _methods(method: str) -> tuple[frozenset[str] | None, frozenset[str]]:
    if method.startswith("!"):
        return None, frozenset(method[1:].split("|"))
    return (None if method == "ANY" else frozenset(method.split("|"))), frozenset()


def _aspects(expected: Expected, address: Ready, clock: Clock) -> list[Aspect]:
    found = _of_the_way(expected, clock)
    found += [_path_parameter(name, item, address, clock) for name, item in expected.path_parameters.items()]
    found += [_header(name, item, clock) for name, item in expected.headers.items()]
    if expected.basic_auth is not None:
        found.append(_basic_auth(*expected.basic_auth))
    found += [_named("query", f"Query: {name} = ", name, item, clock) for name, item in expected.query.items()]
    found += [_cookie(name, item, clock) for name, item in expected.cookies.items()]
    found += [_named("form", f"Form: {name} = ", name, item, clock) for name, item in expected.form.items()]
    found += [_body(item, clock) for item in expected.body]
    found += [_multipart(item, clock) for item in expected.multipart]
    return found


def _of_the_way(expected: Expected, clock: Clock) -> list[Aspect]:
    """Scheme, host, port and client."""
    found = []
    if expected.scheme:
        found.append(_equal("scheme", METHOD, expected.scheme, lambda seen: seen.received.scheme))
    if expected.host is not None:
        found.append(_text("host", HOST, expected.host, lambda seen: seen.received.host, clock))
    if expected.port is not None:
        found.append(_equal("port", ONE, str(expected.port), lambda seen: str(seen.received.port)))
    if expected.client is not None:
        found.append(_text("client IP", METHOD, expected.client, lambda seen: seen.received.client, clock))
    return found


def _equal(group: str, weight: float, wanted: str, got: Callable[[Seen], str]) -> Aspect:
    return Aspect(
        group,
        weight,
        lambda seen: got(seen) == wanted,
        lambda seen: 0.0 if got(seen) == wanted else 1.0,
        wanted,
        got,
        f"{group.capitalize()} does not match",
    )


def _text(group: str, weight: float, matcher: Matcher, got: Callable[[Seen], str], clock: Clock) -> Aspect:
    test = compile_matcher(matcher, clock)
    return Aspect(
        group,
        weight,
        lambda seen: test.fits(got(seen)),
        lambda seen: test.distance(got(seen)),
        test.told,
        got,
        f"{group[0].upper()}{group[1:]} does not match",
    )


def _path_parameter(name: str, matcher: Matcher, address: Ready, clock: Clock) -> Aspect:
    test = compile_matcher(matcher, clock)

    def got(seen: Seen) -> str | None:
        return address.parameters(seen.received).get(name)

    return Aspect(
        "path parameter",
        ONE,
        lambda seen: test.fits(got(seen)),
        lambda seen: test.distance(got(seen)),
        f"Path parameter: {name} {test.told}",
        lambda seen: got(seen) or "",
        "Path parameter does not match",
    )


def _several(group: str, label: str, matcher: Matcher, got: Callable[[Seen], Sequence[str]], clock: Clock) -> Aspect:
    many = Many(matcher, clock)
    return Aspect(
        group,
        ONE,
        lambda seen: many.fits(got(seen)),
        lambda seen: many.distance(got(seen)),
        f"{label}{many.told.removeprefix('equals ')}",
        lambda seen: ", ".join(got(seen)),
        f"{group.capitalize()} does not match",
    )


def _header(name: str, matcher: Matcher, clock: Clock) -> Aspect:
    return _several("header", f"{name}: ", matcher, lambda seen: seen.received.header_values(name), clock)


def _named(group: str, label: str, name: str, matcher: Matcher, clock: Clock) -> Aspect:
    def got(seen: Seen) -> Sequence[str]:
        source = {"query": Seen.query, "cookie": Seen.cookies, "form": Seen.form}[group]
        values: dict[str, list[str]] = source.__get__(seen, Seen)
        return values.get(name, [])

    return _several(group, label, matcher, got, clock)


def _cookie(name: str, matcher: Matcher, clock: Clock) -> Aspect:
    """A cookie that is not there is only fine where it has to be absent, whatever is negated."""
    aspect = _named("cookie", f"Cookie: {name}=", name, matcher, clock)
    if isinstance(matcher, Absent):
        return aspect
    return aspect._replace(fits=lambda seen: name in seen.cookies and aspect.fits(seen))


def _basic_auth(user: str, password: str) -> Aspect:
    wanted = base64.b64encode(f"{user}:{password}".encode()).decode()

    def fits(seen: Seen) -> bool:
        scheme, _, credentials = (seen.received.header("Authorization") or "").partition(" ")
        return scheme.lower() == "basic" and credentials.strip() == wanted

    return Aspect(
        "header",
        ONE,
        fits,
        lambda seen: 0.0 if fits(seen) else 1.0,
        f"Authorization: Basic for {user}",
        lambda seen: (seen.received.header("Authorization") or "").partition(" ")[0],
        "Header does not match",
    )


def _body(matcher: Matcher, clock: Clock) -> Aspect:
    test = compile_matcher(matcher, clock)
    return Aspect(
        "body",
        ONE,
        lambda seen: test.fits(seen.text),
        lambda seen: test.distance(seen.text),
        wanted_text(matcher) or test.told,
        lambda seen: seen.text or "",
        "Body does not match",
    )


def _multipart(pattern: MultipartPattern, clock: Clock) -> Aspect:
    test = _part_test(pattern, clock)
    fold = all if pattern.every else any

    def fits(seen: Seen) -> bool:
        return bool(seen.parts) and fold(test(part) for part in seen.parts)

    return Aspect(
        "multipart",
        ONE,
        fits,
        lambda seen: 0.0 if fits(seen) else 1.0,
        f"[multipart] {'every' if pattern.every else 'any'} part",
        lambda seen: f"{len(seen.parts)} parts" if seen.parts else "",
        "Multipart does not match",
    )


def _part_test(pattern: MultipartPattern, clock: Clock) -> Callable[[Part], bool]:
    headers = {name: Many(matcher, clock) for name, matcher in pattern.headers.items()}
    bodies = [compile_matcher(matcher, clock) for matcher in pattern.body]
    name = compile_matcher(pattern.name, clock) if pattern.name else None
    filename = compile_matcher(pattern.filename, clock) if pattern.filename else None

    def test(part: Part) -> bool:
        return (
            (name is None or name.fits(part.name))
            and (filename is None or filename.fits(part.filename))
            and all(many.fits(part.values(key)) for key, many in headers.items())
            and all(body.fits(part.text()) for body in bodies)
        )

    return test
