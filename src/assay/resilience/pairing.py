"""Chooses pairs of faults: two calls of one operation broken at once, and two faults in a row on one call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assay.model.dependency import Trouble
from assay.resilience.breakage import Breakage
from assay.resilience.link import Link

AT_ONCE = (("timeout-before-answer", "timeout-before-answer"), ("status-503", "status-503"), ("refused", "status-500"))
"""Faults of two calls: all at once is late, busy, or broken in two ways."""
IN_A_ROW = (
    ("reset-before-answer", "timeout-before-answer"),
    ("status-503", "truncated-body"),
    ("close-before-answer", "html-instead"),
)
"""What a retry meets where the first call failed otherwise."""


def pairs(links: Sequence[Link], single: Sequence[Breakage]) -> Iterator[Breakage]:
    """Of the faults that are laid by themselves, those that are laid in pairs."""
    laid: dict[tuple[str, str], Trouble] = {}
    for one in single:
        laid.setdefault((one.link.name, one.trouble.fault.name), one.trouble)
    for number, link in enumerate(links):
        for other in links[number + 1 :]:
            if other.operation == link.operation and other.identity == link.identity:
                yield from _at_once(link, other, laid)
        for first, second in IN_A_ROW:
            trouble, then = laid.get((link.name, first)), laid.get((link.name, second))
            if trouble is not None and then is not None:
                yield Breakage(link=link, trouble=trouble, then=then)


def _at_once(link: Link, other: Link, laid: dict[tuple[str, str], Trouble]) -> Iterator[Breakage]:
    for first, second in AT_ONCE:
        trouble, beside = laid.get((link.name, first)), laid.get((other.name, second))
        if trouble is not None and beside is not None:
            yield Breakage(link=link, trouble=trouble, beside=(other, beside))
