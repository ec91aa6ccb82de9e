"""A rule from what a person asks for: a fault's name or a short one, settings, a share, and `GET /path/{id}`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from assay.faults.fault import Fault
from assay.faults.registry import FAULTS
from assay.model.errors import UsageError
from assay.proxy.web.rules import Rule

SHORT = {
    "timeout": "timeout-before-answer",
    "reset": "reset-before-answer",
    "slow": "slow-first-byte",
    "down": "refused",
    "malformed": "malformed-json",
    "truncated": "truncated-body",
}
"""Short names for what is asked for most."""
BEYOND = {
    "expired-certificate": "A proxy speaks plain HTTP to its clients; `assay stub` shows certificates.",
    "tls-stall": "A proxy speaks plain HTTP to its clients; `assay stub` stalls handshakes.",
    "unresolvable": "Point the client at a name that does not resolve, such as http://dependency.invalid.",
}
"""What a proxy cannot do, and what can."""
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ANY")


def asked(name: str, settings: Mapping[str, Any], *, share: float = 1.0, on: str = "") -> Rule:
    """The rule. Raises UsageError, with the nearest name."""
    fault = _named(name)
    method, path = _where(on)
    if fault.laid in ("server", "connection") and on:
        raise UsageError(f"{fault.name} comes before any request is read, so it knows no path", remedy="Name it alone.")
    if not 0 <= share <= 1:
        raise UsageError(f"{share} is no share from 0 to 1")
    numbers = {one.name for one in fault.settings if not isinstance(one.default, str)}
    given = {key: _number(value) if key in numbers else value for key, value in settings.items()}
    fault.settled(given)
    return Rule(fault=fault, settings=given, share=share, method=method, path=path)


def _named(name: str) -> Fault:
    name = SHORT.get(name, name)
    if name in BEYOND:
        raise UsageError(f"{name} cannot be had from a proxy", remedy=BEYOND[name])
    if name in FAULTS:
        return FAULTS[name]
    near = difflib.get_close_matches(name, [*FAULTS, *SHORT], 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else "`assay proxy --fault list` tells all."
    raise UsageError(f"there is no fault {name!r}", remedy=hint)


def _where(text: str) -> tuple[str, str]:
    """Method (empty: any) and path template (empty: any)."""
    method, _, path = text.partition(" ") if not text.startswith("/") else ("", "", text)
    method, path = method.upper(), path.strip()
    if method and method not in _METHODS:
        raise UsageError(f"{text!r} is neither a method nor a path", remedy="Write GET /path/{id}.")
    if path and not path.startswith("/"):
        raise UsageError(f"the path {path!r} does not begin with /", remedy="Write GET /path/{id}.")
    return ("" if method == "ANY" else method), path


def _number(value: Any) -> Any:
    """Texts of a command line as numbers; what is none is left for the fault to refuse."""
    if not isinstance(value, str):
        return value
    try:
        return float(value) if "." in value or "e" in value.lower() else int(value)
    except ValueError:
        return value
