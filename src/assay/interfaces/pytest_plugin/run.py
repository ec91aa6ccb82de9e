"""What all parts of the plugin know of the run: its settings, what was captured, its secrets, who can send."""

from __future__ import annotations

import secrets
import time
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

from assay.diverting.imports import Watcher
from assay.diverting.patching import Patches
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.clients.registry import actions
from assay.interfaces.pytest_plugin.settings import Settings

if TYPE_CHECKING:  # loaded when something fails, or is asked for
    from assay.interfaces.pytest_plugin.fixtures.identities import Identities
    from assay.record.masking import Masker


class Run:
    """One in each process."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self.config = config
        self.settings = settings
        self.recorder = Recorder(time.time, time.perf_counter)
        self.patches = Patches()
        self.watchers = [Watcher(actions(self.recorder, self.patches))]
        self.secrets: list[str] = []
        """Of identities; others are found in exchanges."""

    @cached_property
    def masker(self) -> Masker:
        """Knows the run's secrets; its key is this process's own."""
        from assay.record.masking import Masker

        return Masker(secrets.token_bytes(16))

    @cached_property
    def identities(self) -> Identities:
        """Those of assay.toml."""
        from assay.interfaces.pytest_plugin.fixtures.identities import Identities
        from assay.interfaces.pytest_plugin.sharing import folder_of

        return Identities(self.settings, folder_of(self.config), self.learn)

    @property
    def has_identities(self) -> bool:
        """Whether somebody has asked for them."""
        return "identities" in self.__dict__

    def learn(self, values: tuple[str, ...]) -> None:
        """These are secrets."""
        self.secrets += values
        self.masker.add(values)

    def watch(self, watcher: Watcher) -> None:
        """Start it; it stops with the run."""
        self.watchers.append(watcher)
        watcher.start()

    def end(self) -> None:
        """Put every client back as it was."""
        for watcher in self.watchers:
            watcher.stop()
        self.recorder.end()
        self.patches.undo()
