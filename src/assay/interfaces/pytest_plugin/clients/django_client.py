"""Django's test clients: each call of the handler is an exchange."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from assay.diverting.patching import Patches, Wrapper
from assay.interfaces.pytest_plugin.capture.captured import Answer, Captured, Pairs
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.capture.tee import Tee
from assay.interfaces.pytest_plugin.clients.werkzeug_client import headers_of, url_of


class DjangoReader:
    """Reads Django's HttpResponse."""

    def weigh(self, response: Any) -> int:
        """Bytes that the response holds."""
        return 0 if response.streaming else len(response.content)

    def answer(self, response: Any, tee: Tee | None) -> Answer:  # noqa: ARG002 - the port
        """Status, headers and cookies, and the body unless it streams."""
        headers: Pairs = tuple((str(name), str(value)) for name, value in response.items())
        cookies: Pairs = tuple(("Set-Cookie", one.OutputString()) for one in response.cookies.values())
        body = b"" if response.streaming else bytes(response.content)
        note = "the body streams to the test" if response.streaming else ""
        return Answer(
            int(response.status_code), response.reason_phrase, (*headers, *cookies), body, encoded=True, note=note
        )


READER = DjangoReader()


def install(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """Wrap the one method of either client that calls the handler."""
    patches.wrap(module.Client, "request", lambda original: _request(original, recorder))
    patches.wrap(module.AsyncClient, "request", lambda original: _arequest(original, recorder))


def _request(original: Wrapper, recorder: Recorder) -> Wrapper:
    def request(self: Any, **asked: Any) -> Any:
        __tracebackhide__ = True
        captured = _open(recorder, self, asked)
        if captured is None:
            return original(self, **asked)
        try:
            response = original(self, **asked)
        except BaseException as problem:
            recorder.failed(captured, problem)
            raise
        recorder.answered(captured, response, READER)
        return response

    return request


def _arequest(original: Wrapper, recorder: Recorder) -> Wrapper:
    async def request(self: Any, **asked: Any) -> Any:
        __tracebackhide__ = True
        captured = _open_scope(recorder, asked)
        if captured is None:
            return await original(self, **asked)
        try:
            response = await original(self, **asked)
        except BaseException as problem:
            recorder.failed(captured, problem)
            raise
        recorder.answered(captured, response, READER)
        return response

    return request


def _open(recorder: Recorder, client: Any, asked: dict[str, Any]) -> Captured | None:
    if not recorder.test:
        return None
    environ = {"SERVER_NAME": "testserver", "SERVER_PORT": "80", **client.defaults, **asked}
    cookies = "; ".join(f"{one.key}={one.coded_value}" for one in client.cookies.values() if one.value)
    if cookies and "HTTP_COOKIE" not in environ:
        environ["HTTP_COOKIE"] = cookies
    method = environ.get("REQUEST_METHOD", "GET")
    body = _payload(environ.get("wsgi.input"))
    captured = recorder.open("django", method, url_of(environ), headers_of(environ), body)
    if captured is not None:
        captured.in_process = True
    return captured


def _open_scope(recorder: Recorder, asked: dict[str, Any]) -> Captured | None:
    headers = asked.get("headers", ())
    host = next((value.decode("latin-1") for name, value in headers if name.lower() == b"host"), "testserver")
    query = asked.get("query_string", "")
    text = query.decode("latin-1") if isinstance(query, bytes) else str(query)
    url = f"{asked.get('scheme', 'http')}://{host}{asked.get('path', '/')}{'?' if text else ''}{text}"
    captured = recorder.open("django", asked.get("method", "GET"), url, headers, _payload(asked.get("_body_file")))
    if captured is not None:
        captured.in_process = True
    return captured


def _payload(payload: Any) -> bytes:
    """What a FakePayload holds, unread."""
    stream = getattr(payload, "_FakePayload__content", None)
    whole = getattr(stream, "getvalue", None)
    return bytes(whole()) if whole is not None else b""
