"""assay: one tool for the whole life of an API test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assay.version import __version__

if TYPE_CHECKING:
    from assay.app.library import Summary, run

__all__ = ["Summary", "__version__", "run"]


def __getattr__(name: str) -> Any:
    """The library, imported when it is used: the command line must not wait for it."""
    if name in ("run", "Summary"):
        from assay.app import library

        return getattr(library, name)
    raise AttributeError(f"module 'assay' has no attribute {name!r}")
