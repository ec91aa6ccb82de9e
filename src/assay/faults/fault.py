"""What a fault is: a program over the healthy answer, whose settings are checked before it runs."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from assay.model.contract import Schema
from assay.model.errors import UsageError
from assay.model.stub.acts import Acts
from assay.model.stub.answer import Answer

PHASES = ("connection", "request", "answer", "status", "content", "semantic")
SERVER, CONNECTION, HEAD, ANSWER = "server", "connection", "head", "answer"


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be told a fault."""

    name: str
    default: float | str
    summary: str
    least: float = 0
    most: float = 0
    choices: tuple[str, ...] = ()
    """For texts; empty: any text."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a fault is made of."""

    answer: Answer
    """The healthy one; its body carries no content coding that a fault has to look through."""
    settings: dict[str, Any] = {}
    schema: Schema = True
    """What the contract says of the body."""
    definitions: dict[str, Schema] = {}
    """`Contract.definitions`."""
    earlier: Answer | None = None
    """What was answered before, for faults that say old things again."""


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """The answer with one thing changed."""

    pointer: str
    """JSON Pointer of what is changed; empty for the whole."""
    name: str
    """What it was changed to, in a few words."""
    answer: Answer


Variants = Callable[[Given], tuple[Variant, ...]]
"""Every way in which a semantic fault can change an answer, the most telling first; none where it has no place."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault. Make its acts with `acts`."""

    name: str
    phase: str
    """One of PHASES."""
    summary: str
    """One sentence for a person."""
    run: Callable[[Given], Acts]
    settings: tuple[Setting, ...] = ()
    laid: str = ANSWER
    """Where: in place of the `answer`; at the `head` of a request, before its body is read; on a `connection` that was
    just accepted; or on the `server` itself (it stops listening, or shows another certificate), when `run` is what
    comes nearest on one connection."""
    variants: Variants | None = None
    """Of semantic faults."""

    def acts(
        self,
        answer: Answer,
        settings: Mapping[str, Any] | None = None,
        *,
        schema: Schema = True,
        definitions: dict[str, Schema] | None = None,
        earlier: Answer | None = None,
    ) -> Acts:
        """The program for this healthy answer. Raises UsageError for a setting that is unknown or out of its range."""
        given = _given(answer, schema, definitions, earlier)
        return self.run(msgspec.structs.replace(given, settings=self.settled(settings or {})))

    def changes(
        self, answer: Answer, *, schema: Schema = True, definitions: dict[str, Schema] | None = None
    ) -> tuple[Variant, ...]:
        """Every variant of a semantic fault, the outermost place first; none for other faults."""
        return self.variants(_given(answer, schema, definitions, None)) if self.variants is not None else ()

    def settled(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Every setting with its value."""
        known = {one.name: one for one in self.settings}
        for name in settings:
            if name not in known:
                raise _unknown_setting(self.name, name, list(known))
        return {
            name: _checked(self.name, one, settings[name]) if name in settings else one.default
            for name, one in known.items()
        }


def _given(answer: Answer, schema: Schema, definitions: dict[str, Schema] | None, earlier: Answer | None) -> Given:
    """The answer is framed anew, because its body is known whole."""
    unframed = answer.without("Transfer-Encoding", "Content-Length")
    return Given(answer=unframed, schema=schema, definitions=definitions or {}, earlier=earlier)


def _checked(fault: str, setting: Setting, value: Any) -> Any:
    where = f"fault {fault}, setting {setting.name}"
    if isinstance(setting.default, str):
        if not isinstance(value, str) or (setting.choices and value not in setting.choices):
            raise UsageError(f"{value!r} is not {_or(setting.choices) or 'a text'}", where=where)
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not setting.least <= value <= setting.most:
        raise UsageError(f"{value!r} is no number from {setting.least:g} to {setting.most:g}", where=where)
    return int(value) if isinstance(setting.default, int) else float(value)


def _unknown_setting(fault: str, name: str, known: list[str]) -> UsageError:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    remedy = f"Did you mean {near[0]}?" if near else f"It knows {', '.join(known)}." if known else "It has no settings."
    return UsageError(f"the fault {fault} has no setting {name!r}", remedy=remedy)


def _or(choices: tuple[str, ...]) -> str:
    return " or ".join(choices)
