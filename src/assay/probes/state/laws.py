"""What the words of a contract say about the states in which an operation is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec

from assay.contract.kinds import properties
from assay.model.contract import Operation, Schema
from assay.probes.bodies import resolved
from assay.probes.resources import Resource, words_of
from assay.probes.state.prose import sentences
from assay.probes.target import Target

STATE = frozenset({"status", "state", "stage", "phase"})
_NO = r"\b(?:409|423|conflict|refused?s?|rejected|cannot|can not|can't|may not|not allowed|not possible|forbidden)\b"
_CANNOT = re.compile(r"\b(?:cannot|can not|can't|may not|not allowed|not possible)\b")
_WHEN = re.compile(r"\b(?:once|after|when|if|while|already|because|for an?|for)\b(.*)")
_ONLY = re.compile(r"\b(?:only|must (?:still )?be|has to be|needs to be)\b(.*)")
_FROM = re.compile(r"\bfrom (.{1,120}?) to \w+")
_STEP = re.compile(r"(?:from )?([\w, ]{1,80}?) (?:to|->|\u2192) ([\w ]{1,40})\.?")
_AGAIN = re.compile(r"\b(?:twice|a second (?:time|one)|(?<!at )once)\b")
_FORGIVEN = re.compile(
    r"\b(?:changes nothing|no effect|nothing happens|idempoten\w*|first answer|same answer|key|stays?)\b"
    r"|\b(?:until|unless|not yet)\b"
)


class Law(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence about states."""

    sentence: str
    allowed: frozenset[str] = frozenset()
    """The only states in which the operation is possible; empty where the sentence names none."""
    forbidden: frozenset[str] = frozenset()
    again: bool = False
    """Whether it says that the operation is refused a second time."""


def state_fields(target: Target, resource: Resource) -> dict[str, tuple[str, ...]]:
    """The fields of a thing's read that say in which state it is, with the states that its schema names."""
    found: dict[str, tuple[str, ...]] = {}
    if resource.read is None:
        return found
    for answer in resource.read.answers:
        if answer.status == "200" and answer.media:
            for name, one in _fields(target, answer.media[0].schema, 2):
                values = tuple(value for value in one.get("enum", ()) if isinstance(value, str))
                if STATE & set(words_of(name)) and values:
                    found.setdefault(name, values)
    return found


def _fields(target: Target, schema: Schema, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The fields of an answer, those of its envelope's content behind its own."""
    whole = {
        name: resolved(one, target.contract) for name, one in properties(schema, target.contract.definitions).items()
    }
    yield from whole.items()
    for one in whole.values() if depth else ():
        if "properties" in one:
            yield from _fields(target, one, depth - 1)


def laws_of(operation: Operation, states: frozenset[str]) -> tuple[Law, ...]:
    """What an operation's words say of these states."""
    found = list(_steps(operation, states))
    for sentence in sentences(operation):
        if sentence == operation.summary:
            continue
        for clause in re.split(r"[;:]", sentence.lower()):
            law = _law(clause, sentence, states, operation)
            if law is not None:
                found.append(law)
    return tuple(found)


def _steps(operation: Operation, states: frozenset[str]) -> Iterator[Law]:
    """`Open to paid. 409 in any other status.`: one sentence names both states, and the next refuses all others."""
    for one, following in pairwise(sentences(operation)):
        step = _STEP.fullmatch(one.lower())
        refuses = re.search(_NO, following.lower()) and re.search(r"\bother\b", following.lower())
        if step is None or not refuses or not _named(step[2], states):
            continue
        law = _allowed(_named(step[1], states), f"{one} {following}"[:300])
        if law is not None:
            yield law


def _law(clause: str, sentence: str, states: frozenset[str], operation: Operation) -> Law | None:
    whole = sentence.lower()
    said = sentence[:300]
    if re.search(_NO, whole):
        source = _FROM.search(clause)
        if source is not None and re.search(r"\b(?:other|else|otherwise)\b", whole):
            return _allowed(_named(source[1], states), said)
        only = _ONLY.search(clause)
        if only is not None:
            return _allowed(_named(only[1], states), said)
    if not re.search(_NO, clause) or _FORGIVEN.search(clause):
        return None
    forbidden = _named(_condition(clause), states)
    if forbidden:
        return Law(sentence=said, forbidden=forbidden)
    if _AGAIN.search(clause) or _is_done_already(clause, operation):
        return Law(sentence=said, again=True)
    return None


def _allowed(states: frozenset[str], sentence: str) -> Law | None:
    return Law(sentence=sentence, allowed=states) if states else None


def _condition(clause: str) -> str:
    """The part of a clause that says when: after `if`, `once` and the like, else before `cannot`, else the whole."""
    when = _WHEN.search(clause)
    cannot = _CANNOT.search(clause)
    if cannot is not None:
        return clause[: cannot.start()] + (f" {when[1]}" if when is not None and when.start() > cannot.start() else "")
    return clause


def _named(text: str, states: frozenset[str]) -> frozenset[str]:
    """The states that a text names, in any spelling, none that it denies."""
    words = " ".join(words_of(text))
    return frozenset(
        one
        for one in states
        if (found := re.search(rf"\b{re.escape(' '.join(words_of(one)))}s?\b", words))
        and not re.search(r"\b(?:not|no|un|never)\s*$", words[: found.start()])
    )


def _is_done_already(clause: str, operation: Operation) -> bool:
    """`A user who is disabled already`, of an operation that disables."""
    verb = (words_of(operation.path.rstrip("/").rpartition("/")[2]) or [""])[0]
    near = re.search(r"(\w+) already|already (?:been )?(\w+)", clause)
    return near is not None and len(verb) > 2 and any(word and word.startswith(verb[:5]) for word in near.groups())


def broken(laws: tuple[Law, ...], states: frozenset[str], *, again: bool) -> Law | None:
    """The law that refuses an operation in these states; `again` where it has just succeeded on the same thing."""
    allowing = [one for one in laws if one.allowed]
    if allowing and states and not any(states & one.allowed for one in allowing):
        return allowing[0]
    for one in laws:
        if states & one.forbidden or (again and one.again):
            return one
    return None
