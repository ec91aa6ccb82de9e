"""Runs scripts of Postman in its sandbox from a test, on an answer that any HTTP client has got."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, Self

from assay.engine.conversation import response_json
from assay.model.http import Header, Response
from assay.model.script import ScriptRefused, ScriptResult, ScriptRun
from assay.script import Sandbox

SECONDS = 10.0
"""How long a script may take."""


class AnyHeaders(Protocol):
    """The headers of an answer, as every client has them."""

    def items(self) -> Any:
        """Pairs of name and value."""
        ...


class AnyResponse(Protocol):
    """An answer of requests, niquests or the httpx family."""

    @property
    def status_code(self) -> Any:
        """The status."""
        ...

    @property
    def headers(self) -> Any:
        """Its headers."""
        ...

    @property
    def content(self) -> Any:
        """The decoded body."""
        ...


class PostmanScripts:
    """The scripts of a folder, and one sandbox for all of them; a context manager. Not to be shared by threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runner = asyncio.Runner()
        self._ids = itertools.count()
        self._sandbox: Sandbox | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._sandbox is not None:
            self._runner.run(self._sandbox.close())
        self._runner.close()

    def __call__(
        self, file: str, response: AnyResponse, *tests: str, variables: Mapping[str, object] | None = None
    ) -> None:
        """Run a script on an answer. Raises AssertionError where one of `tests` fails or never runs; without names,
        where any test fails or the script itself does.
        """
        source = (self._folder / file).read_text(encoding="utf-8")
        result = self._runner.run(self._run(source, _answer(response), variables or {}))
        problems = list(_problems(result, tests))
        assert not problems, f"{file}: {'; '.join(problems)}"

    async def _run(self, source: str, response: Response, variables: Mapping[str, object]) -> ScriptResult:
        if self._sandbox is None:
            self._sandbox = await Sandbox.start()
        ident = f"test-{next(self._ids)}"
        scope = {"values": [{"key": key, "value": value, "type": "any"} for key, value in variables.items()]}
        run = ScriptRun(
            id=ident,
            listen="test",
            source=source,
            context={
                "environment": scope,
                "globals": scope,
                "collectionVariables": scope,
                "_variables": {"values": []},
                "data": {},
                "request": {"method": "GET", "url": "http://localhost/", "header": []},
                "response": response_json(ident, response, 0.0),
                "cookies": [],
            },
            cursor={"iteration": 0, "cycles": 1},
            legacy={"_itemId": "item", "_itemName": ""},
            timeout=SECONDS,
        )
        return await self._sandbox.execute(run, _NOBODY)


class _Nobody:
    """Who answers a script that asks for more than the answer: nobody."""

    async def request(self, *_: Any) -> tuple[None, None, None]:
        raise ScriptRefused("a script that judges an answer sends no requests")

    async def cookies(self, *_: Any) -> Any:
        return []

    async def vault(self, *_: Any) -> Any:
        raise ScriptRefused("there is no vault in a test")

    async def run_request(self, *_: Any) -> Any:
        raise ScriptRefused("a script that judges an answer runs no requests")


_NOBODY = _Nobody()


def _answer(response: AnyResponse) -> Response:
    headers = tuple(Header(str(name), str(value)) for name, value in response.headers.items())
    return Response(status=int(response.status_code), headers=headers, body=bytes(response.content or b""))


def _problems(result: ScriptResult, tests: tuple[str, ...]) -> Any:
    if result.killed:
        yield result.killed
    judged = {one.name: one for one in result.assertions if not one.skipped}
    for name in tests or judged:
        if name not in judged:
            yield f"{name!r} was not judged: {result.errors[0].message if result.errors else 'it never ran'}"
        elif not judged[name].passed:
            error = judged[name].error
            yield f"{name}: {error.message if error else 'failed'}"
    if not tests:
        yield from (error.message for error in result.errors)
