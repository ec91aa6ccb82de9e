"""The test script of an entry: its status, captures, headers, body and asserts, in the order in which Hurl judges."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assay.formats.code.javascript_text import quoted
from assay.formats.hurl.entry import Assert, Body, Capture, Response, Row
from assay.formats.hurl.expecting import SEVERAL, expectations
from assay.formats.hurl.javascript import text
from assay.formats.hurl.prelude import prelude
from assay.formats.hurl.taking import taken
from assay.formats.hurl.untold import Untold

Note = Callable[[str, int], None]


def judging_script(response: Response, note: Note) -> str:
    """The source for Postman's sandbox. `note` hears what it does not judge, with its line.

    Hurl ends a file at its first failure; a script goes on, so that each test is there on its own.
    """
    needed: set[str] = set()
    tests = [*_status(response, note)]
    tests += [block for one in response.captures for block in _capture(one, needed, note)]
    tests += [_header(row) for row in response.headers]
    tests += list(_body(response, note))
    tests += [block for one in response.asserts for block in _assert(one, needed, note)]
    return "\n".join([*prelude(needed), *tests])


def _named(title: str, lines: list[str]) -> str:
    inner = "".join(f"    {line}\n" for line in lines)
    return f"pm.test({quoted(title)}, function () {{\n{inner}}});"


def _status(response: Response, note: Note) -> Iterator[str]:
    if response.version:
        note(f"that the answer comes by HTTP/{response.version} is not tested: scripts do not know it", response.line)
    if response.status is not None:
        yield _named(f"HTTP {response.status}", [f"pm.response.to.have.status({response.status});"])


def _capture(one: Capture, needed: set[str], note: Note) -> Iterator[str]:
    own: set[str] = set()
    try:
        found = taken(one.query, own)
        if found.kind in ("elements", "bytes"):
            raise Untold(f"a variable cannot hold {found.kind}")
    except Untold as why:
        note(f"the capture {one.name} is left out: {why}", one.line)
        return
    needed |= own
    if one.secret:
        note(f"`redact` is not kept: mark {one.name} as secret in an environment", one.line)
    code = f"{found.code}.toISOString()" if found.kind == "date" else found.code
    yield _named(
        f"capture {one.name}",
        [
            f"const value = {code};",
            "pm.expect(value).to.not.equal(undefined);",
            f"pm.environment.set({text(one.name)}, value);",
        ],
    )


def _header(row: Row) -> str:
    values = f"pm.response.headers.filter((row) => row.key.toLowerCase() === {quoted(row.name.lower())})"
    line = f"pm.expect({values}.map((row) => row.value)).to.include({text(row.value)});"
    return _named(f"header {row.name}: {row.value}", [line])


def _body(response: Response, note: Note) -> Iterator[str]:
    body = response.body
    if body is None:
        return
    line = _body_line(body)
    if line is None:
        note("the expected body is left out: scripts cannot read files", response.line)
    else:
        yield _named("body", [line])


def _body_line(body: Body) -> str | None:
    if body.kind == "file":
        return None
    if body.kind == "bytes":
        return f'pm.expect(pm.response.stream.toString("hex")).to.equal({quoted(body.data.hex())});'
    return f"pm.expect(pm.response.text()).to.equal({text(body.text)});"


def _assert(one: Assert, needed: set[str], note: Note) -> Iterator[str]:
    own: set[str] = set()
    try:
        found = taken(one.query, own, several=not one.query.filters and one.predicate.name in SEVERAL)
        lines = expectations(found, one.predicate)
    except Untold as why:
        note(f"`{one.text[:100]}` is left out: {why}", one.line)
        return
    needed |= own
    yield _named(one.text, lines)
