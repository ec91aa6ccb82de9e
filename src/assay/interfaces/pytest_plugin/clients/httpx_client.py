"""httpx and httpx2, over sockets and in process (Starlette's and FastAPI's TestClient too): each hop is an exchange."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

from assay.diverting.patching import Patches, Wrapper
from assay.interfaces.pytest_plugin.capture.captured import Answer, Captured, Pairs, texts
from assay.interfaces.pytest_plugin.capture.mocks import MARK as MOCKED
from assay.interfaces.pytest_plugin.capture.mocks import mocker
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.capture.tee import Tee, awatched, watched

MARK = "_assay_tee"
CODED = frozenset({"content-length", "content-encoding", "transfer-encoding"})


class HttpxReader:
    """Reads httpx's Response."""

    def weigh(self, response: Any) -> int:
        """Bytes that were read."""
        return len(response.__dict__.get("_content", b""))

    def answer(self, response: Any, tee: Tee | None) -> Answer:
        """Status, headers, and what the test has read: whole, or the pieces that it streamed."""
        content = response.__dict__.get("_content")
        note, encoded, truncated = "", False, False
        if not isinstance(content, bytes):
            content, truncated = (tee.data, tee.truncated) if tee else (b"", False)
            encoded = True
            note = "" if content else "the test has not read the body"
        version = response.http_version.removeprefix("HTTP/")
        headers = texts(response.headers.raw)
        return Answer(response.status_code, response.reason_phrase, headers, content, truncated, version, encoded, note)


READER = HttpxReader()


def install(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """Wrap the sending of one request through any transport, and the reading of raw bodies."""
    real = tuple(
        found for name in ("HTTPTransport", "AsyncHTTPTransport") if (found := getattr(module, name, None)) is not None
    )
    name = module.__name__.partition(".")[0]
    patches.wrap(module.Client, "_send_single_request", lambda original: _send(original, recorder, name, real))
    patches.wrap(module.AsyncClient, "_send_single_request", lambda original: _asend(original, recorder, name, real))
    patches.wrap(module.Response, "iter_raw", _iter_raw)
    patches.wrap(module.Response, "aiter_raw", _aiter_raw)


def _send(original: Wrapper, recorder: Recorder, name: str, real: tuple[type, ...]) -> Wrapper:
    def send(self: Any, request: Any) -> Any:
        __tracebackhide__ = True
        captured = _open(recorder, name, request)
        if captured is None:
            return original(self, request)
        if recorder.replay is not None and _is_live(self, request, real):
            answer = recorder.replayed(captured)
            if answer is not None:
                return _response(self, request, answer)
        try:
            response = original(self, request)
        except BaseException as problem:
            recorder.failed(captured, problem)
            captured.in_process = not _is_live(self, request, real)
            raise
        _answered(recorder, captured, self, response, real)
        return response

    return send


def _asend(original: Wrapper, recorder: Recorder, name: str, real: tuple[type, ...]) -> Wrapper:
    async def send(self: Any, request: Any) -> Any:
        __tracebackhide__ = True
        captured = _open(recorder, name, request)
        if captured is None:
            return await original(self, request)
        if recorder.replay is not None and _is_live(self, request, real):
            answer = recorder.replayed(captured)
            if answer is not None:
                return _response(self, request, answer)
        try:
            response = await original(self, request)
        except BaseException as problem:
            recorder.failed(captured, problem)
            captured.in_process = not _is_live(self, request, real)
            raise
        _answered(recorder, captured, self, response, real)
        return response

    return send


def _open(recorder: Recorder, name: str, request: Any) -> Captured | None:
    if not recorder.test:
        return None
    body = request.__dict__.get("_content", request.stream)
    return recorder.open(name, request.method, str(request.url), request.headers, body)


def _answered(recorder: Recorder, captured: Captured, client: Any, response: Any, real: tuple[type, ...]) -> None:
    recorder.answered(captured, response, READER)
    response.__dict__[MARK] = recorder.tee(captured)
    if "network_stream" in response.extensions:
        return
    transport = client._transport_for_url(response.request.url)
    if isinstance(transport, real):  # what came over a connection tells of it
        captured.mocked = _stand_in(type(transport)) or "a mock"
    elif type(transport).__name__ == "MockTransport":
        captured.mocked = "MockTransport"
    else:
        captured.in_process = True
    if captured.mocked:
        response.__dict__[MOCKED] = True


def _stand_in(transport: type) -> str:
    """The library that put its own method into a transport of httpx."""
    methods = (getattr(transport, name, None) for name in ("handle_request", "handle_async_request"))
    return next((name for name in (mocker(getattr(each, "__module__", "")) for each in methods) if name), "")


def _is_live(client: Any, request: Any, real: tuple[type, ...]) -> bool:
    """Whether the request goes out to the network."""
    return isinstance(client._transport_for_url(request.url), real)


def _iter_raw(original: Wrapper) -> Wrapper:
    def iter_raw(self: Any, *args: Any, **kwargs: Any) -> Iterator[bytes]:
        tee: Tee | None = self.__dict__.get(MARK)
        pieces: Iterator[bytes] = original(self, *args, **kwargs)
        return pieces if tee is None else watched(pieces, tee)

    return iter_raw


def _aiter_raw(original: Wrapper) -> Wrapper:
    def aiter_raw(self: Any, *args: Any, **kwargs: Any) -> AsyncIterator[bytes]:
        tee: Tee | None = self.__dict__.get(MARK)
        pieces: AsyncIterator[bytes] = original(self, *args, **kwargs)
        return pieces if tee is None else awatched(pieces, tee)

    return aiter_raw


def _response(client: Any, request: Any, answer: Answer) -> Any:
    """A recorded answer as httpx gives one."""
    response_class: Any = _class_of(client, "Response")
    headers: Pairs = tuple(pair for pair in answer.headers if pair[0].lower() not in CODED)
    extensions = {"http_version": b"HTTP/1.1", "reason_phrase": answer.reason.encode("latin-1", "replace")}
    response = response_class(
        answer.status, headers=list(headers), content=answer.body, request=request, extensions=extensions
    )
    response.elapsed = timedelta(0)
    response.__dict__[MOCKED] = True
    client.cookies.extract_cookies(response)
    response.default_encoding = client._default_encoding
    return response


def _class_of(client: Any, name: str) -> Any:
    """A class of the library that a client, or the class that it extends, is from."""
    import sys

    for base in type(client).__mro__:
        module = sys.modules.get(base.__module__)
        if base.__name__ in ("Client", "AsyncClient") and hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(name)
