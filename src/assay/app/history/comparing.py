"""Two entries held against each other, for a person and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from assay.contract.comparison import Comparison, Difference, Differences, Rules, compare
from assay.model.exchange import Unanswered
from assay.record.history.entry import Entry
from assay.report.clean import cut, line
from assay.report.style import Paint, Style

LONGEST_VALUE = 120
LONGEST_URL = 200
MOST = 200
"""Differences that are shown of each part."""
MOST_LEFT_OUT = 12

MARKS: dict[str, tuple[str, Paint]] = {
    "added": ("+", "green"),
    "removed": ("-", "red"),
    "changed": ("~", "yellow"),
    "type changed": ("!", "red"),
    "moved": (">", "cyan"),
}


class Compared:
    """What came of it: a comparison of answers, or that at least one of them is missing."""

    def __init__(self, before: Entry, after: Entry, rules: Rules) -> None:
        self.before = before
        self.after = after
        self.answers: Comparison | None = None
        if before.response is not None and after.response is not None:
            self.answers = compare(before.response, after.response, rules)

    @property
    def same(self) -> bool:
        """Nothing differs that counts. Two that were not answered are the same where curl's number is."""
        if self.answers is not None:
            return self.answers.same
        return self.before.response is None and self.after.response is None and self.before.code == self.after.code


def told(found: Compared, style: Style) -> Iterator[str]:
    """The differences in lines."""
    for entry in (found.before, found.after):
        yield style.paint(f"{entry.n}", "bold") + f"  {style.fit(_head(entry))}"
    yield ""
    if found.answers is None:
        yield from _unanswered(found, style)
        return
    before, after = found.answers.status
    if before != after:
        yield f"{style.paint('~', 'yellow')} status  {before} {style.symbols.arrow} {after}"
    yield from _part("header ", found.answers.headers, style)
    yield from _part("", found.answers.body, style)
    if found.same:
        kind = {"none": "no body in either", "binary": "bodies of the same bytes"}.get(found.answers.body_kind)
        yield style.paint(f"the same ({kind or f'bodies compared as {found.answers.body_kind}'})", "green")
    yield from _left_out(found.answers, style)


def _head(entry: Entry) -> str:
    status = str(entry.response.status) if entry.response else "no answer"
    return f"{line(entry.method)} {line(cut(entry.url, LONGEST_URL))}  {status}"


def _unanswered(found: Compared, style: Style) -> Iterator[str]:
    if found.same:
        yield style.paint("the same: neither was answered", "green")
        return
    for entry in (found.before, found.after):
        if entry.response is None:
            yield f"{style.paint('!', 'red')} {entry.n} was not answered: {style.fit(line(cut(_why(entry), 300)))}"


def _why(entry: Entry) -> str:
    if entry.last is not None and isinstance(entry.last.outcome, Unanswered):
        return entry.last.outcome.reason
    return entry.error or f"curl {entry.code}"


def _part(prefix: str, found: Differences, style: Style) -> Iterator[str]:
    for one in found.found[:MOST]:
        yield _difference(prefix, one, style)
    if found.total > MOST:
        yield style.paint(f"  ({found.total - min(len(found.found), MOST):,} more)", "dim")


def _difference(prefix: str, one: Difference, style: Style) -> str:
    mark, paint = MARKS[one.kind]
    place = one.pointer.removeprefix("/") if prefix else one.pointer or "the body"
    head = f"{style.paint(mark, paint)} {prefix}{style.fit(line(cut(place, LONGEST_VALUE)))}"
    to = f" {style.symbols.arrow} {style.fit(line(cut(one.to, LONGEST_VALUE)))}" if one.to else ""
    if one.kind == "moved":
        return f"{head}{to}"
    values = [
        _value(value, style)
        for value, missing in ((one.before, "added"), (one.after, "removed"))
        if one.kind != missing
    ]
    return f"{head}{to}  {f' {style.symbols.arrow} '.join(values)}"


def _value(value: Any, style: Style) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return style.fit(line(cut(text, LONGEST_VALUE)))


def _left_out(answers: Comparison, style: Style) -> Iterator[str]:
    headers, places = answers.headers.left_out, answers.body.left_out
    for name, some in (("headers", headers), ("places", places)):
        if some:
            shown = ", ".join(line(cut(one, 80)) for one in some[:MOST_LEFT_OUT])
            more = f" and {len(some) - MOST_LEFT_OUT} more" if len(some) > MOST_LEFT_OUT else ""
            yield style.paint(style.fit(f"left out, though different: {name} {shown}{more}"), "dim")


def facts(found: Compared) -> dict[str, Any]:
    """The comparison in the JSON output."""
    told: dict[str, Any] = {"same": found.same, "before": _facts(found.before), "after": _facts(found.after)}
    if found.answers is not None:
        told["headers"] = _differences(found.answers.headers)
        told["body"] = {"compared_as": found.answers.body_kind, **_differences(found.answers.body)}
    return told


def _facts(entry: Entry) -> dict[str, Any]:
    status = entry.response.status if entry.response else None
    return {"n": entry.n, "method": entry.method, "url": entry.url, "status": status, "curl": entry.code}


def _differences(found: Differences) -> dict[str, Any]:
    return {
        "total": found.total,
        "left_out": list(found.left_out),
        "differences": [_shown(one) for one in found.found],
    }


def _shown(one: Difference) -> dict[str, Any]:
    shown: dict[str, Any] = {"pointer": one.pointer, "kind": one.kind}
    if one.to:
        shown["to"] = one.to
    if one.kind != "added":
        shown["before"] = one.before
    if one.kind != "removed":
        shown["after"] = one.after
    return shown
