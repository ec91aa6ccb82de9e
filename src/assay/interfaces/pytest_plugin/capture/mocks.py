"""Tells whether something else than the network answered."""

from __future__ import annotations

from functools import lru_cache

MOCKERS = {
    "responses": "responses",
    "requests_mock": "requests-mock",
    "respx": "respx",
    "pytest_httpx": "pytest-httpx",
    "aioresponses": "aioresponses",
    "vcr": "vcrpy",
    "httpretty": "httpretty",
    "unittest": "unittest.mock",
    "mocket": "mocket",
}
"""Top-level modules of libraries that stand in for the network, and how people call them."""

DEEPEST = 200
MARK = "_assay_mocked"
"""What a response has that came from none but a mock."""


@lru_cache(maxsize=1024)
def mocker(module: str) -> str:
    """The library by the name of one of its modules; empty for any other."""
    return MOCKERS.get(module.partition(".")[0], "")


def mocker_of(problem: BaseException) -> str:
    """The library that raised an exception; empty where it was none of them."""
    found, at = "", problem.__traceback__
    for _ in range(DEEPEST):
        if at is None:
            break
        found = found or mocker(at.tb_frame.f_globals.get("__name__", ""))
        at = at.tb_next
    return found
