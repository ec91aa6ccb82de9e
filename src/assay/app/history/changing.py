"""A transfer with curl's own options on top: what they say replaces what was recorded, the rest stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import msgspec

from assay.formats.curl import World, read_command
from assay.formats.curl.urls import with_file_name, with_query
from assay.model.errors import UsageError
from assay.model.transfer import Job, OptionValue, Transfer, Upload

PLACE = "http://again.invalid/x"
"""Stands for the recorded URL while the options are read."""
LOGINS = frozenset({"user", "oauth2-bearer", "aws-sigv4"})
"""Options that say who sends; one of them, or a header Authorization, replaces the others."""
SCHEMES = frozenset({"basic", "digest", "ntlm", "negotiate", "anyauth"})


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent, and curl's settings of the whole command."""

    job: Job
    settings: Mapping[str, OptionValue] = {}
    warnings: tuple[str, ...] = ()


def changed(transfer: Transfer, words: Sequence[str], world: World) -> Changed:
    """The transfer with options as they stand behind `curl`. Raises UsageError or InputError where curl would."""
    command = read_command(["-q", PLACE, *words], world)
    if command.shows:
        raise UsageError(f"--{command.shows} is curl's and sends nothing", remedy="`assay again --help` shows ours.")
    jobs = list(islice(command.jobs(), 2))
    if command.groups > 1 or len(jobs) != 1:
        raise UsageError(
            "one request is sent again, to where it went",
            remedy="Move it with --env NAME or --url BASE; -X, -H, -d, … change it.",
        )
    merged = msgspec.structs.replace(jobs[0], transfer=_merged(transfer, jobs[0].transfer))
    return Changed(job=merged, settings=command.settings, warnings=tuple(command.warnings))


def _merged(old: Transfer, new: Transfer) -> Transfer:
    content = new.content if new.content is not None else None if new.head else old.content
    return Transfer(
        url=_url(old.url, new),
        method=new.method or ("" if new.head else old.method),
        head=new.head or (old.head and new.content is None and not new.method),
        headers=_headers(old, new),
        content=content,
        options={**_options(old, new), **new.options},
    )


def _url(url: str, new: Transfer) -> str:
    _, sign, query = new.url.partition("?")
    if isinstance(new.content, Upload) and new.content.path not in ("-", "."):
        url = with_file_name(url, new.content.path)
    return with_query(url, query) if sign else url


def _headers(old: Transfer, new: Transfer) -> tuple[str, ...]:
    """The new lines in the place of the old ones of the same name; `Name:` removes and `Name;` empties, as in curl."""
    named = {header_name(line) for line in new.headers}
    if LOGINS & new.options.keys():
        named.add("authorization")
    return (*(line for line in old.headers if header_name(line) not in named), *new.headers)


def _options(old: Transfer, new: Transfer) -> dict[str, OptionValue]:
    replaces = LOGINS & new.options.keys() or "authorization" in _names(new.headers)
    out = LOGINS | SCHEMES if replaces else frozenset[str]()
    return {name: value for name, value in old.options.items() if name not in out}


def _names(lines: Iterable[str]) -> set[str]:
    return {header_name(line) for line in lines}


def header_name(line: str) -> str:
    """The name in a header line as curl takes it, in lower case."""
    colon, semicolon = line.find(":"), line.find(";")
    end = colon if colon >= 0 else semicolon
    return line[:end].strip().lower() if end >= 0 else line.strip().lower()
