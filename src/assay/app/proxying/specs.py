"""Toxics as they are written on the command line: `latency@50%:latency=200,jitter=50,stream=upstream`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

import msgspec

from assay.model.errors import UsageError
from assay.proxy import errors
from assay.proxy.chain import Installed
from assay.proxy.control.shapes import new_toxic
from assay.proxy.toxics.registry import TOXICS

_FORM = re.compile(r"(?P<name>[^@:\s]+)(?:@(?P<share>[^:\s]*))?(?::(?P<settings>\S*))?(?:\s+(?P<where>.*))?", re.DOTALL)


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """A name with its share (0 to 1), its settings as texts, and where it applies."""

    name: str
    share: float = 1.0
    settings: dict[str, str] = {}
    where: str = ""


def spec(text: str, option: str) -> Spec:
    """The parts of `NAME[@SHARE%][:key=value,…][ WHERE]`. Raises UsageError."""
    form = _FORM.fullmatch(text.strip())
    if form is None:
        raise UsageError(f"{text!r} has no name", where=option, remedy="Write NAME, NAME@5% or NAME:key=value.")
    return Spec(
        name=form["name"],
        share=1.0 if form["share"] is None else share(form["share"], option),
        settings=dict(_pairs(form["settings"] or "", option)),
        where=(form["where"] or "").strip(),
    )


def share(text: str, option: str) -> float:
    """`5%` or `0.05` as a number from 0 to 1. Raises UsageError."""
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise UsageError(f"{text!r} is no share of the calls", where=option, remedy="Write 5% or 0.05.")
    return number


def toxic(text: str) -> Installed:
    """A toxic for a proxy. Raises UsageError, with the nearest name."""
    parts = spec(text, "--toxic")
    if parts.where:
        raise UsageError(f"{parts.where!r} does not belong to a toxic", where="--toxic", remedy="Toxics know no paths.")
    if parts.name not in TOXICS:
        raise unknown(parts.name, "toxic", TOXICS, "--toxic")
    settings = dict(parts.settings)
    stream = settings.pop("stream", "downstream")
    known = TOXICS[parts.name].settings.__struct_fields__
    for key in settings:
        if key not in known:
            raise unknown(key, f"attribute of {parts.name}", (*known, "stream"), "--toxic")
    numbers = {key: _whole(key, value) for key, value in settings.items()}
    given = {"type": parts.name, "stream": stream, "toxicity": parts.share, "attributes": numbers}
    try:
        return new_toxic(given)
    except errors.Refused as refused:
        raise UsageError(refused.message, where="--toxic") from None


def unknown(name: str, kind: str, known: Iterable[str], option: str) -> UsageError:
    """A name that there is not."""
    names = list(known)
    near = difflib.get_close_matches(name, names, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names)}."
    return UsageError(f"there is no {kind} {name!r}", where=option, remedy=hint)


def _pairs(text: str, option: str) -> Iterable[tuple[str, str]]:
    for pair in filter(None, text.split(",")):
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise UsageError(f"{pair!r} is no key=value", where=option)
        yield key, value


def _whole(key: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 15:
        raise UsageError(f"{key} is {value!r}, and must be a whole number from 0", where="--toxic")
    return int(value)
