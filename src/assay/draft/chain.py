"""Follows values back to the answers that brought them, and on to the calls that these needed in turn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from assay.draft.address import address
from assay.draft.anatomy import Anatomy
from assay.draft.ledger import Ledger, Use
from assay.draft.likeness import looks_like_id
from assay.draft.values import Existing

_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_REFUSED = re.compile(r"\b(?:status|code|eql|equal)\D{0,20}\(\s*[45]\d\d\b")


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """Which calls belong together, and why."""

    numbers: tuple[int, ...]
    """The calls to be written, in order."""
    uses: Mapping[int, tuple[Use, ...]]
    """What each of them took from earlier answers."""
    known: Mapping[int, Existing]
    """Calls that the collection holds already, by their numbers."""


def chain(
    calls: Mapping[int, Anatomy], kept: frozenset[int], wanted: frozenset[int], steps: Sequence[Existing]
) -> Chain:
    """Begin with the calls that are `kept`, and add those whose answers they need.

    A call that was not asked for (`wanted`) is not written where the collection holds it already.
    """
    ledger = Ledger(calls.values())
    for n in sorted(calls):
        ledger.enter(calls[n])
    chosen, known = set(kept), dict[int, Existing]()
    uses: dict[int, tuple[Use, ...]] = {}
    for n in sorted(calls, reverse=True):
        if n not in chosen or n in known:
            continue
        uses[n] = tuple(ledger.uses(calls[n], frozenset(chosen)))
        for source in {use.origin.n for use in uses[n]} - chosen:
            chosen.add(source)
            found = None if source in wanted else held(calls[source], steps)
            if found is not None:
                known[source] = found
    return Chain(numbers=tuple(sorted(chosen - known.keys())), uses=uses, known=known)


def held(parts: Anatomy, steps: Sequence[Existing]) -> Existing | None:
    """The request of the collection that is this one: the same method and URL, and not meant to be refused."""
    found = [step for step in steps if step.method == parts.method and _same_path(step.url, parts)]
    return next((step for step in found if not _REFUSED.search(step.script)), None)


def _same_path(template: str, parts: Anatomy) -> bool:
    """Whether the template can become the URL. A variable may stand for one segment, or for the base URL."""
    rest = template.partition("?")[0].partition("#")[0]
    origin, slash, path = rest.partition("://")[2].partition("/") if "://" in rest else rest.partition("/")
    if "{{" not in origin and origin.lower() != address(parts.call.url).origin.partition("://")[2]:
        return False
    written = path.split("/") if slash else []
    sent = parts.address.plain
    if len(written) < len(sent) and "{{" in origin:
        sent = sent[len(sent) - len(written) :]  # the variable holds the beginning of the path
    return len(written) == len(sent) and all(map(_same_segment, written, sent))


def _same_segment(written: str, sent: str) -> bool:
    if written.startswith(":") or _VARIABLE.search(written):
        return looks_like_id(sent) or _VARIABLE.sub("", written) in sent
    return written == sent
