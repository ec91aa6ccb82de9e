"""A file of proxies as toxiproxy-server reads it: a JSON list with name, listen, upstream and enabled."""

from __future__ import annotations

import json
from pathlib import Path

from assay.model.errors import InputError
from assay.proxy import errors
from assay.proxy.collection import Wanted, checked
from assay.proxy.control.shapes import wanted_proxies

_LARGEST = 8 * 1024 * 1024


def read(path: str) -> list[Wanted]:
    """The proxies of a file. Raises InputError, with the place."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", where=path) from None
    if len(data) > _LARGEST:
        raise InputError(f"is larger than {_LARGEST // 1024 // 1024} MB", where=path)
    try:
        value = json.loads(data)
    except json.JSONDecodeError as problem:
        raise InputError(f"no JSON: {problem.msg}", where=f"{path}:{problem.lineno}:{problem.colno}") from None
    except (ValueError, RecursionError):
        raise InputError("no JSON", where=path) from None
    try:
        found = [checked(one) for one in wanted_proxies(value)]
    except errors.Refused as refused:
        raise InputError(refused.message.removeprefix("bad request body: "), where=path) from None
    names = [one.name for one in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"two proxies are called {twice!r}", where=path, remedy="Give each a name of its own.")
    return found
