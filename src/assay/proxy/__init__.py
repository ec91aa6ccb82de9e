"""Stands before a real dependency and breaks it: TCP as Toxiproxy does, and HTTP by rule, share or schedule."""

from assay.proxy.handle import Proxy, proxy

__all__ = ["Proxy", "proxy"]
