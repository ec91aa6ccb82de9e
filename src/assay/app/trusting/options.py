"""What a person asked `assay trust weak` for."""

from __future__ import annotations

import msgspec


class WeakOptions(msgspec.Struct, frozen=True, kw_only=True):
    """One field an option."""

    collection: str | None = None
    environment: str | None = None
    globals: str | None = None
    log: str | None = None
    """The log of a past run, in the place of a run of its own."""
    contract: str | None = None
    env: str | None = None
    identity: str | None = None
    url: str | None = None
    config: str | None = None
    env_var: tuple[tuple[str, str | None], ...] = ()
    folder: tuple[str, ...] = ()
    iteration_data: str | None = None
    working_dir: str | None = None
    insecure: bool = False
    min_score: float | None = None
    """Per cent."""
    fix: bool = False
    out: str | None = None
    """Where the mended collection goes."""
    in_place: bool = False
    """Whether it takes the place of the original, which is kept beside it."""
    processes: int | None = None
    max_time: float | None = None
    """Seconds for the whole command."""
