"""Webhooks: what a mapping sends elsewhere once it has answered. How each went is kept, the latest of them."""

from __future__ import annotations

import asyncio
from collections import deque

import msgspec

from assay.model.errors import AssayError
from assay.model.stub.mapping import Hook
from assay.stub.matching.seen import Seen
from assay.stub.replying.delays import seconds_of
from assay.stub.replying.rendering import filling_for
from assay.stub.replying.templates.fill import World
from assay.stub.replying.templates.nodes import BadTemplate
from assay.stub.sending import sent

_MOST_AT_ONCE = 100
_MOST_KEPT = 1_000


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One webhook and how it went."""

    url: str
    method: str
    status: int = 0
    """0: there was no answer."""
    problem: str = ""


class Hooks:
    """Sends webhooks in the loop that runs; `refused` counts those beyond what goes on at once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tasks: set[asyncio.Task[None]] = set()
        self.sent: deque[Sent] = deque(maxlen=_MOST_KEPT)
        self.refused = 0

    def launch(self, hooks: tuple[Hook, ...], seen: Seen, parameters: dict[str, str]) -> None:
        """Have these sent."""
        for hook in hooks:
            if len(self._tasks) >= _MOST_AT_ONCE:
                self.refused += 1
                continue
            task = asyncio.get_running_loop().create_task(self._send(hook, seen, parameters))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _send(self, hook: Hook, seen: Seen, parameters: dict[str, str]) -> None:
        await asyncio.sleep(seconds_of(hook.delay, self._world.chance))
        filling = filling_for(seen, parameters, hook.settings, self._world)
        filling.assigned["originalRequest"] = filling.context.get("request")
        url, method = hook.url, hook.method
        try:
            url, method = filling.filled(hook.url), filling.filled(hook.method).upper()
            headers = [(name, filling.filled(value)) for name, value in hook.headers]
            body = filling.filled(hook.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
            answer = await sent(method, url, headers, body)
        except (AssayError, BadTemplate) as error:
            self.sent.append(Sent(url=url, method=method, problem=str(error)))
        else:
            self.sent.append(Sent(url=url, method=method, status=answer.status))

    def stop(self) -> None:
        """Drop what has not been sent."""
        for task in self._tasks:
            task.cancel()
