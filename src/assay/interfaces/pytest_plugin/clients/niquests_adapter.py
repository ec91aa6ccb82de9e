"""niquests: each request that one of its adapters sends is an exchange; a lazy answer is read once it is there."""

from __future__ import annotations

import io
from http.client import HTTPMessage
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

from assay.diverting.patching import Patches, Wrapper
from assay.interfaces.pytest_plugin.capture.captured import Answer, Captured
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.capture.tee import Tee


class NiquestsReader:
    """Reads niquests' Response."""

    def weigh(self, response: Any) -> int:
        """Bytes that were read."""
        content = response.__dict__.get("_content")
        return len(content) if isinstance(content, bytes) else 0

    def answer(self, response: Any, tee: Tee | None) -> Answer:  # noqa: ARG002 - the port
        """Status, headers, and the body where the test has read it."""
        known = response.__dict__
        if known.get("status_code") is None:
            return Answer(0, "", (), b"", note="the test has not waited for this answer")
        content = known.get("_content")
        read = isinstance(content, bytes)
        headers = tuple((str(name), str(value)) for name, value in known["headers"].items())
        version = {9: "0.9", 10: "1.0", 20: "2", 30: "3"}.get(getattr(known.get("raw"), "version", 11), "1.1")
        body = content if isinstance(content, bytes) else b""
        note = "" if read else "the test has not read the body, or has streamed it"
        return Answer(known["status_code"], known.get("reason") or "", headers, body, version=version, note=note)


READER = NiquestsReader()


def install(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """Wrap the sending of both adapters."""
    patches.wrap(module.HTTPAdapter, "send", lambda original: _send(original, recorder, module))
    if hasattr(module, "AsyncHTTPAdapter"):
        patches.wrap(module.AsyncHTTPAdapter, "send", lambda original: _asend(original, recorder, module))


def _send(original: Wrapper, recorder: Recorder, module: ModuleType) -> Wrapper:
    def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        captured = _open(recorder, request)
        if captured is None:
            return original(self, request, *args, **kwargs)
        answer = recorder.replayed(captured)
        if answer is not None:
            return self.build_response(request, _response(answer, request, _sync_class(module)))
        frame = recorder.enter(quiet=True)  # where urllib3 is urllib3-future, the same exchange passes through it too
        try:
            response = original(self, request, *args, **kwargs)
        except BaseException as problem:
            recorder.failed(captured, problem)
            raise
        finally:
            recorder.leave(frame)
        recorder.answered(captured, response, READER)
        return response

    return send


def _asend(original: Wrapper, recorder: Recorder, module: ModuleType) -> Wrapper:
    async def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        captured = _open(recorder, request)
        if captured is None:
            return await original(self, request, *args, **kwargs)
        answer = recorder.replayed(captured)
        if answer is not None:
            return self.build_response(request, _response(answer, request, module.__dict__["BaseAsyncHTTPResponse"]))
        try:
            response = await original(self, request, *args, **kwargs)
        except BaseException as problem:
            recorder.failed(captured, problem)
            raise
        recorder.answered(captured, response, READER)
        return response

    return send


def _open(recorder: Recorder, request: Any) -> Captured | None:
    if not recorder.test:
        return None
    return recorder.open("niquests", request.method, request.url, request.headers, request.body)


def _response(answer: Answer, request: Any, response_class: Any) -> Any:
    """A recorded answer as urllib3-future gives one."""
    message = HTTPMessage()
    for name, value in answer.headers:
        message.add_header(name, value)
    original = SimpleNamespace(msg=message, isclosed=lambda: True, close=lambda: None)
    return response_class(
        body=io.BytesIO(answer.body), headers=dict(answer.headers), status=answer.status, reason=answer.reason,
        version=11, preload_content=False, decode_content=False, original_response=original,
        request_method=request.method,
    )  # fmt: skip


def _sync_class(module: ModuleType) -> Any:
    """urllib3-future's response, under whatever name niquests knows that library."""
    return import_module(module.__dict__["BaseHTTPResponse"].__module__).HTTPResponse
