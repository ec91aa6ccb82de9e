"""The test script of a case: one test for its status, one for each thing that its answer is to hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from assay.formats.case_table.expected import At, Check, Contains, Empty, Holds, check_text, path_text
from assay.formats.case_table.status import Status
from assay.formats.javascript_place import place

MOST_FIELDS = 200
"""Single values of a snippet that are looked at one by one; a larger snippet is compared as a whole."""


def script_source(status: Status | None, checks: tuple[Check, ...]) -> str:
    """The source for Postman's sandbox; empty where nothing is expected."""
    tests = [_status(status)] if status else []
    return "\n".join([*tests, *map(_test, checks)])


def _named(title: str, lines: list[str]) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"pm.test({js(title)}, function () {{\n{body}}});"


def js(value: Any) -> str:
    """A value as JavaScript source: JSON, and what JSON allows and old JavaScript does not as escapes."""
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _status(status: Status) -> str:
    title = f"status is {status.text}"
    codes = [low for low, high in status.ranges if low == high]
    if not codes and len(status.ranges) == 1:
        low, high = status.ranges[0]
        negation = ".not" if status.negated else ""
        return _named(title, [f"pm.expect(pm.response.code).to{negation}.be.within({low}, {high});"])
    if len(codes) < len(status.ranges):
        ranges = js([list(span) for span in status.ranges])
        wanted = "false" if status.negated else "true"
        line = f"const found = {ranges}.some(([low, high]) => low <= pm.response.code && pm.response.code <= high);"
        return _named(title, [line, f"pm.expect(found, `status ${{pm.response.code}}`).to.equal({wanted});"])
    if len(codes) == 1 and not status.negated:
        return _named(title, [f"pm.response.to.have.status({codes[0]});"])
    negation = ".not" if status.negated else ""
    return _named(title, [f"pm.expect(pm.response.code).to{negation}.be.oneOf({js(codes)});"])


def _test(check: Check) -> str:
    return _named(check_text(check), list(_lines(check)))


def _lines(check: Check) -> Iterator[str]:
    if isinstance(check, Empty):
        yield 'pm.expect(pm.response.text()).to.equal("");'
    elif isinstance(check, Contains):
        yield f"pm.expect(pm.response.text()).to.include({js(check.text)});"
    elif isinstance(check, At):
        yield "const body = pm.response.json();"
        yield _at(check)
    else:
        yield "const body = pm.response.json();"
        yield from _held(check)


def _at(check: At) -> str:
    found = place("body", check.path)
    shown = js(path_text(check.path))
    if check.operator == "exists":
        return f"pm.expect({found}, {shown}).to.not.equal(undefined);"
    verb = {"=": "eql", "!=": "not.eql", "contains": "include"}[check.operator]
    return f"pm.expect({found}, {shown}).to.{verb}({js(check.value)});"


def _held(check: Holds) -> Iterator[str]:
    leaves = list(_leaves(check.value, (), MOST_FIELDS))
    if len(leaves) >= MOST_FIELDS or any(_has_members(value) for _, value in leaves):
        yield 'const _ = require("lodash");'
    if len(leaves) >= MOST_FIELDS:
        yield f"pm.expect(_.isMatch(body, {js(check.value)}), {js(check.text[:200])}).to.equal(true);"
        return
    for path, value in leaves:
        found = place("body", path)
        yield from _leaf(found, path_text(path), value)


def _has_members(value: Any) -> bool:
    """Whether it is a list with lists or objects in it."""
    return isinstance(value, list) and any(isinstance(member, list | dict) for member in value)


def _leaf(found: str, shown: str, value: Any) -> Iterator[str]:
    """A list holds members like these, in any order; an empty list or object says what kind it is."""
    if isinstance(value, list) and value:
        yield from (_member(found, shown, member) for member in value)
    elif isinstance(value, list | dict):
        yield f'pm.expect({found}, {js(shown)}).to.be.an("{"array" if isinstance(value, list) else "object"}");'
    elif value in ("...", "…"):
        yield f"pm.expect({found}, {js(shown)}).to.not.equal(undefined);"
    else:
        yield f"pm.expect({found}, {js(shown)}).to.eql({js(value)});"


def _member(found: str, shown: str, member: Any) -> str:
    if isinstance(member, list | dict):
        match = f"_.some({found}, (member) => _.isMatch(member, {js(member)}))"
        return f"pm.expect({match}, {js(f'{shown} has a member like {js(member)}')}).to.equal(true);"
    return f"pm.expect({found}, {js(shown)}).to.include({js(member)});"


def _leaves(value: Any, path: tuple[str | int, ...], left: int) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Paths through objects to everything else, at most so many."""
    if not isinstance(value, dict) or not value:
        yield path, value
        return
    count = 0
    for key, member in value.items():
        for found in _leaves(member, (*path, key), left - count):
            yield found
            count += 1
            if count >= left:
                return
