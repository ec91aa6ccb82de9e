"""The proxies of a process by name: made, replaced, ended; what Toxiproxy's collection of proxies is."""

from __future__ import annotations

import msgspec

from assay.proxy import address as addresses
from assay.proxy import errors
from assay.proxy.tcp import Surroundings, TcpProxy

MOST = 1_000
"""Proxies of a process."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A proxy as a request or a file describes it."""

    name: str = ""
    listen: str = ""
    upstream: str = ""
    enabled: bool | None = None
    """None: enabled where it is new."""


class Collection:
    """All methods belong to one loop, and run one at a time: the control interface awaits each."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self._proxies: dict[str, TcpProxy] = {}

    def all(self) -> list[TcpProxy]:
        """By name."""
        return [self._proxies[name] for name in sorted(self._proxies)]

    def get(self, name: str) -> TcpProxy:
        """The proxy of this name. Raises Refused where there is none."""
        if name not in self._proxies:
            raise errors.no_proxy()
        return self._proxies[name]

    async def add(self, wanted: Wanted) -> TcpProxy:
        """A new proxy. Raises Refused where the name is taken, or it cannot listen."""
        if wanted.name in self._proxies:
            raise errors.proxy_exists()
        if len(self._proxies) >= MOST:
            raise errors.Refused(500, f"more than {MOST} proxies")
        proxy = TcpProxy(wanted.name, wanted.listen, wanted.upstream, self.surroundings)
        if wanted.enabled is not False:
            await proxy.start()
        self._proxies[wanted.name] = proxy
        return proxy

    async def populate(self, wanted: list[Wanted]) -> list[TcpProxy]:
        """Make each one that is not there; one with other addresses is replaced. All are looked at before any."""
        for number, one in enumerate(wanted, 1):
            _named(one, f" at proxy {number}")
        return [await self._placed(one) for one in wanted]

    async def remove(self, name: str) -> None:
        """End a proxy and its connections."""
        proxy = self.get(name)
        await proxy.stop(keep_port=False)
        del self._proxies[name]

    async def reset(self) -> None:
        """Every proxy enabled, no toxic anywhere."""
        for proxy in self.all():
            await proxy.start()
            proxy.clear()

    async def close(self) -> None:
        """End all."""
        for proxy in self.all():
            await self.remove(proxy.name)

    async def _placed(self, wanted: Wanted) -> TcpProxy:
        there = self._proxies.get(wanted.name)
        if there is None:
            return await self.add(wanted)
        if not _same(there, wanted):
            await self.remove(wanted.name)
            return await self.add(wanted)
        await there.change(listen=there.listen, upstream=there.upstream, enabled=wanted.enabled is not False)
        return there


def checked(wanted: Wanted) -> Wanted:
    """What was asked for, with what must be there. Raises Refused."""
    _named(wanted, "")
    return wanted


def _named(wanted: Wanted, where: str) -> None:
    if not wanted.name:
        raise errors.missing(f"name{where}")
    if not wanted.upstream:
        raise errors.missing(f"upstream{where}")


def _same(proxy: TcpProxy, wanted: Wanted) -> bool:
    """Whether they listen at and lead to the same addresses; `localhost:1` and `127.0.0.1:1` are one."""
    if proxy.upstream != wanted.upstream:
        return False
    if proxy.listen == wanted.listen:
        return True
    try:
        return proxy.address == addresses.resolved(addresses.read(wanted.listen))
    except (OSError, ValueError):
        return False
