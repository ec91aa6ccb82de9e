"""assay: one tool for the whole life of an API test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assay.version import __version__

if TYPE_CHECKING:
    from assay.app.library import Summary, run
    from assay.interfaces.pytest_plugin.probing.cases import cases

__all__ = ["Summary", "__version__", "cases", "run"]


def __getattr__(name: str) -> Any:
    """The library, imported when it is used: the command line must not wait for it."""
    if name in ("run", "Summary"):
        from assay.app import library

        return getattr(library, name)
    if name == "cases":
        from assay.interfaces.pytest_plugin.probing.cases import cases

        return cases
    raise AttributeError(f"module 'assay' has no attribute {name!r}")
