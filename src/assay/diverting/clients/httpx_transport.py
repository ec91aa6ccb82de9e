"""httpx and httpx2: what a transport over the network is to send goes to another address, in its own pool."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

from assay.diverting.patching import Patches, Wrapper
from assay.diverting.routes import Routes
from assay.diverting.target import Target

DIRECT = frozenset({"ConnectionPool", "AsyncConnectionPool"})
"""Pools that connect to where a request says; the others are of proxies."""


def install(module: ModuleType, routes: Routes, patches: Patches) -> None:
    """Wrap the one method of each transport over the network."""
    library = import_module(module.__name__.partition(".")[0])
    transport, asynchronous = module.HTTPTransport, module.AsyncHTTPTransport
    patches.wrap(transport, "handle_request", lambda original: _send(original, routes, library))
    patches.wrap(asynchronous, "handle_async_request", lambda original: _asend(original, routes, library))


def _send(original: Wrapper, routes: Routes, library: Any) -> Wrapper:
    def handle_request(self: Any, request: Any) -> Any:
        __tracebackhide__ = True
        target = routes.of(str(request.url)) if routes.any else None
        if target is None:
            return original(self, request)
        return original(_direct(self, library.HTTPTransport, library), _moved(request, target, library))

    return handle_request


def _asend(original: Wrapper, routes: Routes, library: Any) -> Wrapper:
    async def handle_async_request(self: Any, request: Any) -> Any:
        __tracebackhide__ = True
        target = routes.of(str(request.url)) if routes.any else None
        if target is None:
            return await original(self, request)
        return await original(_direct(self, library.AsyncHTTPTransport, library), _moved(request, target, library))

    return handle_async_request


def _moved(request: Any, target: Target, library: Any) -> Any:
    """The request at its other address; its Host header stays."""
    if target.unresolvable:
        raise library.ConnectError(str(target.problem()), request=request) from target.problem()
    return library.Request(
        request.method,
        request.url.copy_with(scheme="http", host=target.host, port=target.port),
        headers=request.headers.raw,
        stream=request.stream,
        extensions=request.extensions,
    )


def _direct(transport: Any, make: Callable[..., Any], library: Any) -> Any:
    """The transport itself; one that keeps no connection in the place of one that goes through a proxy."""
    pool = getattr(transport, "_pool", None)
    if type(pool).__name__ in DIRECT and getattr(pool, "_uds", None) is None:
        return transport
    return make(verify=False, trust_env=False, limits=library.Limits(max_keepalive_connections=0))
