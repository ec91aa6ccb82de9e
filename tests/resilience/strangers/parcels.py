"""`python -m tests.resilience.strangers.parcels --port N [--defect NAME]`: an API in Flask that sends parcels.

Sync, in threads, with `requests`; two retries with a pause, a circuit breaker that half-opens after a second, rates
that may be old, failures declared as `default`: {"error": {"code": …, "message": …}}.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Any

import requests
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

PATIENCE = 0.6
TRIES = 3
FAR = 30.0
DEFECTS = (
    "no-time-out", "storm", "html-passed-on", "body-told", "null-passed-on", "doubled", "half-written", "swallowed",
    "pool-exhausted", "error-kept", "stuck-breaker", "wrong-status",
)  # fmt: skip


class Failed(Exception):
    """A service behind this one did not do its part."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Breaker:
    """Opens after three failures, tries again after a second."""

    def __init__(self, defect: str) -> None:
        self.failures = 0
        self.opened = 0.0
        self.defect = defect

    def check(self) -> None:
        """Raises Failed while it is open."""
        if self.failures >= 3 and (self.defect == "stuck-breaker" or time.monotonic() - self.opened < 1.0):
            raise Failed(503, "unavailable", "Please try again in a moment.")

    def note(self, *, good: bool) -> None:
        """How a call went."""
        self.failures = 0 if good else self.failures + 1
        self.opened = time.monotonic()


class Calling:
    """Calls services with a limit for the whole call."""

    def __init__(self, defect: str) -> None:
        self.defect = defect
        self.pool = ThreadPoolExecutor(64)
        self.breakers = {name: Breaker(defect) for name in ("carrier", "rates", "audit")}
        self.sessions = threading.local()

    def once(self, method: str, url: str, body: Any, headers: dict[str, str]) -> requests.Response:
        """One call."""
        if not hasattr(self.sessions, "one"):
            self.sessions.one = requests.Session()
        return self.sessions.one.request(  # type: ignore[no-any-return]
            method, url, json=body, headers=headers, timeout=FAR if self.slow else PATIENCE, allow_redirects=False
        )

    @property
    def slow(self) -> bool:
        """Whether nothing limits the wait."""
        return self.defect in ("no-time-out", "pool-exhausted")

    def limited(self, *given: Any) -> requests.Response:
        """One call that takes as long as it may."""
        found: requests.Response = self.pool.submit(self.once, *given).result(FAR if self.slow else PATIENCE)
        return found

    def call(self, name: str, method: str, path: str, body: Any = None, key: str = "", tries: int = TRIES) -> Any:
        """The JSON of a good answer. Raises Failed."""
        breaker = self.breakers[name]
        breaker.check()
        try:
            found = self._tried(name, method, path, body, key, tries)
        except Failed as failed:
            breaker.note(good=failed.status == 502)
            raise
        breaker.note(good=True)
        return found

    def _tried(self, name: str, method: str, path: str, body: Any, key: str, tries: int) -> Any:  # noqa: C901 - its mistakes are in it
        url = os.environ[f"{name.upper()}_URL"] + path
        last = Failed(503, "unavailable", "Please try again in a moment.")
        tries = 30 if self.defect == "storm" else tries
        for number in range(tries):
            fresh = uuid.uuid4().hex if self.defect == "doubled" else key
            try:
                answer = self.limited(method, url, body, {"Idempotency-Key": fresh} if key else {})
            except (Late, requests.Timeout):
                raise Failed(504, "late", "A partner took too long.") from None
            except requests.RequestException as error:
                if self.defect == "body-told":
                    raise Failed(503, "unavailable", str(error)) from None
                last = Failed(503, "unavailable", "Please try again in a moment.")
            else:
                if answer.status_code < 300:
                    return self._read(answer)
                if self.defect == "body-told":
                    raise Failed(502, "bad", f"partner said: {answer.text}")
                if answer.status_code not in (429, 500, 502, 503, 504):
                    raise Failed(502, "bad", "A partner did not agree.")
                if answer.status_code == 429 and self.defect != "storm":
                    raise last
            if number + 1 < tries and self.defect != "storm":
                time.sleep(0.05 * 2**number)
        raise last

    def _read(self, answer: requests.Response) -> Any:
        if answer.status_code == 204:
            return None
        try:
            return answer.json()
        except (ValueError, RecursionError):
            if self.defect == "html-passed-on":
                raise Passed(answer) from None
            raise Failed(502, "bad", "A partner's answer makes no sense.") from None


class Passed(Exception):
    """An answer that is passed on as it came."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__()
        self.answer = answer


def create_app(defect: str = "") -> Flask:  # noqa: C901 - an application holds its handlers
    """The API."""
    app = Flask(__name__)
    calling = Calling(defect)
    parcels: dict[str, dict[str, Any]] = {}
    by_key: dict[str, dict[str, Any]] = {}
    known: dict[str, dict[str, Any]] = {}
    kept: dict[str, Failed] = {}
    slots = threading.Semaphore(3)

    @app.before_request
    def enter() -> None:
        if defect == "pool-exhausted":
            slots.acquire()

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        if defect == "pool-exhausted":
            slots.release()

    @app.errorhandler(Failed)
    def failed(error: Failed) -> tuple[Response, int]:
        status = 404 if defect == "wrong-status" and error.status >= 500 else error.status
        return jsonify(error={"code": error.code, "message": error.message}), status

    @app.errorhandler(Passed)
    def passed(error: Passed) -> Response:
        return Response(error.answer.content, error.answer.status_code, content_type="text/html")

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[Response, int]:
        return jsonify(error={"code": "refused", "message": error.name}), error.code or 500

    @app.get("/api/ping")
    def ping() -> Any:
        return jsonify(ok=True)

    @app.get("/api/parcels")
    def listed() -> Any:
        return jsonify(data=list(parcels.values()))

    @app.post("/api/parcels")
    def sent() -> Any:
        body = request.get_json(silent=True)
        if not isinstance(body, dict) or not isinstance(body.get("destination"), str) or not body["destination"]:
            raise Failed(422, "invalid", "destination is missing")
        weight = body.get("weight_grams")
        if not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= 30_000:
            raise Failed(422, "invalid", "weight_grams is wrong")
        key = request.headers.get("Idempotency-Key", "")
        if key and key in by_key:
            return jsonify(by_key[key]), 201
        parcel = {"id": uuid.uuid4().hex, "destination": body["destination"], "weight_grams": weight, "status": "new"}
        if defect == "half-written":
            parcels[parcel["id"]] = {**parcel, "label": "LBL-00000000"}
        try:
            label = printed(parcel, key or parcel["id"])
        except Failed:
            if defect != "swallowed":
                raise
            label = "LBL-00000000"
        parcel = {**parcel, "label": label}
        parcels[parcel["id"]] = parcel
        if key:
            by_key[key] = parcel
        return jsonify(parcel), 201

    def printed(parcel: dict[str, Any], key: str) -> str:
        wish = {"to": parcel["destination"], "grams": parcel["weight_grams"]}
        found = calling.call("carrier", "POST", "/labels", wish, key)
        if defect == "swallowed":
            return str(found.get("label") or "LBL-00000000") if isinstance(found, dict) else "LBL-00000000"
        label = found.get("label") if isinstance(found, dict) and found.get("state") == "printed" else None
        if not isinstance(label, str) or not label.startswith("LBL-") or len(label) > 40:
            raise Failed(502, "bad", "A partner's answer makes no sense.")
        return label

    def parcel_of(number: str) -> dict[str, Any]:
        if number not in parcels:
            raise Failed(404, "unknown", "There is no such parcel.")
        return parcels[number]

    @app.get("/api/parcels/<number>")
    def read(number: str) -> Any:
        return jsonify(parcel_of(number))

    @app.get("/api/parcels/<number>/tracking")
    def followed(number: str) -> Any:
        found = calling.call("carrier", "GET", f"/tracks/{parcel_of(number)['label']}")
        if not isinstance(found, dict) or found.get("state") not in ("printed", "moving", "delivered"):
            raise Failed(502, "bad", "A partner's answer makes no sense.")
        place = found.get("place")
        return jsonify(state=found["state"], place=place if isinstance(place, str) else "unknown")

    @app.delete("/api/parcels/<number>")
    def taken_back(number: str) -> Any:
        parcel = parcel_of(number)
        calling.call("carrier", "DELETE", f"/labels/{parcel['label']}")
        parcels.pop(number, None)
        with contextlib.suppress(Failed):  # told to nobody, the parcel is gone nevertheless
            calling.call("audit", "POST", "/events", {"what": "removed", "id": number}, tries=1)
        return "", 204

    @app.get("/api/rates/<country>")
    def priced(country: str) -> Any:
        if country in kept:
            raise kept[country]
        try:
            found = calling.call("rates", "GET", f"/rates/{country}")
            cents = found.get("cents") if isinstance(found, dict) else None
            if defect != "null-passed-on" and not (type(cents) is int and 0 <= cents <= 100_000):
                raise Failed(502, "bad", "A partner's answer makes no sense.")
        except Failed as failed:
            if defect == "error-kept":
                kept[country] = failed
                raise
            if country not in known:
                raise
            return jsonify({**known[country], "stale": True})
        known[country] = {"country": country, "cents": cents}
        return jsonify({**known[country], "stale": False})

    return app


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--defect", default="")
    options = parser.parse_args()
    make_server("127.0.0.1", options.port, create_app(options.defect), threaded=True).serve_forever()


if __name__ == "__main__":
    main()
