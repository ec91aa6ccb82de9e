"""Plays the cases in `cases/` against a server that speaks WireMock, and tells what it answered."""

from __future__ import annotations

import base64
import http.client
import json
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_VOLATILE = frozenset({"loggedDate", "loggedDateString", "detail", "port", "timing", "distance"})


def topics() -> list[str]:
    """The files of cases, without their ends."""
    return sorted(file.stem for file in (HERE / "cases").glob("*.yaml"))


@lru_cache
def cases_of(topic: str) -> list[dict[str, Any]]:
    """The cases of one file."""
    return yaml.safe_load((HERE / "cases" / f"{topic}.yaml").read_text("utf-8"))


def all_cases() -> list[tuple[str, int]]:
    """Topic and number of every case."""
    return [(topic, number) for topic in topics() for number in range(len(cases_of(topic)))]


@lru_cache
def recorded(topic: str) -> list[list[Any]]:
    """What the real server answered, case by case and step by step."""
    return json.loads((HERE / "recorded" / f"{topic}.json").read_text("utf-8"))


def play(port: int, case: dict[str, Any]) -> list[Any]:
    """What a server answers to each step of a case, after it was told to forget everything."""
    _begin(port, case)
    return [_observed(port, case, step) for step in case["steps"]]


def _begin(port: int, case: dict[str, Any]) -> None:
    for method, target, body in (
        ("DELETE", "/__admin/mappings", b""),
        ("POST", "/__admin/scenarios/reset", b""),
        ("DELETE", "/__admin/requests", b""),
        ("POST", "/__admin/settings", b"{}"),
    ):
        exchanged(port, method, target, {}, body)
    for name, text in case.get("files", {}).items():
        exchanged(port, "PUT", f"/__admin/files/{name}", {}, text.encode())
    for mapping in case.get("mappings", []):
        told = json.dumps(mapping).replace("@SELF@", f"http://127.0.0.1:{port}").encode()
        status, _, body = exchanged(port, "POST", "/__admin/mappings", {}, told)
        assert status == 201, body


def exchanged(
    port: int, method: str, target: str, headers: dict[str, Any], body: bytes
) -> tuple[int, list[tuple[str, str]], bytes]:
    """One exchange on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        named = {name.lower() for name in headers}
        connection.putrequest(method, target, skip_host="host" in named, skip_accept_encoding=True)
        for name, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                connection.putheader(name, one)
        if body and "content-type" not in named:
            connection.putheader("Content-Type", "application/json")
        if body or method in {"POST", "PUT", "PATCH"}:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        connection.close()


def _observed(port: int, case: dict[str, Any], step: dict[str, Any]) -> Any:
    method = next(key for key in step if key in METHODS)
    body = base64.b64decode(step["body64"]) if "body64" in step else step.get("body", "").encode()
    for _ in range(50):
        try:
            status, headers, answered = exchanged(port, method, step[method], step.get("headers", {}), body)
        except ConnectionResetError:
            return {"broken": "reset"}
        except http.client.RemoteDisconnected:
            return {"broken": "empty"}
        except (http.client.BadStatusLine, http.client.IncompleteRead):
            return {"broken": "garbage"}
        if "until" not in step or step["until"].encode() in answered:
            break
        time.sleep(0.1)
    if step[method].startswith("/__admin"):
        return _administered(port, case, status, answered)
    return _served(port, case, status, headers, answered)


def _served(port: int, case: dict[str, Any], status: int, headers: list[tuple[str, str]], body: bytes) -> Any:
    matched = any(name.lower() == "matched-stub-id" for name, _ in headers)
    if not matched:
        return {"status": status}
    if status == 500:
        return {"status": status}
    defined = {
        name.lower() for mapping in case.get("mappings", []) for name in mapping.get("response", {}).get("headers", {})
    }
    told: dict[str, Any] = {"status": status, "matched": matched}
    kept = [[name.lower(), value] for name, value in headers if name.lower() in defined | {"content-type", "location"}]
    if kept:
        told["headers"] = sorted(kept)
    try:
        told["body"] = body.decode("utf-8").replace(str(port), "@PORT@")
    except UnicodeDecodeError:
        told["bytes"] = base64.b64encode(body).decode()
    return told


def _administered(port: int, case: dict[str, Any], status: int, body: bytes) -> Any:
    text = body.decode("utf-8", "replace").replace(f"127.0.0.1:{port}", "@HOST@")
    try:
        value = json.loads(text)
    except ValueError:
        return {"status": status, "text": text}
    if case.get("nearest"):
        value = [
            [miss["request"]["url"], miss.get("stubMapping", miss.get("requestPattern"))]
            for miss in value["nearMisses"]
        ]
    if case.get("pointers"):
        value = [{key: error.get(key) for key in ("code", "source", "title")} for error in value["errors"]]
    return {"status": status, "json": _masked(value)}


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        value = {**value, "id": "@ID@"} if "wasMatched" in value else value
        return {key: _masked(item) for key, item in value.items() if key not in _VOLATILE}
    return [_masked(item) for item in value] if isinstance(value, list) else value
