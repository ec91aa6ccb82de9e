"""What a run did, in the form in which two runs are compared."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import msgspec

from .server.ntlm import Third
from .server.wire import RawRequest

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
BOUNDARY = re.compile(r"-{20,}\d{10,}|-+postman[-\w]+", re.IGNORECASE)
AMAZON_DATE = re.compile(r"\b20\d{6}T\d{6}Z\b")
AMAZON_DAY = re.compile(r"(?<=/|F)20\d{6}(?=/[\w-]+/[\w-]+/aws4_request|%2F)")
DIGEST_RANDOM = re.compile(r'\b((?:cnonce|response|Signature|X-Amz-Signature)="?)(?!fixed)[0-9A-Za-z]+')
NODE_ADVICE = re.compile(r"; if the root CA is installed locally, [^\"]*")
LOOKUP = re.compile(r"EAI_AGAIN|ENOTFOUND")
OPENSSL = re.compile(r"\b[0-9A-F]{16}:error:(\w+):\S.*", re.DOTALL)
NTLM_THIRD = re.compile(r"NTLM (TlRMTVNTUAAD[\w+/=]+)")
TOKEN = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+")
ECHO_KEYS = {"method", "target", "args", "headers", "names"}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The exit code, the report, what was exported, and the requests that arrived.

    `console` is None where the side has no way to tell it.
    """

    exit: int
    error: str | None = None
    stats: dict[str, list[int]] = {}
    executions: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    console: list[dict[str, Any]] | None = None
    variables: dict[str, Any] = {}
    cookies: list[dict[str, Any]] = []
    requests: list[dict[str, Any]] = []


def third_message(encoded: str) -> str:
    """The fields of an NTLM authenticate message that are not random."""
    third = Third(base64.b64decode(encoded))
    return f"third domain={third.domain} user={third.user} workstation={third.workstation} bytes={len(third.response)}"


def token(found: re.Match[str]) -> str:
    """A JSON web token without what is random in it: the signature of PS and ES, and ASAP's times and id."""
    parts = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in found.group().split(".")[:2]]
    if parts[0].get("alg", "")[:2] not in {"PS", "ES"} and "jti" not in parts[1]:
        return found.group()
    steady = {key: value for key, value in parts[1].items() if key not in {"jti", "iat", "exp", "nbf"}}
    return f"jwt {json.dumps(parts[0])} {json.dumps(steady)} {sorted(parts[1].keys() - steady.keys())}"


def plain(text: str, words: dict[str, str]) -> str:
    """The text with everything that differs from run to run replaced by its kind."""
    for pattern, kind in (
        (UUID, "<id>"),
        (AMAZON_DATE, "<date>"),
        (AMAZON_DAY, "<day>"),
    ):
        text = pattern.sub(kind, text)
    text = DIGEST_RANDOM.sub(r"\1<hash>", text)
    text = TOKEN.sub(token, text)
    text = NODE_ADVICE.sub("", text)
    text = OPENSSL.sub(r"error:\1", LOOKUP.sub("ENOTFOUND", text))
    text = NTLM_THIRD.sub(lambda found: "NTLM " + third_message(found.group(1)), text)
    return text.replace(words["folder"], "<folder>")


def tidy(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, str):
        return plain(value, words)
    if isinstance(value, dict):
        return {key: tidy(one, words) for key, one in value.items()}
    return [tidy(one, words) for one in value] if isinstance(value, list) else value


def body_text(response: dict[str, Any]) -> str:
    stream = response.get("stream") or {}
    data = stream.get("data", [])
    raw = base64.b64decode(data) if isinstance(data, str) else bytes(data)
    text = raw.decode("latin-1")
    return "<echo>" if is_echo(text) else text


def is_echo(text: str) -> bool:
    """Whether a body is the echo route's, which the recorded requests tell better."""
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, dict) and value.keys() >= ECHO_KEYS


def response_of(response: dict[str, Any] | None) -> dict[str, Any] | None:
    if not response:
        return None
    headers = [f"{one['key']}: {one['value']}" for one in response.get("header") or []]
    echo = body_text(response)
    if echo == "<echo>":
        headers = [one for one in headers if not one.lower().startswith("content-length")]
    return {"code": response.get("code"), "status": response.get("status"), "headers": headers, "body": echo}


def error_of(error: dict[str, Any] | None) -> dict[str, Any] | None:
    return error and {key: error.get(key) for key in ("name", "message", "test", "index") if key in error}


def execution_of(execution: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "item": execution.get("item", {}).get("name"),
        "iteration": execution.get("cursor", {}).get("iteration"),
        "response": response_of(execution.get("response")),
        "requestError": "requestError" in execution,  # its message is in the failures; Newman drops it here
        "assertions": [
            {
                "assertion": one.get("assertion"),
                "skipped": bool(one.get("skipped")),
                "error": error_of(one.get("error")),
            }
            for one in execution.get("assertions") or []
        ],
    }
    for key in ("prerequestScript", "testScript"):
        told[key] = [error_of(one.get("error")) for one in execution.get(key) or []]
    return told


def named(parent: dict[str, Any]) -> str | None:
    return parent.get("name") or (parent.get("info") or {}).get("name")


def failure_of(failure: dict[str, Any]) -> dict[str, Any]:
    return {
        "error": error_of(failure.get("error")),
        "at": failure.get("at"),
        "source": (failure.get("source") or {}).get("name"),
        "parent": None if failure.get("at") == "request" else named(failure.get("parent") or {}),  # Newman: none there
        "iteration": (failure.get("cursor") or {}).get("iteration"),
    }


def request_of(request: RawRequest) -> dict[str, Any]:
    told: dict[str, Any] = {
        "door": request.listener,
        "line": f"{request.method} {request.target} {request.version}",
        "headers": [f"{name}: {value}" for name, value in request.headers],
        "body": request.body.decode("latin-1"),
    }
    if found := BOUNDARY.search(request.value("content-type")) or BOUNDARY.match(told["body"][2:]):
        told = json.loads(json.dumps(told).replace(found.group(), "<boundary>"))
        told["headers"] = [one for one in told["headers"] if not one.lower().startswith("content-length")]
    return told if not request.client else told | {"client": request.client}


def exported(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def values_of(scope: Any) -> list[dict[str, Any]] | None:
    if scope is None:
        return None
    values = scope.get("values", scope.get("variable", []))
    return [{key: one[key] for key in ("key", "value", "type", "enabled", "disabled") if key in one} for one in values]


def cookie_of(cookie: dict[str, Any]) -> dict[str, Any]:
    kept = ("key", "value", "domain", "path", "secure", "httpOnly", "hostOnly", "sameSite", "extensions", "maxAge")
    told = {key: cookie[key] for key in kept if key in cookie}
    return told | {"expires": str(cookie.get("expires", ""))[:4]}


def gather(
    folder: Path, words: dict[str, str], requests: tuple[RawRequest, ...], *, exit_code: int, error: str | None,
    console: list[dict[str, Any]] | None,
) -> Outcome:  # fmt: skip
    """The outcome of the run whose reports lie in `folder/out`."""
    out = folder / "out"
    run = (exported(out / "report.json") or {}).get("run", {})
    jar = exported(out / "cookies.json") or {}
    told = Outcome(
        exit=exit_code,
        error=error or (run.get("error") or {}).get("message"),
        stats={key: [one["total"], one["failed"], one["pending"]] for key, one in run.get("stats", {}).items()},
        executions=[execution_of(one) for one in run.get("executions", [])],
        failures=[failure_of(one) for one in run.get("failures", [])],
        console=console,
        variables={
            name: values_of(exported(out / f"{name}.json")) for name in ("environment", "globals", "collection")
        },
        cookies=[cookie_of(one) for one in jar.get("cookies", [])],
        requests=[request_of(one) for one in requests],
    )
    return msgspec.convert(tidy(msgspec.to_builtins(told), words), Outcome)
