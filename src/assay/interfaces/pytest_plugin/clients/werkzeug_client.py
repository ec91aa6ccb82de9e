"""Werkzeug's test client, and with it Flask's: each call of the application is an exchange."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from assay.diverting.patching import Patches, Wrapper
from assay.interfaces.pytest_plugin.capture.captured import Answer, Pairs
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.capture.tee import Tee


class WerkzeugReader:
    """Reads werkzeug's TestResponse, or the start of an answer that never became one."""

    def weigh(self, response: Any) -> int:
        """Bytes that the response holds."""
        pieces = getattr(response, "response", ())
        return sum(map(len, pieces)) if isinstance(pieces, list | tuple) else 0

    def answer(self, response: Any, tee: Tee | None) -> Answer:  # noqa: ARG002 - the port
        """Status, headers, and the body unless it is a stream that the test has not read."""
        pieces = getattr(response, "response", None)
        held = isinstance(pieces, list | tuple)
        body = b"".join(one.encode() if isinstance(one, str) else one for one in pieces) if held and pieces else b""
        status, _, reason = response.status.partition(" ")
        note = "" if held else "the test has not read the body"
        return Answer(int(status), reason, tuple(response.headers), body, encoded=True, note=note)


READER = WerkzeugReader()


def install(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """Wrap the call of the application, and the making of the response."""
    patches.wrap(module.Client, "run_wsgi_app", lambda original: _run(original, recorder))
    patches.wrap(module.Client, "open", lambda original: _open(original, recorder))


def _run(original: Wrapper, recorder: Recorder) -> Wrapper:
    def run_wsgi_app(self: Any, environ: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        captured = recorder.open(
            "werkzeug", environ.get("REQUEST_METHOD", "GET"), url_of(environ), headers_of(environ), b""
        )
        if captured is None:
            return original(self, environ, *args, **kwargs)
        captured.in_process = True
        captured.body = body_of(environ)
        try:
            result = original(self, environ, *args, **kwargs)
        except BaseException as problem:
            recorder.failed(captured, problem)
            raise
        recorder.answered(captured, _Head(result), READER)
        return result

    return run_wsgi_app


def _open(original: Wrapper, recorder: Recorder) -> Wrapper:
    def open_(self: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        before = len(recorder.captured)
        response = original(self, *args, **kwargs)
        hops = (*getattr(response, "history", ()), response)
        made = [one for one in recorder.captured[before:] if one.client == "werkzeug"]
        for captured, hop in zip(made, hops, strict=False):
            if isinstance(captured.response, _Head) and hasattr(hop, "status"):
                captured.response = hop
        return response

    return open_


class _Head:
    """The status and headers that an application gave."""

    def __init__(self, result: Any) -> None:
        _, self.status, self.headers = result


def url_of(environ: Any) -> str:
    """The absolute URL of a WSGI environment (PEP 3333)."""
    from urllib.parse import quote

    scheme = environ.get("wsgi.url_scheme", "http")
    host = environ.get("HTTP_HOST") or _server(environ, scheme)
    path = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1", "replace")
    query = environ.get("QUERY_STRING", "")
    return f"{scheme}://{host}{quote(path, safe='/:@!$&()*+,;=~') or '/'}{'?' if query else ''}{query}"


def _server(environ: Any, scheme: str) -> str:
    port = str(environ.get("SERVER_PORT", ""))
    usual = {"http": "80", "https": "443"}.get(scheme)
    return str(environ.get("SERVER_NAME", "localhost")) + ("" if port in ("", usual) else f":{port}")


def headers_of(environ: Any) -> Pairs:
    """The header fields of a WSGI environment."""
    named = [(key[5:], value) for key, value in environ.items() if key.startswith("HTTP_")]
    named += [(key, environ[key]) for key in ("CONTENT_TYPE", "CONTENT_LENGTH") if environ.get(key)]
    return tuple((name.replace("_", "-").title(), str(value)) for name, value in named if name != "CONTENT_LENGTH")


def body_of(environ: Any) -> Any:
    """What is sent, where it lies in memory."""
    stream = environ.get("wsgi.input")
    whole = getattr(stream, "getvalue", None)
    return whole() if whole is not None else stream
