"""How much a script may take, say and ask for before it is stopped or cut."""

from __future__ import annotations

import msgspec

MEGABYTE = 1 << 20


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds for each script; time comes with the script itself (`ScriptRun.timeout`)."""

    memory: int = 200 * MEGABYTE
    """Bytes of the scripts' heap."""
    logs: int = 1_000
    """Calls of console.* that are kept."""
    log_characters: int = MEGABYTE
    """Characters that all kept logs have together."""
    assertions: int = 10_000
    """Assertions that are kept."""
    asks: int = 1_000
    """Requests, cookie and vault calls that are answered."""
    page: int = 8 * MEGABYTE
    """Characters of the page that a visualizer may show."""
    message: int = 48 * MEGABYTE
    """Bytes of the largest message that is read from the sandbox: the variables which a script changed."""

    @property
    def resident(self) -> int:
        """Bytes of physical memory of the child: Node itself, the bundle, the heap and buffers outside of it."""
        return self.memory + 135 * MEGABYTE

    @property
    def data(self) -> int:
        """Bytes of address space for data: Node reserves 575 MB of it before the first script."""
        return 2 * self.memory + 650 * MEGABYTE
