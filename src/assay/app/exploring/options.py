"""What stands before the word `curl`: assay's own options."""

from __future__ import annotations

import msgspec


class ExploreOptions(msgspec.Struct, frozen=True, kw_only=True):
    """None means that the option was not given."""

    form: str | None = None
    """--as: the request is printed in this form, and nothing is sent."""
    history: bool = True
    explain: bool = True
    report: tuple[str, ...] = ()
    config: str | None = None
    env: str | None = None
    url: str | None = None
    identity: str | None = None
    log: str | None = None
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    pager: bool = True
    max_time: float | None = None
    """Seconds that the whole command may take."""
