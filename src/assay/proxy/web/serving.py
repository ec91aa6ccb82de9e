"""An HTTP proxy at an address: a server of ours before a dependency, with rules for what goes wrong."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable

from assay.proxy.address import Address
from assay.proxy.web.faulty import Faulty, Meaning, nothing_said
from assay.proxy.web.relay import Relay, Tell
from assay.proxy.web.rules import Rule, Rules
from assay.proxy.web.upstream import Upstream
from assay.wire.limits import Limits
from assay.wire.server import Server

_DAY = 24 * 3600.0


class HttpProxy:
    """`start` gives its URL. All methods belong to one loop."""

    def __init__(
        self,
        name: str,
        *,
        host: str,
        port: int,
        scheme: str,
        upstream: Address,
        base: str,
        tls: ssl.SSLContext | None,
        tell: Tell,
        rules: tuple[Rule, ...] = (),
        dice: Callable[[], float] = lambda: 0.0,
        meaning: Meaning = nothing_said,
        connections: int = 2_000,
    ) -> None:
        default = 443 if scheme == "https" else 80
        bare = f"[{upstream.host}]" if ":" in upstream.host else upstream.host
        authority = bare if upstream.port == default else str(upstream)
        self._upstream = Upstream(upstream, tls)
        relay = Relay(self._upstream, authority=authority, base=base, name=name, tell=tell)
        self._rules = Rules(rules, dice)
        faulty = Faulty(relay, self._rules, meaning)
        self.server = Server(
            faulty.handle,
            host=host,
            port=port,
            limits=Limits(connections=connections, longest=_DAY),
        )
        self._faulty = faulty
        self._lay()

    async def start(self) -> str:
        """Listen; the base URL. Raises UsageError where the address cannot be had."""
        return await self.server.start()

    async def arm(self, armed: bool) -> None:
        """Whether faults act; without, every call goes through."""
        self._rules.armed = armed
        if armed and self._rules.refuses_all:
            await self.server.refuse()
        else:
            await self.server.accept()

    async def obey(self, rules: Iterable[Rule]) -> None:
        """These rules from now on, in the place of those before."""
        self._rules.set(rules)
        self._lay()
        await self.arm(self._rules.armed)

    def _lay(self) -> None:
        """Have the server ask at those places alone where a rule is: each costs time."""
        before_all = self._rules.has("server") or self._rules.has("connection")
        self.server.serving.on_connect = self._faulty.on_connect if before_all else None
        self.server.serving.on_head = self._faulty.on_head if self._rules.has("head") else None

    async def stop(self) -> None:
        """End every connection."""
        await self.server.stop()
        self._upstream.close()
