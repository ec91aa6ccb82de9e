"""Params are read as JavaScript reads them: what is falsy counts as missing, and any value has a text."""

from __future__ import annotations

from assay.engine.auth.signing import Params
from assay.formats.ecmascript import to_boolean, to_string


def given(params: Params, key: str, default: str = "") -> str:
    """The param as text, or the default where it is missing or falsy."""
    value = params.get(key)
    return to_string(value) if to_boolean(value) else default


def flag(params: Params, key: str) -> bool:
    """Whether the param is truthy: any text is, also `false`."""
    return to_boolean(params.get(key))


def joined(params: Params, key: str) -> str:
    """The param as JavaScript adds it to a text: `undefined` where it is missing."""
    return to_string(params[key]) if key in params else "undefined"
