"""`python -m tests.resilience.strangers.claims --port N [--defect NAME]`: an API in Starlette that settles claims.

Async, with `httpx`; problem details (RFC 9457) with 502, 503 and 504 declared; letters are queued, answered with 202;
reads are tried three times with a pause, mails are sent as well as it goes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import uuid
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PATIENCE = 0.6
FAR = 30.0
DEFECTS = (
    "no-time-out", "storm", "html-passed-on", "error-told", "null-passed-on", "doubled", "half-written", "swallowed",
    "one-lane", "error-kept", "never-well", "unhandled",
)  # fmt: skip


class Failed(Exception):
    """A problem."""

    def __init__(self, status: int, title: str, detail: str = "") -> None:
        super().__init__(title)
        self.status, self.title, self.detail = status, title, detail


class Office:
    """The state, and the calls to others."""

    def __init__(self, defect: str) -> None:
        self.defect = defect
        self.client = httpx.AsyncClient(timeout=None)
        self.lane = asyncio.Semaphore(1 if defect == "one-lane" else 10_000)
        self.claims: dict[str, dict[str, Any]] = {}
        self.kept: dict[str, Failed] = {}
        self.is_down = False
        self.tasks: set[asyncio.Task[None]] = set()

    async def call(self, name: str, method: str, path: str, body: Any = None, tries: int = 1) -> Any:
        """The JSON of a good answer. Raises Failed."""
        if self.is_down:
            raise Failed(503, "Unavailable")
        try:
            return await self._tried(os.environ[f"{name.upper()}_URL"] + path, method, body, tries)
        except Failed:
            self.is_down = self.defect == "never-well"
            raise

    async def _tried(self, url: str, method: str, body: Any, tries: int) -> Any:
        tries = 25 if self.defect == "storm" else 3 if self.defect == "doubled" else tries
        for number in range(tries):
            if self.defect == "doubled" and body is not None:
                body = {**body, "reference": uuid.uuid4().hex}
            try:
                return await self._once(url, method, body)
            except Failed as failed:
                if number + 1 == tries or failed.status == 504:
                    raise
                await asyncio.sleep(0 if self.defect == "storm" else 0.05 * 2**number)
        raise AssertionError("the last try answers or raises")

    async def _once(self, url: str, method: str, body: Any) -> Any:
        limit = FAR if self.defect in ("no-time-out", "one-lane") else PATIENCE
        try:
            async with asyncio.timeout(limit):
                answer = await self.client.request(method, url, json=body)
        except TimeoutError:
            raise Failed(504, "Late") from None
        except httpx.HTTPError as error:
            raise Failed(503, "Unavailable", repr(error) if self.defect == "error-told" else "") from None
        if answer.status_code >= 300:
            busy = answer.status_code in (429, 503)
            raise Failed(503 if busy else 502, "Unavailable", answer.text if self.defect == "error-told" else "")
        if self.defect == "unhandled":
            return answer.json()
        try:
            return answer.json()
        except (ValueError, RecursionError):
            if self.defect == "html-passed-on":
                return answer.text
            raise Failed(502, "Nonsense") from None


def create_app(defect: str = "") -> Starlette:  # noqa: C901 - an application holds its handlers
    """The API."""
    office = Office(defect)

    async def failed(_: Request, error: Exception) -> Response:
        assert isinstance(error, Failed)
        content = {"type": "about:blank", "title": error.title, "status": error.status}
        told = {**content, "detail": error.detail} if error.detail else content
        return JSONResponse(told, error.status, media_type="application/problem+json")

    async def ping(_: Request) -> Response:
        async with office.lane:
            return JSONResponse({"pong": 1})

    async def policy(request: Request) -> Response:
        number = str(request.path_params["number"])
        if number in office.kept:
            raise office.kept[number]
        try:
            async with office.lane:
                found = await office.call("insurer", "GET", f"/policies/{number}", tries=3)
        except Failed as failure:
            if defect == "error-kept":
                office.kept[number] = failure
            raise
        if defect == "html-passed-on" and isinstance(found, str):
            return JSONResponse({"number": number, "holder": found, "limit": 0})
        holder, limit = (found.get("holder"), found.get("limit")) if isinstance(found, dict) else (None, None)
        is_right = isinstance(holder, str) and len(holder) < 80 and type(limit) is int and 0 <= limit < 10**9
        if defect != "null-passed-on" and not is_right:
            raise Failed(502, "Nonsense")
        return JSONResponse({"number": number, "holder": holder, "limit": limit})

    async def listed(_: Request) -> Response:
        return JSONResponse({"items": list(office.claims.values())[::-1], "count": len(office.claims)})

    async def claimed(request: Request) -> Response:
        try:
            body = await request.json()
        except ValueError:
            raise Failed(400, "No JSON") from None
        amount = body.get("amount") if isinstance(body, dict) else None
        if type(amount) is not int or not 1 <= amount <= 5000:
            raise Failed(422, "Amount")
        claim: dict[str, Any] = {"id": uuid.uuid4().hex, "amount": amount, "state": "approved", "number": "CLM-0"}
        if defect == "half-written":
            office.claims[claim["id"]] = claim
        try:
            found = await office.call("insurer", "POST", "/claims", {"reference": claim["id"], "amount": amount})
        except Failed:
            if defect != "swallowed":
                raise
            found = {"approved": True, "amount": amount, "claim": "CLM-000000"}
        if not isinstance(found, dict) or found.get("amount") != amount or not isinstance(found.get("claim"), str):
            raise Failed(502, "Nonsense")
        if found.get("approved") is not True or len(found["claim"]) > 40 or not found["claim"].startswith("CLM-"):
            raise Failed(409 if found.get("approved") is False else 502, "Declined")
        claim = {**claim, "number": found["claim"]}
        office.claims[claim["id"]] = claim
        with contextlib.suppress(Failed):
            await office.call("mail", "POST", "/messages", {"about": claim["id"]})
        return JSONResponse(claim, 201)

    def claim_of(request: Request) -> dict[str, Any]:
        number = str(request.path_params["claim_id"])
        if number not in office.claims:
            raise Failed(404, "Unknown")
        return office.claims[number]

    async def read(request: Request) -> Response:
        return JSONResponse(claim_of(request))

    async def printed(request: Request) -> Response:
        claim = claim_of(request)

        async def work() -> None:
            with contextlib.suppress(Failed):
                await office.call("printer", "POST", "/jobs", {"letter": claim["id"]})

        task = asyncio.create_task(work())
        office.tasks.add(task)
        task.add_done_callback(office.tasks.discard)
        return JSONResponse({"queued": True}, 202)

    routes = [
        Route("/api/ping", ping),
        Route("/policies/{number}", policy),
        Route("/claims", listed, methods=["GET"]),
        Route("/claims", claimed, methods=["POST"]),
        Route("/claims/{claim_id}", read),
        Route("/claims/{claim_id}/letters", printed, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={Failed: failed})


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--defect", default="")
    options = parser.parse_args()
    uvicorn.run(create_app(options.defect), host="127.0.0.1", port=options.port, log_level="critical", loop="asyncio")


if __name__ == "__main__":
    main()
