"""Loads msgspec and pycurl without what they import for others: a tenth of the time of a small command.

msgspec prefers typing_extensions where it is installed; what it takes from there is in Python's own typing since 3.11.
pycurl's package loads an asyncio front of its own, which nothing here uses.
"""

from __future__ import annotations

import sys
from types import ModuleType


def load() -> None:
    """Both are in sys.modules afterwards, and everything else is as it was."""
    spared = [name for name in ("typing_extensions", "pycurl.async_multi") if name not in sys.modules]
    front = ModuleType("pycurl.async_multi")
    front.AsyncCurlMulti = None  # type: ignore[attr-defined]
    stand_ins = {"typing_extensions": None, "pycurl.async_multi": front}
    for name in spared:
        sys.modules[name] = stand_ins[name]  # type: ignore[assignment]  # None keeps an import from succeeding
    try:
        import msgspec
        import pycurl

        del msgspec, pycurl
    finally:
        for name in spared:
            del sys.modules[name]
