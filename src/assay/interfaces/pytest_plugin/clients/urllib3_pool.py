"""urllib3, versions 1 and 2, and with it requests: each attempt of a pool is an exchange."""

from __future__ import annotations

import io
from http.client import HTTPMessage
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

from assay.diverting.clients.urllib3_pool import OWN
from assay.diverting.patching import Patches, Wrapper
from assay.interfaces.pytest_plugin.capture.captured import Answer, Captured
from assay.interfaces.pytest_plugin.capture.mocks import mocker
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.capture.tee import Tee, watched

READS = ("read", "read1", "read_chunked")
"""What hands bytes to a caller; each other method calls one of these, and none of them another."""
MARK = "_assay_tee"


class Urllib3Reader:
    """Reads urllib3's HTTPResponse, or in version 1 http.client's until urllib3 has made its own."""

    def weigh(self, response: Any) -> int:
        """What urllib3 has read ahead for its caller."""
        body = response.__dict__.get("_body")
        return len(body) if isinstance(body, bytes) else 0

    def answer(self, response: Any, tee: Tee | None) -> Answer:
        """Status, headers, and what the test has read."""
        body = response.__dict__.get("_body")
        encoded = False
        note = ""
        if isinstance(body, bytes | str) and body:
            data, truncated = (body if isinstance(body, bytes) else body.encode()), False
        else:
            data, truncated = (tee.data, tee.truncated) if tee else (b"", False)
            encoded = bool(response.__dict__.get("_assay_raw"))
            note = "" if tee and tee.asked else "the test has not read the body"
        return Answer(
            response.status, response.reason or "", tuple(response.headers.items()), data, truncated,
            _version(response.version), encoded, note,
        )  # fmt: skip


READER = Urllib3Reader()


def _version(version: Any) -> str:
    return {9: "0.9", 10: "1.0", 20: "2", 30: "3"}.get(version, "1.1")


def install(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """Wrap each attempt, and the reading of its response; the request around it only where there is need to."""
    pool = module.HTTPConnectionPool
    response_class: Any = import_module(f"{module.__package__}.response").HTTPResponse
    patches.wrap(pool, "_make_request", lambda original: _make_request(original, recorder))
    patches.wrap(module.HTTPSConnectionPool, "_prepare_proxy", lambda original: _prepare_proxy(original, recorder))
    for name in READS:
        patches.wrap(response_class, name, _read_chunked if name == "read_chunked" else _read)
    if recorder.replay is not None or hasattr(response_class, "from_httplib"):  # the latter is version 1
        patches.wrap(pool, "urlopen", lambda original: _urlopen(original, recorder, response_class))


def _make_request(original: Wrapper, recorder: Recorder) -> Wrapper:
    """One attempt on one connection."""

    def make_request(self: Any, conn: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        body = kwargs.get("body")
        captured = recorder.open("urllib3", method, full_url(self, url), kwargs.get("headers") or {}, body)
        if captured is None:
            return original(self, conn, method, url, *args, **kwargs)
        captured.mocked = mocker(self.ConnectionCls.__module__)
        try:
            response = original(self, conn, method, url, *args, **kwargs)
        except BaseException as problem:
            recorder.failed(captured, problem)
            raise
        watch(captured, response, recorder)
        return response

    return make_request


def _prepare_proxy(original: Wrapper, recorder: Recorder) -> Wrapper:
    """The tunnel through a proxy, noted where it fails."""

    def prepare_proxy(self: Any, conn: Any) -> Any:
        __tracebackhide__ = True
        try:
            return original(self, conn)
        except BaseException as problem:
            captured = recorder.open("urllib3", "CONNECT", full_url(self, ""), {}, None)
            if captured is not None:
                recorder.failed(captured, problem)
            raise

    return prepare_proxy


def _urlopen(original: Wrapper, recorder: Recorder, response_class: Any) -> Wrapper:
    """A request with its retries: here a recording answers, and version 1 makes its response."""

    def urlopen(
        self: Any, method: str, url: str, body: Any = None, headers: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        __tracebackhide__ = True
        if recorder.test and recorder.replay is not None:
            fields = self.headers if headers is None else headers
            asked = recorder.open("urllib3", method, full_url(self, url), fields, body)
            answer = recorder.replayed(asked) if asked else None
            if answer is not None:
                return _response(answer, method, response_class, kwargs)
            recorder.forget(asked)  # it is sent, and noted then
        response = original(self, method, url, body, headers, *args, **kwargs)
        if recorder.test:
            _claim(recorder, response)
        return response

    return urlopen


def _claim(recorder: Recorder, response: Any) -> None:
    """In version 1 the response is made after the attempt: it takes the place of http.client's."""
    raw = getattr(response, "_original_response", None)
    for captured in reversed(recorder.captured):
        if captured.response is raw and raw is not None:
            watch(captured, response, recorder, done=True)
        if captured.response is not None:
            return


def watch(captured: Captured, response: Any, recorder: Recorder, *, done: bool = False) -> None:
    """Note the response, and what the test will read of it."""
    if done:
        captured.response = response
    else:
        recorder.answered(captured, response, READER)
    if hasattr(response, "stream"):
        setattr(response, MARK, recorder.tee(captured))


def full_url(pool: Any, url: str) -> str:
    """The absolute URL of a request; through a proxy it is absolute already, and of a stand-in it is what was meant."""
    if "://" in url.partition("?")[0]:
        return url
    meant = getattr(pool, OWN, None)
    if meant is not None:
        return f"{meant}{url}"
    host = f"[{pool.host}]" if ":" in pool.host and not pool.host.startswith("[") else pool.host
    usual = {"http": 80, "https": 443}.get(pool.scheme)
    port = "" if pool.port in (usual, None) else f":{pool.port}"
    return f"{pool.scheme}://{host}{port}{url}"


def _read(original: Wrapper) -> Wrapper:
    def read(self: Any, *args: Any, **kwargs: Any) -> Any:
        data = original(self, *args, **kwargs)
        tee: Tee | None = self.__dict__.get(MARK)
        if tee is not None:
            tee.asked = True
            if data:
                _note(self, tee, data, args, kwargs)
        return data

    return read


def _read_chunked(original: Wrapper) -> Wrapper:
    def read_chunked(self: Any, *args: Any, **kwargs: Any) -> Any:
        tee: Tee | None = self.__dict__.get(MARK)
        pieces = original(self, *args, **kwargs)
        if tee is None:
            return pieces
        if not _decodes(self, args, kwargs):
            self.__dict__["_assay_raw"] = True
        return watched(pieces, tee)

    return read_chunked


def _decodes(response: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether this read undoes Content-Encoding."""
    asked = kwargs.get("decode_content", args[1] if len(args) > 1 else None)
    return bool(response.decode_content if asked is None else asked)


def _note(response: Any, tee: Tee, data: bytes, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if not _decodes(response, args, kwargs):
        response.__dict__["_assay_raw"] = True
    tee.add(data)


def _response(answer: Answer, method: str, response_class: Any, kwargs: dict[str, Any]) -> Any:
    """A recorded answer as urllib3 gives one."""
    message = HTTPMessage()
    for name, value in answer.headers:
        message.add_header(name, value)
    original = SimpleNamespace(msg=message, isclosed=lambda: True, close=lambda: None)
    return response_class(
        body=io.BytesIO(answer.body), headers=message.items(), status=answer.status, reason=answer.reason, version=11,
        preload_content=kwargs.get("preload_content", True), decode_content=kwargs.get("decode_content", True),
        original_response=original, request_method=method,
    )  # fmt: skip
