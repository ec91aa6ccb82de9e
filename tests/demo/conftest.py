"""A shop for the session, the people of both tenants logged in, and a shop whose clock stands still."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvicorn

from assay.demo.app import create_app
from assay.demo.serve import serving
from tests.demo.client import Client, login
from tests.demo.making import create_product, create_user

PEOPLE = ("ada", "mona", "alice", "bob", "gina", "gert", "carol", "dave")


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def people(base_url: str) -> dict[str, Client]:
    return {name: login(base_url, name) for name in PEOPLE}


@pytest.fixture
def alice(people: dict[str, Client]) -> Client:
    return people["alice"]


@pytest.fixture
def ada(people: dict[str, Client]) -> Client:
    return people["ada"]


@pytest.fixture(scope="session")
def warehouse(base_url: str) -> Client:
    return Client(base_url, X_Api_Key="acme-warehouse-key-1")


@pytest.fixture(scope="session")
def feed(base_url: str) -> Client:
    return Client(base_url, Authorization="Bearer acme-feed-writer-token-1")


@pytest.fixture
def new_product(ada: Client) -> dict[str, Any]:
    """A product of acme that no other test touches."""
    return create_product(ada)


@pytest.fixture
def new_user(ada: Client) -> dict[str, Any]:
    """A member of acme that no other test touches; the password is `<username>-secret-1`."""
    return create_user(ada)


class HeldClock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def held_url(clock: HeldClock) -> Iterator[str]:
    """The base URL of a fresh shop that lives by the held clock."""
    with _in_thread(create_app(clock=clock)) as url:
        yield url


@contextmanager
def _in_thread(app: Any) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, ws="none", lifespan="off", log_config=None, log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
