"""Suites that are written and run here, against a real server."""

from __future__ import annotations

import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

import pytest

import assay
from tests.pytest_plugin.site import Site

LIBRARIES = (
    "requests",
    "httpx",
    "httpx2",
    "niquests",
    "aiohttp",
    "flask",
    "django.test",
    "starlette.testclient",
    "yaml",
)
"""What the suites import. A run inside this process drops what it was the first to import, and would load it anew."""


def preload() -> None:
    """Load all that the suites need, once."""
    for name in LIBRARIES:
        if find_spec(name.partition(".")[0]) is not None:
            import_module(name)
    for module in pkgutil.walk_packages(assay.__path__, "assay."):
        if module.name.startswith(("assay.interfaces.pytest_plugin", "assay.explain", "assay.record", "assay.app")):
            import_module(module.name)


preload()
Suite = Callable[..., pytest.RunResult]


@pytest.fixture
def site() -> Iterator[Site]:
    """A server of this test's own."""
    with Site() as server:
        yield server
        server.shutdown()


@pytest.fixture
def suite(pytester: pytest.Pytester, site: Site, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """Writes a test file, `URL` in it being the server's, and runs it with these options."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    def run(source: str, *options: str, apart: bool = False, name: str = "test_suite") -> pytest.RunResult:
        text = textwrap.dedent(source)
        pytester.makepyfile(**{name: f"import pytest\nURL = {site.url!r}\n{text}"})
        arguments = ("-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", *options)
        return pytester.runpytest_subprocess(*arguments) if apart else pytester.runpytest_inprocess(*arguments)

    return run
