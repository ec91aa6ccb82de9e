"""Query parameters from text and back, as Postman takes them apart: nothing is decoded, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assay.model.suite import Entry

_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_IN_KEY = str.maketrans({"&": "%26", "#": "%23", "=": "%3D"})
_IN_VALUE = str.maketrans({"&": "%26", "#": "%23"})


def parse_query(text: str) -> tuple[Entry, ...]:
    """Parameters of a query without its `?`."""
    return read_members(text.split("&"))


def read_members(members: Sequence[str]) -> tuple[Entry, ...]:
    """Parameters from the members between the `&`. An empty member has no key, unless it is the last."""
    last = len(members) - 1
    return tuple(
        Entry() if member == "" and index != last else parse_parameter(member) for index, member in enumerate(members)
    )


def parse_parameter(text: str) -> Entry:
    """One parameter; without a `=` its value is None."""
    key, equals, value = text.partition("=")
    return Entry(key=key, value=value if equals else None)


def query_text(query: Iterable[Entry]) -> str | None:
    """The text after the `?`; None where no parameter is enabled. Characters that would part it are escaped."""
    enabled = [parameter_text(entry) for entry in query if entry.enabled]
    return "&".join(enabled) if enabled else None


def parameter_text(entry: Entry) -> str:
    """One parameter. As in Postman, a value that is no string is left out with its `=`."""
    key = _escaped(entry.key, _IN_KEY) if entry.key is not None else ""
    return f"{key}={_escaped(entry.value, _IN_VALUE)}" if isinstance(entry.value, str) else key


def _escaped(text: str, table: dict[int, str]) -> str:
    """`{{variables}}` stay as they are, whatever is in their names."""
    if not text or text.translate(table) == text:
        return text
    pieces, start = [], 0
    for variable in _VARIABLE.finditer(text):
        pieces += [text[start : variable.start()].translate(table), variable.group()]
        start = variable.end()
    return "".join([*pieces, text[start:].translate(table)])
