"""niquests: what an adapter is to send goes to another address; its answer tells of the one that was asked for."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

from assay.diverting.patching import Patches, Wrapper
from assay.diverting.routes import Routes
from assay.diverting.target import Target, with_host


def install(module: ModuleType, routes: Routes, patches: Patches) -> None:
    """Wrap the sending of both adapters."""
    patches.wrap(module.HTTPAdapter, "send", lambda original: _send(original, routes))
    if hasattr(module, "AsyncHTTPAdapter"):
        patches.wrap(module.AsyncHTTPAdapter, "send", lambda original: _asend(original, routes))


def _send(original: Wrapper, routes: Routes) -> Wrapper:
    def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        target = routes.of(str(request.url)) if routes.any else None
        if target is None:
            return original(self, request, *args, **kwargs)
        return _back(original(self, _moved(request, target), *args, **_direct(kwargs)), request)

    return send


def _asend(original: Wrapper, routes: Routes) -> Wrapper:
    async def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        target = routes.of(str(request.url)) if routes.any else None
        if target is None:
            return await original(self, request, *args, **kwargs)
        return _back(await original(self, _moved(request, target), *args, **_direct(kwargs)), request)

    return send


def _moved(request: Any, target: Target) -> Any:
    if target.unresolvable:
        problem = target.problem()
        raise import_module("niquests").ConnectionError(str(problem), request=request) from problem
    moved = request.copy()
    moved.url = target.moved(request.url)
    moved.headers.update(with_host(request.headers, target))
    return moved


def _direct(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "proxies": {}} if "proxies" in given else given


def _back(response: Any, request: Any) -> Any:
    """The answer as one to what was asked for."""
    if "url" in response.__dict__:
        response.url = request.url
    response.request = request
    return response
