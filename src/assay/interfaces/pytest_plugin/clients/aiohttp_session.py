"""aiohttp: each hop of a session is an exchange; a recording answers over a connection that is none."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

from assay.diverting.patching import Patches, Wrapper
from assay.interfaces.pytest_plugin.capture.captured import Answer, Captured, texts
from assay.interfaces.pytest_plugin.capture.mocks import MARK as MOCKED
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.capture.tee import Tee

DROPPED = frozenset({"content-length", "content-encoding", "transfer-encoding", "connection"})


class AiohttpReader:
    """Reads aiohttp's ClientResponse."""

    def weigh(self, response: Any) -> int:
        """Bytes that were read."""
        return len(response._body or b"")

    def answer(self, response: Any, tee: Tee | None) -> Answer:
        """Status, headers, and what the test has read: whole, or the pieces that it streamed."""
        body, truncated = (response._body or b""), False
        if not body and tee is not None:
            body, truncated = tee.data, tee.truncated
        note = "" if body or response._body is not None else "the test has not read the body"
        version = ".".join(map(str, response.version)) if response.version else "1.1"
        return Answer(
            response.status,
            response.reason or "",
            texts(response.raw_headers or ()),
            body,
            truncated,
            version,
            note=note,
        )


READER = AiohttpReader()


def install(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """Wrap a session's request (which failed before it left), each hop's sending, connections, and streams."""
    import aiohttp.client_reqrep as hops
    import aiohttp.streams as streams
    from aiohttp.connector import BaseConnector

    patches.wrap(module.ClientSession, "_request", lambda original: _request(original, recorder))
    patches.wrap(hops.ClientRequest, "send", lambda original: _send(original, recorder))
    patches.wrap(hops.ClientResponse, "start", lambda original: _start(original, recorder))
    patches.wrap(BaseConnector, "connect", lambda original: _connect(original, recorder))
    patches.wrap(streams.StreamReader, "_read_nowait_chunk", lambda original: _read(original, recorder))


def install_mock(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """aioresponses, which puts a method of its own in the place of the session's."""
    patches.wrap(module.aioresponses, "_request_mock", lambda original: _mocked(original, recorder))


def _mocked(original: Wrapper, recorder: Recorder) -> Wrapper:
    """A request that the mock answers, unless it lets it pass."""

    async def request_mock(self: Any, session: Any, method: str, url: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if not recorder.test:
            return await original(self, session, method, url, *args, **kwargs)
        frame = recorder.enter()
        response = problem = None
        try:
            response = await original(self, session, method, url, *args, **kwargs)
        except BaseException as raised:
            problem = raised
            raise
        finally:
            recorder.leave(frame)
            if not frame.seen:
                _note_mocked(recorder, (session, method, url, kwargs), response, problem)
        return response

    return request_mock


def _note_mocked(recorder: Recorder, asked: Any, response: Any, problem: BaseException | None) -> None:
    captured = _opened(recorder, *asked)
    if captured is None:
        return
    captured.mocked = "aioresponses"
    if problem is not None or response is None:
        recorder.failed(captured, problem or RuntimeError("nothing came back"))
    else:
        response.__dict__[MOCKED] = True
        recorder.answered(captured, response, READER)


def _opened(recorder: Recorder, session: Any, method: str, url: Any, kwargs: Any) -> Captured | None:
    """A request that aiohttp never made, as it was asked for."""
    typed = {"Content-Type": "application/json"} if kwargs.get("json") is not None else {}
    headers = {**typed, **dict(session.headers or ()), **dict(kwargs.get("headers") or ())}
    return recorder.open("aiohttp", method.upper(), _url_of(session, url, kwargs), headers, _given(kwargs))


def _url_of(session: Any, url: Any, kwargs: Any) -> str:
    from yarl import URL

    try:
        full = session._base_url.join(URL(url)) if session._base_url is not None else URL(url)
        return str(full.update_query(kwargs["params"]) if kwargs.get("params") else full)
    except (TypeError, ValueError):  # that is why it was never made
        return str(url)


def _given(kwargs: Any) -> Any:
    from json import dumps

    return dumps(kwargs["json"], default=repr) if kwargs.get("json") is not None else kwargs.get("data")


def _request(original: Wrapper, recorder: Recorder) -> Wrapper:
    async def request(self: Any, method: str, url: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if not recorder.test:
            return await original(self, method, url, *args, **kwargs)
        frame = recorder.enter()
        began = recorder.clock()
        try:
            return await original(self, method, url, *args, **kwargs)
        except BaseException as problem:
            if not frame.seen:
                captured = _opened(recorder, self, method, url, kwargs)
                if captured is not None:
                    captured.seconds = -began
                    recorder.failed(captured, problem)
            raise
        finally:
            recorder.leave_one(frame)

    return request


def _send(original: Wrapper, recorder: Recorder) -> Wrapper:
    """One hop. A recording's connection brings what was noted of it."""

    async def send(self: Any, conn: Any) -> Any:
        __tracebackhide__ = True
        captured: Captured | None = getattr(conn, "captured", None)
        replayed = captured is not None
        captured = captured or recorder.open("aiohttp", self.method, str(self.url), self.headers, body_of(self))
        if captured is None:
            return await original(self, conn)
        try:
            response = await original(self, conn)
        except BaseException as problem:
            recorder.failed(captured, problem)
            raise
        if not replayed:
            response._assay = captured
        return response

    return send


def _start(original: Wrapper, recorder: Recorder) -> Wrapper:
    """The head of an answer arrives, or never does."""

    async def start(self: Any, connection: Any) -> Any:
        __tracebackhide__ = True
        captured: Captured | None = self.__dict__.get("_assay")
        if captured is None:
            return await original(self, connection)
        try:
            result = await original(self, connection)
        except BaseException as problem:
            recorder.failed(captured, problem)
            raise
        recorder.answered(captured, self, READER)
        recorder.streams[id(self.content)] = self.content, recorder.tee(captured)
        return result

    return start


def _read(original: Wrapper, recorder: Recorder) -> Wrapper:
    def read(self: Any, n: int) -> Any:
        data = original(self, n)
        known = recorder.streams.get(id(self))
        if known is not None:
            known[1].add(data)
        return data

    return read


def body_of(request: Any) -> Any:
    """What is sent, where it is known without reading it."""
    body = getattr(request, "body", None)
    if hasattr(body, "_parts"):
        return body
    value = getattr(body, "_value", body)
    return value if isinstance(value, bytes | str) else (b"" if value in (None, b"", ()) else body)


def _connect(original: Wrapper, recorder: Recorder) -> Wrapper:
    async def connect(self: Any, req: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if recorder.replay is None:
            return await original(self, req, *args, **kwargs)
        captured = recorder.open("aiohttp", req.method, str(req.url), req.headers, body_of(req))
        answer = recorder.replayed(captured) if captured else None
        if answer is None or captured is None:
            recorder.forget(captured)  # it is sent, and noted then
            return await original(self, req, *args, **kwargs)
        return Recorded(captured, answer, self)

    return connect


class Recorded:
    """A connection as aiohttp uses one, whose other end has said all it will."""

    def __init__(self, captured: Captured, answer: Answer, connector: Any) -> None:
        from aiohttp.client_proto import ResponseHandler

        self.captured = captured
        self.closed = False
        self._connector = connector  # aiohttp asks it how it treats connections
        self.protocol = ResponseHandler(asyncio.get_running_loop())
        self.transport = _Nowhere()
        self.protocol.connection_made(self.transport)
        self.protocol.data_received(_on_the_wire(answer, captured.method))

    def add_callback(self, callback: Any) -> None:
        """Nobody waits for this connection."""

    def close(self) -> None:
        """The answer was read, or nobody wants it."""
        self.closed = True
        self.protocol.connection_lost(None)

    release = close


class _Nowhere(asyncio.Transport):
    """Takes what is sent, and does nothing with it."""

    def write(self, data: Any) -> None:
        pass

    def writelines(self, list_of_data: Any) -> None:
        pass

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        pass

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


def _on_the_wire(answer: Answer, method: str) -> bytes:
    """The answer as bytes of HTTP/1.1."""
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
    lines += [f"{name}: {value}" for name, value in answer.headers if name.lower() not in DROPPED]
    lines += [f"Content-Length: {len(answer.body)}"] if answer.status not in (204, 304) else []
    head = "\r\n".join((*lines, "Connection: close", "", "")).encode("latin-1", "replace")
    return head + (b"" if method == "HEAD" else answer.body)
