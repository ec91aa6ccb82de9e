"""Runs scripts of Postman in its sandbox from a test, on an answer that any HTTP client has got."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from assay.engine.conversation import response_json
from assay.model.script import ScriptResult, ScriptRun
from assay.script import Sandbox
from assay.testing.script_sending import AnyClient, AnyResponse, Sending, cookies_of, response_of

SECONDS = 10.0
"""How long a script may take."""


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
        self,
        file: str,
        response: AnyResponse,
        *tests: str,
        variables: Mapping[str, object] | None = None,
        client: AnyClient | None = None,
    ) -> None:
        """Run a script on an answer. Raises AssertionError where one of `tests` fails or never runs; without names,
        where any test fails or the script itself does. With `client` the script may send requests.
        """
        source = (self._folder / file).read_text(encoding="utf-8")
        sending = Sending(response, client)
        result = self._runner.run(self._run(source, response, variables or {}, sending))
        problems = list(_problems(result, tests))
        problems += sending.refused if problems else []
        assert not problems, f"{file}: {'; '.join(problems)}"

    async def _run(
        self, source: str, response: AnyResponse, variables: Mapping[str, object], sending: Sending
    ) -> ScriptResult:
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
                "response": response_json(ident, response_of(response), 0.0),
                "cookies": cookies_of(response),
            },
            cursor={"iteration": 0, "cycles": 1},
            legacy={"_itemId": "item", "_itemName": ""},
            timeout=SECONDS,
        )
        return await self._sandbox.execute(run, sending)


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
