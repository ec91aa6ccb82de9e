"""What of a run the console shows: the options of Newman's cli reporter, and how it may draw."""

from __future__ import annotations

import msgspec


class ConsoleOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Every option by Newman's name. `color` and `unicode` are decided by the caller, who knows the terminal."""

    silent: bool = False
    show_timestamps: bool = False
    no_summary: bool = False
    no_failures: bool = False
    no_assertions: bool = False
    no_success_assertions: bool = False
    no_console: bool = False
    no_banner: bool = False
    verbose: bool = False
    color: bool = False
    unicode: bool = True
