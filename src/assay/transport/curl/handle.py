"""A libcurl handle whose options are set one by one, each under the name by which the user knows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pycurl

from assay.transport.curl.libcurl import BAD_ARGUMENT, FAILED_INIT, NOT_BUILT_IN, UNKNOWN_OPTION, VERSION
from assay.transport.curl.refused import Refused

_HEAD = "header proxy-header user-agent referer cookie oauth2-bearer request-target range aws-sigv4 request"
HEAD = frozenset(_HEAD.split())
"""Options that stand in the request's head as they are."""


class Handle:
    """Every method raises Refused, naming curl's option, for what this libcurl does not take."""

    def __init__(self, curl: pycurl.Curl) -> None:
        self.curl = curl

    def number(self, option: int, value: int, name: str = "") -> None:
        """A long, an off_t or a flag."""
        self._set(self.curl.setopt, option, value, name)

    def text(self, option: int, value: str | bytes, name: str = "") -> None:
        """A string, by its bytes as they stood on the command line."""
        # libcurl copies the value.
        self._set(self.curl.setopt_string, option, whole(octets(value), name), name)

    def lines(self, option: int, values: Iterable[str], name: str = "") -> None:
        """A list of strings."""
        self._set(self.curl.setopt, option, [whole(octets(value), name) for value in values], name)

    def thing(self, option: int, value: object, name: str = "") -> None:
        """A callback, a share, a form."""
        self._set(self.curl.setopt, option, value, name)

    @staticmethod
    def _set(setter: Any, option: int, value: object, name: str) -> None:
        try:
            setter(option, value)
        except pycurl.error as error:
            raise _refused(error, name) from error
        except TypeError as error:
            raise Refused(
                FAILED_INIT, f"{_named(name)} needs an option of libcurl that pycurl does not reach"
            ) from error
        except ValueError as error:  # a NUL in a value
            raise Refused(BAD_ARGUMENT, f"{_named(name)} cannot be used as given: {error}") from error


def octets(value: str | bytes) -> bytes:
    """The bytes that stood on the command line."""
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")


def whole(value: bytes, name: str) -> bytes:
    """The value, which may not end the line that it stands in: what follows would be another header, or a request."""
    if name in HEAD and (b"\r" in value or b"\n" in value):
        where = value.partition(b":")[0].decode("utf-8", "replace") if name.endswith("header") else ""
        of = f" of {where}" if where and len(where) <= 80 and where.isprintable() else ""
        raise Refused(
            BAD_ARGUMENT, f"{_named(name)} holds a line break in the value{of}: `tr -d '\\r\\n'` takes it out"
        )
    return value


def code_of(error: pycurl.error, otherwise: int) -> int:
    """libcurl's number."""
    code = error.args[0] if error.args else otherwise
    return code if isinstance(code, int) else otherwise


def _named(name: str) -> str:
    return f"--{name}" if name else "this request"


def _refused(error: pycurl.error, name: str) -> Refused:
    code = code_of(error, BAD_ARGUMENT)
    if code in (NOT_BUILT_IN, UNKNOWN_OPTION):
        # As curl's tool numbers it, which knows before libcurl is asked.
        return Refused(FAILED_INIT, f"{_named(name)} needs what this libcurl ({VERSION}) was built without")
    said = error.args[1] if len(error.args) > 1 else ""
    return Refused(code, f"{_named(name)} cannot be used as given: {said or pycurl.easy_strerror(code)}")
