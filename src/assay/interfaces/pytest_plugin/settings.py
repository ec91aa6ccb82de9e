"""What the options and the ini file ask of the plugin."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

CLIENTS = ("httpx", "requests", "httpx2", "niquests")
"""Libraries of client fixtures, the first that is installed is taken where none is named."""
PARTS = frozenset({"method", "url", "path", "query", "body"})


class Settings(NamedTuple):
    """The settings of one run."""

    env: str | None = None
    config: str | None = None
    contract: str | None = None
    client: str | None = None
    record: Path | None = None
    replay: Path | None = None
    hosts: tuple[str, ...] = ()
    """`host` or `host:port`; empty means every host but loopback."""
    match: tuple[str, ...] = ("method", "url", "body")
    """Parts of a request; `header:NAME` is one too."""


def settings_of(config: pytest.Config) -> Settings:
    """The settings. Raises pytest.UsageError for one that means nothing."""
    record, replay = _value(config, "record"), _value(config, "replay")
    if record and replay:
        raise pytest.UsageError("--assay-record and --assay-replay exclude each other: drop one of them.")
    client = _value(config, "client")
    if client is not None and client not in CLIENTS:
        raise pytest.UsageError(f"--assay-client {client}: no such library here; write one of {', '.join(CLIENTS)}.")
    if replay and not _folder(config, replay).is_dir():
        raise pytest.UsageError(f"--assay-replay {replay}: there is no such folder; record one with --assay-record.")
    return Settings(
        env=_value(config, "env"),
        config=_value(config, "config"),
        contract=_value(config, "contract"),
        client=client,
        record=_folder(config, record) if record else None,
        replay=_folder(config, replay) if replay else None,
        hosts=_list(_value(config, "hosts")),
        match=_parts(_value(config, "match")),
    )


def _value(config: pytest.Config, name: str) -> str | None:
    """The option, else the setting of the ini file; None where neither is given."""
    given = config.getoption(f"assay_{name}")
    return str(given) if given else str(config.getini(f"assay_{name}")) or None


def _folder(config: pytest.Config, name: str) -> Path:
    return config.invocation_params.dir / name


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in (text or "").split(",") if part.strip())


def _parts(text: str | None) -> tuple[str, ...]:
    parts = _list(text) or ("method", "url", "body")
    for part in parts:
        if part not in PARTS and not part.startswith("header:"):
            known = ", ".join((*sorted(PARTS), "header:NAME"))
            raise pytest.UsageError(f"--assay-match {part}: no such part of a request; write some of {known}.")
    return parts
