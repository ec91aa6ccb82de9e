"""Watches what tests read of an answer: its status, and the fields of its JSON."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from assay.diverting.imports import Act
from assay.diverting.patching import Patches, Wrapper
from assay.interfaces.pytest_plugin.capture.mocks import MARK
from assay.interfaces.pytest_plugin.conformance.lookout import Lookout
from assay.interfaces.pytest_plugin.conformance.traced import traced

Reached = Callable[[str, str], str]
"""The operation that method and URL reach; empty where it is none of the contract."""


class Tracer:
    """Notes what is read for an assertion."""

    def __init__(
        self,
        lookout: Lookout,
        reached: Reached,
        status: Callable[[str, int], None],
        field: Callable[[str, int, str], None],
    ) -> None:
        self._lookout = lookout
        self._reached = reached
        self._status = status
        self._field = field

    def json(self, method: str, url: str, status: int, value: Any) -> Any:
        """The JSON of an answer, so that it tells what is read of it."""
        operation = self._reached(method, url) if isinstance(value, dict | list) else ""
        return traced(value, _Sink(self._lookout, self._field, operation, status)) if operation else value

    def looked(self, method: str, url: str, status: int, *, surely: bool = False, above: int = 3) -> None:
        """A status was read; for an assertion if the caller is one, or if that is sure."""
        if surely or self._lookout.is_read_by_assertion(above):
            operation = self._reached(method, url)
            if operation:
                self._status(operation, status)


class _Sink:
    def __init__(self, lookout: Lookout, note: Callable[[str, int, str], None], operation: str, status: int) -> None:
        self.asserting = lookout.is_asserting
        self._note = note
        self._operation = operation
        self._status = status

    def field(self, pointer: str) -> None:
        self._note(self._operation, self._status, pointer)


def actions(tracer: Tracer, patches: Patches) -> dict[str, Act]:
    """What is to be done when a library is imported."""
    sessions = _Kind("status_code", lambda one: (one.request.method, str(one.request.url)))
    hops = _Kind("status", lambda one: (one.method, str(one.url)))

    def plain(module: ModuleType) -> None:
        _watch(tracer, patches, module.Response, sessions)

    def aiohttp(module: ModuleType) -> None:
        _watch(tracer, patches, module.ClientResponse, hops)

    def werkzeug(module: ModuleType) -> None:
        _watch_werkzeug(tracer, patches, module.TestResponse, sessions)

    def django(module: ModuleType) -> None:
        _watch_django(tracer, patches, module)

    return {
        "requests.models": plain,
        "niquests.models": plain,
        "httpx._models": plain,
        "httpx2._models": plain,
        "aiohttp.client_reqrep": aiohttp,
        "werkzeug.test": werkzeug,
        "django.test.client": django,
    }


class _Kind:
    """How the responses of a library are read."""

    def __init__(self, status: str, asked: Callable[[Any], tuple[str, str]]) -> None:
        self.name = status
        self._asked = asked

    def asked(self, response: Any) -> tuple[str, str]:
        """Method and URL; empty for a response of nothing, and for a mocked one."""
        if response.__dict__.get(MARK):
            return "", ""
        try:
            return self._asked(response)
        except (AttributeError, RuntimeError):
            return "", ""

    def status(self, response: Any) -> int:
        """The status, unnoticed."""
        found = response.__dict__.get(self.name)
        return found if isinstance(found, int) else 0


def _watch(tracer: Tracer, patches: Patches, owner: Any, kind: _Kind) -> None:
    patches.wrap(owner, "json", lambda original: _json(original, tracer, kind))
    patches.wrap(owner, "raise_for_status", lambda original: _raise_for_status(original, tracer, kind))
    patches.put(owner, kind.name, _status(tracer, kind))


def _json(original: Wrapper, tracer: Tracer, kind: _Kind) -> Wrapper:
    def told(self: Any, value: Any) -> Any:
        method, url = kind.asked(self)
        return tracer.json(method, url, kind.status(self), value) if url else value

    def json(self: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        value = original(self, *args, **kwargs)
        return _later(value, self) if hasattr(value, "__await__") else told(self, value)

    async def _later(value: Any, response: Any) -> Any:
        __tracebackhide__ = True
        return told(response, await value)

    return json


def _raise_for_status(original: Wrapper, tracer: Tracer, kind: _Kind) -> Wrapper:
    def raise_for_status(self: Any, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        method, url = kind.asked(self)
        if url:
            tracer.looked(method, url, kind.status(self), surely=True)
        return original(self, *args, **kwargs)

    return raise_for_status


def _status(tracer: Tracer, kind: _Kind) -> property:
    """The attribute of an instance, watched."""

    def read(self: Any) -> Any:
        status = self.__dict__.get(kind.name)
        if status:
            method, url = kind.asked(self)
            if url:
                tracer.looked(method, url, status)
        return status

    def write(self: Any, value: Any) -> None:
        self.__dict__[kind.name] = value

    return property(read, write)


def _watch_werkzeug(tracer: Tracer, patches: Patches, owner: Any, kind: _Kind) -> None:
    def get_json(self: Any, *args: Any, **kwargs: Any) -> Any:
        value = super(owner, self).get_json(*args, **kwargs)
        method, url = kind.asked(self)
        return tracer.json(method, url, super(owner, self).status_code, value) if url else value

    def read(self: Any) -> Any:
        status = super(owner, self).status_code
        method, url = kind.asked(self)
        if url:
            tracer.looked(method, url, status)
        return status

    def write(self: Any, value: Any) -> None:
        super(owner, type(self)).status_code.__set__(self, value)

    patches.add(owner, "get_json", get_json)
    patches.add(owner, "status_code", property(read, write))


def _watch_django(tracer: Tracer, patches: Patches, module: ModuleType) -> None:
    def asked(response: Any) -> tuple[str, str]:
        request = getattr(response, "wsgi_request", None) or getattr(response, "asgi_request", None)
        return (request.method, request.build_absolute_uri()) if request is not None else ("", "")

    def parse(original: Wrapper) -> Wrapper:
        def parse_json(self: Any, response: Any, **kwargs: Any) -> Any:
            value = original(self, response, **kwargs)
            method, url = asked(response)
            return tracer.json(method, url, int(response.status_code), value) if url else value

        return parse_json

    def noted(original: Wrapper) -> Wrapper:
        def request(self: Any, **given: Any) -> Any:
            __tracebackhide__ = True
            response = original(self, **given)
            method, url = asked(response)
            if url:
                response.status_code = _noted_status(response.status_code, tracer, method, url)
            return response

        return request

    patches.wrap(module.ClientMixin, "_parse_json", parse)
    patches.wrap(module.Client, "request", noted)


class NotedStatus(int):
    """A status of Django's, whose classes give it in ways that cannot be watched: it tells when it is compared."""

    tell: Callable[[], None]

    def __eq__(self, other: object) -> bool:
        self.tell()
        return int(self) == other

    def __ne__(self, other: object) -> bool:
        self.tell()
        return int(self) != other

    def __lt__(self, other: int) -> bool:
        self.tell()
        return int(self) < other

    def __ge__(self, other: int) -> bool:
        self.tell()
        return int(self) >= other

    def __hash__(self) -> int:
        return hash(int(self))


def _noted_status(status: int, tracer: Tracer, method: str, url: str) -> NotedStatus:
    noted = NotedStatus(status)
    noted.tell = lambda: tracer.looked(method, url, status, above=4)
    return noted
