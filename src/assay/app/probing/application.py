"""The application that `--app` names: found, told apart as ASGI or WSGI, and made a transport of."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from typing import Any

from assay.model.errors import InputError, UsageError
from assay.transport.application.asgi import Asgi
from assay.transport.application.wsgi import Wsgi

BASE_URL = "http://app"
"""Where an application in our own process is found."""


def application(name: str) -> Asgi | Wsgi:
    """The transport of `package.module:name`. Raises UsageError or InputError where there is no such application."""
    module_name, sign, path = name.partition(":")
    if not sign or not module_name or not path:
        raise UsageError(f"{name!r} names no application", where="--app", remedy="Write package.module:name.")
    found = _attribute(_module(module_name), module_name, path)
    return transport_of(found, f"--app {name}")


def transport_of(found: Any, where: str) -> Asgi | Wsgi:
    """The transport of an application, or of a function without parameters that makes one."""
    count = _parameters(found)
    if count == 0:
        found = _made(found, where)
        count = _parameters(found)
    if count == 3:
        return Asgi(found)
    if count == 2:
        return Wsgi(found)
    raise UsageError(
        "this is no ASGI or WSGI application", where=where,
        remedy="An ASGI application takes scope, receive and send; a WSGI application environ and start_response.",
    )  # fmt: skip


def _module(name: str) -> Any:
    here = os.getcwd()
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except Exception as problem:  # noqa: BLE001 - another project's code may raise anything
        what = f"{type(problem).__name__}: {problem}".splitlines()[0][:300]
        raise InputError(f"the module {name!r} cannot be imported: {what}", where="--app") from None


def _attribute(module: Any, name: str, path: str) -> Any:
    found = module
    for part in path.split("."):
        if not hasattr(found, part):
            raise UsageError(f"{name!r} has no {path!r}", where="--app", remedy="Write package.module:name.")
        found = getattr(found, part)
    return found


def _made(factory: Any, where: str) -> Any:
    try:
        return factory()
    except Exception as problem:  # noqa: BLE001 - another project's code may raise anything
        what = f"{type(problem).__name__}: {problem}".splitlines()[0][:300]
        raise InputError(f"the application cannot be made: {what}", where=where) from None


def _parameters(found: Any) -> int:
    """How many arguments it wants; -1 where it cannot be called."""
    if not callable(found):
        return -1
    try:
        known = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return -1
    plain = [one for one in known if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    return sum(one.default is one.empty for one in plain)
