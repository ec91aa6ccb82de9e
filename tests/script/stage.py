"""A sandbox that tests speak to without writing coroutines, and a host that answers its scripts as it is told to."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from typing import Any

from assay.model.script import ScriptRefused, ScriptResult, ScriptRun
from assay.script import Limits, Sandbox

RESPONSE = {
    "code": 200,
    "status": "OK",
    "header": [{"key": "Content-Type", "value": "application/json"}, {"key": "X-Trace", "value": "t-1"}],
    "stream": b'{"id": 7, "tags": ["a", "b"]}',
    "responseTime": 12,
    "responseSize": 29,
}
REQUEST = {
    "method": "POST",
    "url": "http://shop.test/orders?page=2",
    "header": [{"key": "Accept", "value": "*/*"}],
    "body": {"mode": "raw", "raw": '{"a": 1}'},
}


class Host:
    """Answers by table, remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.cursors: list[Mapping[str, Any]] = []
        self.replies: dict[str, dict[str, Any]] = {}
        self.jar: list[dict[str, Any]] = []
        self.delay = 0.0
        self.at_once = 0
        self.most_at_once = 0

    async def request(
        self, request: dict[str, Any], cursor: Mapping[str, Any]
    ) -> tuple[dict[str, Any] | None, dict[str, Any] | None, dict[str, Any] | None]:
        self.asked.append(request)
        self.cursors.append(cursor)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.delay)
        self.at_once -= 1
        path = "/" + "/".join(request["url"].get("path", []))
        reply = self.replies.get(path)
        if reply is None:
            return {"message": "connect ECONNREFUSED", "code": "ECONNREFUSED"}, None, None
        return None, reply, {"cookies": [{"name": "sid", "value": "1", "domain": "shop.test", "path": "/"}]}

    async def cookies(self, method: str, args: list[Any]) -> Any:
        self.asked.append((method, args))
        match method:
            case "putCookie":
                self.jar.append(args[0])
            case "findCookies" | "getAllCookies":
                return self.jar
            case "findCookie":
                return next((cookie for cookie in self.jar if cookie["key"] == args[2]), None)
            case "removeCookie":
                self.jar[:] = [cookie for cookie in self.jar if cookie["key"] != args[2]]
            case _:
                raise ScriptRefused(f"the jar does not know {method}")
        return None

    async def vault(self, method: str, args: list[Any]) -> Any:
        self.asked.append((method, args))
        raise ScriptRefused("pm.vault is not available outside of Postman's cloud")

    async def run_request(self, request: str, options: Any) -> Any:
        self.asked.append((request, options))
        if request not in self.replies:
            raise ScriptRefused(f"no request is named {request}")
        return self.replies[request]


class Stage:
    """One sandbox on an event loop of its own."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._runner = asyncio.Runner()
        self._ids = itertools.count()
        self.host = Host()
        self.sandbox = self._runner.run(Sandbox.start(limits))

    def run(self, source: Any, *, listen: str = "test", timeout: float = 20.0, **context: Any) -> ScriptResult:
        """Run one script; the keywords are its context."""
        return self._runner.run(self.sandbox.execute(self.script(source, listen, timeout, context), self.host))

    def script(self, source: Any, listen: str, timeout: float, context: dict[str, Any]) -> ScriptRun:
        known: dict[str, Any] = {"request": REQUEST}
        if listen == "test":
            known["response"] = RESPONSE
        return ScriptRun(
            id=f"execution-{next(self._ids)}",
            listen=listen,
            source=source,
            context=known | context,
            cursor={"iteration": 3, "cycles": 5},
            legacy={"_itemId": "item-1", "_itemName": "Get order", "_itemPath": ["Shop", "Get order"]},
            timeout=timeout,
        )

    def wait(self, awaitable: Any) -> Any:
        """What the awaitable comes to."""
        return self._runner.run(awaitable)

    def close(self) -> None:
        self._runner.run(self.sandbox.close())
        self._runner.close()


def scope(**values: Any) -> dict[str, Any]:
    """A variable scope as Postman writes it."""
    return {"values": [{"key": key, "value": value, "type": "any"} for key, value in values.items()]}


def verdicts(result: ScriptResult) -> dict[str, bool]:
    """Each assertion's verdict by its name."""
    return {assertion.name: assertion.passed for assertion in result.assertions}


def clean(result: ScriptResult) -> ScriptResult:
    """The result, of which nothing failed."""
    assert result.errors == ()
    assert [assertion for assertion in result.assertions if not assertion.passed] == []
    return result


def values(entries: Any) -> dict[str, Any]:
    """A changed scope as a plain mapping."""
    assert entries is not None
    return {entry["key"]: entry.get("value") for entry in entries}
