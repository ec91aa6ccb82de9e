"""requests: what goes through urllib3 is noted there; what something else answered is noted here."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from assay.diverting.patching import Patches, Wrapper
from assay.interfaces.pytest_plugin.capture.captured import Answer
from assay.interfaces.pytest_plugin.capture.mocks import MARK, mocker
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.capture.tee import Tee


class RequestsReader:
    """Reads requests' Response."""

    def weigh(self, response: Any) -> int:
        """Bytes that were read."""
        content = response.__dict__.get("_content")
        return len(content) if isinstance(content, bytes) else 0

    def answer(self, response: Any, tee: Tee | None) -> Answer:  # noqa: ARG002 - the port
        """Status, headers, and the body where the test has read it."""
        content = response.__dict__.get("_content")
        body = content if isinstance(content, bytes) else b""
        note = "" if isinstance(content, bytes) else "the test has not read the body"
        headers = tuple((str(name), str(value)) for name, value in response.headers.items())
        return Answer(response.status_code or 0, response.reason or "", headers, body, note=note)


READER = RequestsReader()


def install(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """Nothing yet: what goes through urllib3 is noted there. Another kind of adapter is looked after from here on."""

    def mount(original: Wrapper) -> Wrapper:
        def mount_adapter(self: Any, prefix: str, adapter: Any) -> Any:
            if type(adapter).send is not plain:
                _look(module, recorder, patches)
            return original(self, prefix, adapter)

        return mount_adapter

    plain = module.HTTPAdapter.send
    patches.wrap(module.Session, "mount", mount)


def install_mock(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """A library that answers in the place of adapters is there."""
    _look(sys.modules["requests.sessions"], recorder, patches)
    kept = getattr(module, "_original_send", None)  # requests-mock calls the method as it was at its own import
    if kept is not None and not hasattr(kept, "__wrapped__"):
        patches.wrap(module, "_original_send", lambda original: _send(original, recorder))


def _look(module: ModuleType, recorder: Recorder, patches: Patches) -> None:
    """Wrap the sending of one prepared request."""
    if not hasattr(module.Session.send, "__wrapped__"):
        patches.wrap(module.Session, "send", lambda original: _send(original, recorder))


def _send(original: Wrapper, recorder: Recorder) -> Wrapper:
    def send(self: Any, request: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if not recorder.test:
            return original(self, request, **kwargs)
        frame = recorder.enter()
        try:
            response = original(self, request, **kwargs)
            if not frame.seen:
                first = response.history[0] if response.history else response
                _note(recorder, self, request, first, None)
        except BaseException as problem:
            if not frame.seen:
                _note(recorder, self, request, None, problem)
            raise
        finally:
            recorder.leave(frame)
        return response

    return send


def _note(recorder: Recorder, session: Any, request: Any, response: Any, problem: BaseException | None) -> None:
    """An exchange that never reached urllib3; a value that is no prepared request is none."""
    if not hasattr(request, "headers") or not hasattr(request, "body"):
        return
    captured = recorder.open("requests", request.method, request.url, request.headers, request.body)
    if captured is None:
        return
    captured.mocked = _stand_in(session, request.url, response)
    captured.in_process = not captured.mocked
    if captured.mocked and response is not None:
        response.__dict__[MARK] = True
    if problem is not None:
        recorder.failed(captured, problem)
    else:
        recorder.answered(captured, response, READER)
        captured.seconds = response.elapsed.total_seconds()


def _stand_in(session: Any, url: str, response: Any) -> str:
    try:
        adapter = session.get_adapter(url)
    except Exception:  # noqa: BLE001 - requests has no adapter for it, and a mock may raise what it likes
        adapter = None
    by = getattr(response, "connection", None)
    found = (type(adapter).__module__, getattr(getattr(type(adapter), "send", None), "__module__", ""), _module(by))
    return next((name for name in map(mocker, found) if name), "")


def _module(value: Any) -> str:
    """Where a value's class is from; a class counts as itself."""
    return str(getattr(value, "__module__", ""))
