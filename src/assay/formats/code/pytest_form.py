"""A pytest module with one test for each request; credentials come from the process environment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from assay.formats.code.asked import Asked
from assay.formats.code.credentials import Environment
from assay.formats.code.python import head, needed_first, sending
from assay.formats.code.python_values import Values

_WORD = re.compile(r"[A-Za-z0-9]+")
ADAPT = "# the status that you expect"


def module(requests: Iterable[Asked]) -> tuple[str, list[tuple[str, ...]]]:
    """(the source, what it lacks for each request)."""
    values = Values(Environment())
    tests, losses, names = [], [], set[str]()
    for asked in requests:
        sent = sending(asked, values, indent=4)
        name = _free(_name(asked), names)
        names.add(name)
        body = "\n".join([*sent.lines(4), "", f"    assert response.status_code == 200, response.text  {ADAPT}"])
        tests.append(f"def {name}() -> None:\n{body}")
        losses.append(sent.losses)
    return "\n\n\n".join([head(values, needed_first(values)), *tests]) + "\n", losses


def _name(asked: Asked) -> str:
    """test_post_orders for POST /v1/orders/17; numbers and long words of a path say little."""
    try:
        path = urlsplit(asked.url).path
    except ValueError:
        path = ""
    words = [word.lower() for word in _WORD.findall(path) if word[0].isalpha() and len(word) <= 20]
    told = [word for word in words if not re.fullmatch(r"api|v[0-9]+|(?=.*[0-9])[a-f0-9]{6,}", word)]
    method = "_".join(_WORD.findall(asked.method)).lower() or "request"
    return "_".join(["test", method, *told[-4:]]).encode("ascii", "ignore").decode()


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    return next(f"{name}_{number}" for number in range(2, len(taken) + 3) if f"{name}_{number}" not in taken)
