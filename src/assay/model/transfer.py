"""One request as a curl command asks for it, with all that libcurl does on its own while it carries it."""

from __future__ import annotations

import msgspec

from assay.model.exchange import Exchange

OptionValue = str | int | float | bool | tuple[str, ...]
"""A flag is True or False, a text is a text, what may be repeated is a tuple in the order of the command line."""


INTERRUPTED = "interrupted before the end"
"""The error of a transfer that was under way when the user ended the command."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a form (-F): `content`, or the file at `path` ("-" is standard input), or further `parts`."""

    name: str = ""
    content: bytes | None = None
    path: str = ""
    parts: tuple[Part, ...] = ()
    file_name: str | None = None
    type: str = ""
    headers: tuple[str, ...] = ()
    encoder: str = ""


class Data(msgspec.Struct, frozen=True, kw_only=True, tag="data"):
    """A body that is known in full (-d in all its forms, --json), its pieces joined."""

    content: bytes


class Form(msgspec.Struct, frozen=True, kw_only=True, tag="form"):
    """multipart/form-data (-F, RFC 7578)."""

    parts: tuple[Part, ...]


class Upload(msgspec.Struct, frozen=True, kw_only=True, tag="upload"):
    """A file that is sent with PUT (-T); "-" is standard input, "." the same without blocking."""

    path: str


Content = Data | Form | Upload


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """What one URL of a curl command asks for, globs and --variable expanded.

    `options` are by curl's long names without dashes (`location`, `user`, `max-time`, `cookie`, `resolve`, …), only
    those that were given, and only those that bear on what is sent or how it travels; `formats.curl.options` lists
    them. What becomes of the answer is in `Job.output`.
    """

    url: str
    method: str = ""
    """As -X says; empty where the body, -I, -T or -G decide."""
    head: bool = False
    headers: tuple[str, ...] = ()
    """As curl takes them: "Name: value", "Name:" removes one of curl's own, "Name;" sends an empty one."""
    content: Content | None = None
    options: dict[str, OptionValue] = {}


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One transfer of a command, and what becomes of its answer.

    `output` holds curl's options for the answer by their long names (`output` with #1 already replaced, `remote-name`,
    `include`, `dump-header`, `write-out`, `fail`, `retry`, `cookie-jar`, …), only those that were given.
    """

    transfer: Transfer
    output: dict[str, OptionValue] = {}
    group: int = 0
    """Which part of the command, counted by --next."""


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a transfer: every exchange on the wire in order (challenges, redirects, retries)."""

    transfer: Transfer
    exchanges: tuple[Exchange, ...] = ()
    code: int = 0
    """curl's exit number: 0, 6 no such host, 7 refused, 22 with -f, 28 time-out, 35 and 60 TLS, …"""
    error: str = ""
    """libcurl's sentence for it."""
    facts: dict[str, str | int | float] = {}
    """The variables of --write-out by their names."""

    @property
    def last(self) -> Exchange | None:
        """The exchange whose answer stands."""
        return self.exchanges[-1] if self.exchanges else None
