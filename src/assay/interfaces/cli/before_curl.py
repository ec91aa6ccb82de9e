"""What stands before the word `curl`: our own options; behind it every option is curl's.

Read by hand and not by click, which takes longer to load than the whole of a small command may.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.model.errors import UsageError

if TYPE_CHECKING:  # loaded when the verb is known to be curl
    from assay.app.exploring.options import ExploreOptions


class Own(NamedTuple):
    """One option of ours: the field that it sets, and how it is explained."""

    field: str
    metavar: str
    says: str
    value: object = True
    """What a flag sets."""


OPTIONS = {
    "--as": Own("form", "FORM", "Print it as har, json, python, pytest, httpie, postman or fetch; send nothing."),
    "--identity": Own("identity", "NAME", "Send in the name of this [identity.NAME] of assay.toml."),
    "--env": Own("env", "NAME", "A URL that begins with / is one of this [environment.NAME]."),
    "--url": Own("url", "URL", "… or of this base URL."),
    "--config": Own("config", "FILE", "The project's configuration.  [assay.toml, searched upwards]"),
    "--report": Own(
        "report", "KIND[=PATH]", "json, html, junit, markdown, sarif, ctrf, github or console; repeatable."
    ),
    "--log": Own("log", "FILE", "Where the event log goes.  [.assay/log/curl/…]"),
    "--max-time": Own("max_time", "S", "Time for the whole command, as 90s or 2m."),
    "--color": Own("color", "WHEN", "auto, always or never.  [auto: on a terminal]"),
    "--no-history": Own("history", "", "Keep nothing of this exchange.", False),
    "--no-explain": Own("explain", "", "Show no explanations.", False),
    "--no-pager": Own("pager", "", "Never page a long answer.", False),
    "--quiet": Own("quiet", "", "Only what curl would print: the raw body."),
    "--verbose": Own("verbose", "", "Show the request too."),
}
COLORS = ("auto", "always", "never", "on", "off")


def place_of_curl(argv: Sequence[str]) -> int | None:
    """Where the word `curl` stands as the verb; None where another verb, or none, does."""
    at = 0
    while at < len(argv) and argv[at].startswith("-"):
        own = OPTIONS.get(argv[at])
        at += 2 if own and own.metavar else 1
    return at if at < len(argv) and argv[at] == "curl" else None


def read_own(argv: Sequence[str]) -> ExploreOptions:
    """Our options. Raises UsageError for one that there is not, or a value that is none."""
    from assay.app.exploring.options import ExploreOptions

    found: dict[str, Any] = {}
    at = 0
    while at < len(argv):
        name, sign, value = argv[at].partition("=")
        own = OPTIONS.get(name) or _unknown(name)
        if own.metavar and not sign:
            at += 1
            if at == len(argv):
                raise UsageError("needs a value", where=name, remedy=f"Write {name} {own.metavar}.")
            value = argv[at]
        elif sign and not own.metavar:
            raise UsageError("takes no value", where=name)
        _note(found, name, own, value)
        at += 1
    return ExploreOptions(**found)


def _note(found: dict[str, Any], name: str, own: Own, value: str) -> None:
    if not own.metavar:
        found[own.field] = own.value
    elif own.field == "report":
        found["report"] = (*found.get("report", ()), value)
    elif own.field == "max_time":
        found["max_time"] = _seconds(value)
    else:
        found[own.field] = value
    if own.field == "color" and value not in COLORS:
        raise UsageError(f"{value!r} is none of {', '.join(COLORS)}", where=name)


def _seconds(text: str) -> float:
    units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
    number = text.rstrip("msh")
    try:
        seconds = float(number) * units[text[len(number) :] or "s"]
    except (ValueError, KeyError):
        seconds = 0.0
    if not 0 < seconds < 1e9:
        raise UsageError(f"{text!r} is no time", where="--max-time", remedy="Write seconds, or 90s, 2m, 1h.")
    return seconds


def _unknown(name: str) -> Own:
    from difflib import get_close_matches

    near = get_close_matches(name, OPTIONS, 1)
    hint = f"Did you mean {near[0]}?" if near else "curl's own options stand behind the word curl."
    raise UsageError(f"no such option before curl: {name}", remedy=hint)
