"""Stands before a real dependency and breaks it: TCP as Toxiproxy does, and HTTP by rule, share or schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # each is loaded when it is used
    from assay.proxy.handle import Proxy, proxy

__all__ = ["Proxy", "proxy"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from assay.proxy import handle

        return getattr(handle, name)
    raise AttributeError(f"module 'assay.proxy' has no attribute {name!r}")
