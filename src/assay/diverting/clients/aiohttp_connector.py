"""aiohttp: a connector is asked for a connection to another address."""

from __future__ import annotations

import copy
from types import ModuleType
from typing import Any

from assay.diverting.patching import Patches, Wrapper
from assay.diverting.routes import Routes
from assay.diverting.target import Target


def install(module: ModuleType, routes: Routes, patches: Patches) -> None:
    """Wrap the asking; of connectors over TCP, whatever extends them."""
    patches.wrap(module.BaseConnector, "connect", lambda original: _connect(original, routes, module))


def _connect(original: Wrapper, routes: Routes, module: ModuleType) -> Wrapper:
    async def connect(self: Any, req: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        target = routes.of(str(req.url)) if routes.any and isinstance(self, module.TCPConnector) else None
        if target is None:
            return await original(self, req, *args, **kwargs)
        if target.unresolvable:
            raise _unresolved(req, target, module) from target.problem()
        return await original(self, _moved(req, target), *args, **kwargs)

    return connect


def _moved(req: Any, target: Target) -> Any:
    """The request as a connector sees it: only where to connect to is another place. It is the first that is sent."""
    moved = copy.copy(req)
    moved.url = req.url.with_scheme("http").with_host(target.host).with_port(target.port)
    moved.proxy = moved.proxy_auth = moved.proxy_headers = moved.server_hostname = None
    moved._ssl = True
    return moved


def _unresolved(req: Any, target: Target, module: Any) -> Exception:
    """What the library raises for a name without an address."""
    kind = getattr(module, "ClientConnectorDNSError", module.ClientConnectorError)
    problem: Exception = kind(req.connection_key, target.problem())
    return problem
