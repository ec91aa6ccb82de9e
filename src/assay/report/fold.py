"""What a report is: a function from records to pieces of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from assay.model.event import Record

Records = Callable[[], Iterable[Record]]
"""Opens the records of a run from their start, each time it is called: a report may have to look twice."""

Fold = Callable[[Records], Iterator[str]]
"""Yields the report in pieces as it goes, so that a run of any length takes no more memory than one of its turns."""
