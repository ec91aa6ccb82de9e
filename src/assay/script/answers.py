"""What a running script asks of its host, served side by side, each answer sent back as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from assay.model.script import ScriptRefused, Serve
from assay.script.child import Child

Answer = tuple[list[Any], bytes | memoryview]
Answering = Callable[[list[Any]], Awaitable[Answer]]


class Answers:
    """The host's side of one execution: `ask` begins to serve, `stop` ends what is still under way."""

    def __init__(self, execution: str, serve: Serve, child: Child, most: int) -> None:
        self._execution = execution
        self._serve = serve
        self._child = child
        self._left = most
        self._most = most
        self._tasks: set[asyncio.Task[None]] = set()
        self._fault: BaseException | None = None
        self._families: dict[str, Answering] = {
            "execution.request": self._request,
            "execution.cookies": self._cookies,
            "execution.vault": self._vault,
            "execution.datasets": self._datasets,
            "execution.run_collection_request": self._run_request,
        }

    def ask(self, name: str, args: list[Any]) -> bool:
        """Serve an event that asks for something; False for one that does not."""
        family, _, execution = name.rpartition(".")
        answering = self._families.get(family)
        if answering is None or execution != self._execution:
            return False
        self._left -= 1
        if self._left < 0:
            self._child.kill(f"script asked for more than {self._most:,} requests and cookies")
        else:
            self._begin(answering, args)
        return True

    def _begin(self, answering: Answering, args: list[Any]) -> None:
        task = asyncio.create_task(self._answer(answering, args))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            # A fault of the host is no affair of the script's: nobody will answer it, so it is ended.
            self._fault = self._fault or fault
            self._child.kill("the host failed to answer the script")

    async def stop(self) -> None:
        """End what is still under way, since the script has ended. Raises what the host itself raised, if it did."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._fault is not None:
            raise self._fault

    async def _answer(self, answering: Answering, args: list[Any]) -> None:
        try:
            await self._child.send(*await answering(args))
        except EOFError:
            return  # the reading side learns the same, and says why

    async def _request(self, args: list[Any]) -> Answer:
        cursor, _, event, request = args
        try:
            error, response, history = await self._serve.request(request, cursor)
        except ScriptRefused as refusal:
            error, response, history = _error(refusal), None, None
        plain, body = detached(response)
        return [f"execution.response.{self._execution}", event, error, plain, history], body

    async def _cookies(self, args: list[Any]) -> Answer:
        event, _, method, arguments = args
        return await self._told("execution.cookies", event, self._serve.cookies(method, arguments or []))

    async def _vault(self, args: list[Any]) -> Answer:
        event, method, *arguments = args
        return await self._told("execution.vault", event, self._serve.vault(method, arguments))

    async def _datasets(self, args: list[Any]) -> Answer:
        refusal = "pm.datasets is not available outside of Postman's cloud"
        return [f"execution.datasets.{self._execution}", args[0], refusal, None], b""

    async def _told(self, family: str, event: Any, answer: Awaitable[Any]) -> Answer:
        try:
            return [f"{family}.{self._execution}", event, None, await answer], b""
        except ScriptRefused as refusal:
            return [f"{family}.{self._execution}", event, str(refusal), None], b""

    async def _run_request(self, args: list[Any]) -> Answer:
        _, _, event, request, options, *_ = args
        name = f"execution.run_collection_request_response.{self._execution}"
        try:
            response, body = detached(await self._serve.run_request(request, options))
        except ScriptRefused as refusal:
            return [name, event, _error(refusal), None, {}], b""
        return [name, event, None, response, {}], body


def _error(refusal: ScriptRefused) -> dict[str, Any]:
    return {"name": "Error", "message": str(refusal)}


def detached(response: Mapping[str, Any] | None) -> tuple[Mapping[str, Any] | None, bytes | memoryview]:
    """A response without its body (`stream`, where that is bytes), and the body: bytes travel beside the JSON."""
    if response is None or not isinstance(response.get("stream"), bytes | memoryview):
        return response, b""
    return {key: value for key, value in response.items() if key != "stream"}, response["stream"]
