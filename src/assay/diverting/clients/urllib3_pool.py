"""urllib3, versions 1 and 2, and with it requests: a request of a pool is made by a pool for another address."""

from __future__ import annotations

import threading
from importlib import import_module
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from assay.diverting.origin import PORTS
from assay.diverting.patching import Patches, Wrapper
from assay.diverting.routes import Routes
from assay.diverting.target import Target, with_host

OWN = "_assay_instead_of"
"""What a pool of ours has: the origin that it stands in for."""


def install(module: ModuleType, routes: Routes, patches: Patches) -> None:
    """Wrap a pool's request, with its retries."""
    pools = Pools(module)
    patches.wrap(module.HTTPConnectionPool, "urlopen", lambda original: _urlopen(original, routes, pools))
    patches.at_end(pools.close)


class Pools:
    """Pools of ours by the pool that they stand in for."""

    def __init__(self, module: ModuleType) -> None:
        self._module: Any = module
        self._lock = threading.Lock()
        self._known: WeakKeyDictionary[Any, dict[tuple[str, int, bool], Any]] = WeakKeyDictionary()

    def of(self, pool: Any, target: Target) -> Any:
        """A pool like this one, for the other address."""
        with self._lock:
            known = self._known.setdefault(pool, {})
            key = (target.host, target.port, target.unresolvable)
            if key not in known:
                known[key] = self._made(pool, target)
            return known[key]

    def _made(self, pool: Any, target: Target) -> Any:
        made = self._module.HTTPConnectionPool(
            target.host, target.port, timeout=pool.timeout, maxsize=pool.pool.maxsize if pool.pool else 1,
            block=pool.block, retries=pool.retries, headers=pool.headers,
        )  # fmt: skip
        if target.unresolvable:
            made.ConnectionCls = _unresolvable(made.ConnectionCls, target, self._module)
        setattr(made, OWN, target.instead_of)
        return made

    def close(self) -> None:
        """Close their connections."""
        with self._lock:
            for known in self._known.values():
                for pool in known.values():
                    pool.close()
            self._known.clear()


def _urlopen(original: Wrapper, routes: Routes, pools: Pools) -> Wrapper:
    def urlopen(
        self: Any, method: str, url: str, body: Any = None, headers: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        __tracebackhide__ = True
        target = routes.of(_absolute(self, url)) if routes.any and not hasattr(self, OWN) else None
        if target is None:
            return original(self, method, url, body, headers, *args, **kwargs)
        pool = pools.of(self, target)
        path = target.moved(url)[len(target.url) :] if "://" in url.partition("?")[0] else url
        given = with_host(self.headers if headers is None else headers, target)
        return original(pool, method, path, body, given, *args, **kwargs)

    return urlopen


def _absolute(pool: Any, url: str) -> str:
    """The URL of a request; through a proxy of plain HTTP it is absolute already."""
    if "://" in url.partition("?")[0]:
        return url
    host = f"[{pool.host}]" if ":" in pool.host and not pool.host.startswith("[") else pool.host
    return f"{pool.scheme}://{host}:{pool.port or PORTS.get(pool.scheme, 80)}/"


def _unresolvable(kind: Any, target: Target, module: Any) -> Any:
    """A connection whose host has no address, as the library tells of it."""
    errors: Any = import_module(f"{module.__package__}.exceptions")

    def connect(self: Any) -> None:
        __tracebackhide__ = True
        problem = target.problem()
        told = getattr(errors, "NameResolutionError", None)
        if told is not None:
            raise told(target.instead_of.host, self, problem) from problem
        raise errors.NewConnectionError(self, f"Failed to establish a new connection: {problem}") from problem

    return type(kind.__name__, (kind,), {"connect": connect})
