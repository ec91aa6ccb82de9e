"""What pytest loads at its start: options, marks, and fixtures that import what they need when a test uses them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # nothing is imported for a suite that does not use the plugin
    from assay.interfaces.pytest_plugin.breaking.proxies import Proxies
    from assay.interfaces.pytest_plugin.breaking.stubs import Stubs
    from assay.interfaces.pytest_plugin.conformance.judging import ContractCheck
    from assay.interfaces.pytest_plugin.fixtures.cleanup import Cleanup
    from assay.interfaces.pytest_plugin.fixtures.eventually import Eventually
    from assay.interfaces.pytest_plugin.fixtures.identities import Identities
    from assay.interfaces.pytest_plugin.fixtures.unique import Unique
    from assay.interfaces.pytest_plugin.plugin import Plugin
    from assay.interfaces.pytest_plugin.probing.probed import Probed

NAME = "assay-active"
"""The plugin that does the work, as it is registered once it is wanted."""

MARKS = (
    "quick: worth running on every change",
    "broad: the long way round, for a nightly run",
)
OPTIONS = (
    ("--assay-env", "NAME", "the [environment] of assay.toml that the tests run against"),
    ("--assay-url", "URL", "where the API is, for tests under @assay.cases that name no place"),
    ("--assay-config", "FILE", "assay.toml, where it is not found by searching upwards"),
    ("--assay-contract", "FILE", "the OpenAPI document; else the one that assay.toml names"),
    ("--assay-client", "NAME", "the library of client fixtures: requests, httpx, httpx2 or niquests"),
    ("--assay-record", "DIR", "write what third parties answer, secrets masked, one file a test"),
    ("--assay-replay", "DIR", "answer from such files; a request that is in none fails its test"),
    ("--assay-hosts", "HOSTS", "third parties, separated by commas (default: every host but loopback)"),
    ("--assay-match", "PARTS", "what of a request must be as recorded (default: method,url,body)"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options; each has a setting of the same name in the ini file."""
    group = parser.getgroup("assay", "assay: what tests send, and what comes back")
    group.addoption("--assay", action="store_true", default=None, help="show the exchanges of tests that fail")
    parser.addini("assay", "show the exchanges of tests that fail (--assay)", type="bool", default=False)
    for option, metavar, text in OPTIONS:
        group.addoption(option, metavar=metavar, default=None, help=text)
        parser.addini(option.removeprefix("--").replace("-", "_"), f"{text} ({option})", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks, and the plugin itself where it is wanted."""
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    option = config.getoption
    if option("assay") or option("assay_record") or option("assay_replay") or config.getini("assay"):
        activate(config)


def activate(config: pytest.Config) -> Plugin:
    """The plugin that does the work, switched on now if it was not yet."""
    known: Plugin | None = config.pluginmanager.get_plugin(NAME)
    if known is not None:
        return known
    from assay.interfaces.pytest_plugin.plugin import Plugin
    from assay.model.errors import AssayError

    try:
        plugin = Plugin.of(config)
    except AssayError as problem:
        raise pytest.UsageError(str(problem)) from None
    config.pluginmanager.register(plugin, NAME)
    return plugin


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each worker of xdist where the run shares what one of them found out; nothing is made there yet."""
    from assay.interfaces.pytest_plugin.sharing import tell

    tell(node)


@pytest.fixture(scope="session")
def identities(pytestconfig: pytest.Config) -> Identities:
    """Who can send: the identities of assay.toml by name, each logged in at most once a run, with clients."""
    return activate(pytestconfig).run.identities


@pytest.fixture
def unique(request: pytest.FixtureRequest) -> Unique:
    """Values that no other test, worker or run makes, and that tell which test made them."""
    from assay.interfaces.pytest_plugin.fixtures.unique import of_test

    return of_test(request)


@pytest.fixture
def eventually() -> Eventually:
    """Polls until a check holds: `eventually(lambda: …, within=5)`; where it never does, tells what was seen."""
    from assay.interfaces.pytest_plugin.fixtures.eventually import live

    return live()


@pytest.fixture
def cleanup() -> Iterator[Cleanup]:
    """Takes undo steps, `cleanup(client.delete, url)`: they run in reverse after the test, whatever became of it."""
    from assay.interfaces.pytest_plugin.fixtures.cleanup import Cleanup

    steps = Cleanup()
    yield steps
    steps.run()


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Probed:
    """A case of `@assay.cases(…)`: `case.check()` carries it out, and fails the test with what it finds."""
    from assay.interfaces.pytest_plugin.probing.probed import bound

    return bound(request)


@pytest.fixture
def contract(request: pytest.FixtureRequest) -> ContractCheck:
    """Holds each exchange of the test against the OpenAPI document; what differs fails the test."""
    return activate(request.config).contract_check(request)


@pytest.fixture
def stub(request: pytest.FixtureRequest) -> Iterator[Stubs]:
    """Stands in for a dependency: `stub("billing").fails("timeout")`; a call that fits nothing fails the test."""
    from assay.interfaces.pytest_plugin.breaking.following import following
    from assay.interfaces.pytest_plugin.breaking.stubs import Stubs

    follower = following(request.config)
    stubs = Stubs(follower.surroundings)
    with follower.followed(request.node.nodeid, stubs):
        yield stubs
    stubs.close()


@pytest.fixture
def proxy(request: pytest.FixtureRequest) -> Iterator[Proxies]:
    """Stands before a real dependency: `with proxy("redis").down():`; all is well again after the test."""
    from assay.interfaces.pytest_plugin.breaking.following import following
    from assay.interfaces.pytest_plugin.breaking.proxies import Proxies

    proxies = Proxies(following(request.config).surroundings)
    yield proxies
    proxies.close()
