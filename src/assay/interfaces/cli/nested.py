"""Newman's open-ended options, `--reporter-NAME-OPTION [value]`, taken out of the arguments before the rest is read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

import click

PREFIX = "--reporter-"
GENERIC = ""
"""The key of options that are meant for every reporter."""


def split_reporter_options(argv: Sequence[str]) -> tuple[list[str], list[tuple[str, Any]]]:
    """The other arguments, and each reporter option as (name after the prefix, value or True)."""
    rest: list[str] = []
    found: list[tuple[str, Any]] = []
    words = iter(range(len(argv)))
    for index in words:
        word = argv[index]
        if word == "--":
            return rest + list(argv[index:]), found
        if not word.startswith(PREFIX):
            rest.append(word)
            continue
        name, sign, value = word[len(PREFIX) :].partition("=")
        following = argv[index + 1] if index + 1 < len(argv) else "-"
        if sign:
            found.append((name, value))
        elif following.startswith("-"):
            found.append((name, True))
        else:
            found.append((name, following))
            next(words)
    return rest, found


CLI = (
    "silent",
    "show-timestamps",
    "no-summary",
    "no-failures",
    "no-assertions",
    "no-success-assertions",
    "no-console",
    "no-banner",
)
KNOWN = (
    *(f"{owner}{name}" for owner in ("", "cli-") for name in CLI),
    *(f"{name}-export" for name in ("json", "junit", "html", "assay", "markdown", "sarif", "ctrf", "github")),
    "export",
)
"""Every option that some reporter has, by what stands behind `--reporter-`."""


def check_names(found: Sequence[tuple[str, Any]]) -> None:
    """Refuse an option that no reporter has: it would be a report that nobody finds."""
    for name, _ in found:
        if name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, 1)
            raise click.NoSuchOption(PREFIX + name, possibilities=[PREFIX + near[0]] if near else None)


def by_reporter(found: Sequence[tuple[str, Any]], reporters: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Options by reporter, their names in camel case as in Newman; those of no reporter that is in use are for all."""
    grouped: dict[str, dict[str, Any]] = {}
    for name, value in found:
        first, _, option = name.partition("-")
        owner, key = (first, option) if first in reporters and option else (GENERIC, name)
        grouped.setdefault(owner, {})[camel(key)] = value
    return grouped


def camel(name: str) -> str:
    """`no-success-assertions` as `noSuccessAssertions`."""
    return re.sub(r"-+(\w)", lambda match: match[1].upper(), name)
