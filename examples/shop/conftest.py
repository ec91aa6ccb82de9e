"""Who calls the API, what they make there, and how it is removed again."""

import os
import re
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

TIMEOUT = 30.0  # seconds that a request may take


def check_every_answer(response: httpx.Response) -> None:
    """What holds for every answer of the API."""
    if response.has_redirect_location:
        return
    response.read()
    # no server error, and nothing internal
    assert response.status_code < 500
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search('Traceback|File "|at 0x', response.text)
    # an error has the one shape of errors
    if response.status_code >= 400:
        body = response.json()
        assert body.keys() == {"type", "title", "status", "code", "detail", "errors"}
        assert body["status"] == response.status_code


def needed(name: str) -> str:
    """A value from the process environment; whoever needs it fails where it is missing."""
    value = os.environ.get(name)
    if not value:
        pytest.fail(f"{name} is not set: see README.md", pytrace=False)
    return value


def connect(base_url: str, headers: dict[str, str] | None = None) -> httpx.Client:
    """A client whose requests end in time and whose answers are looked at."""
    return httpx.Client(
        base_url=base_url,
        headers=headers,
        timeout=TIMEOUT,
        follow_redirects=True,
        event_hooks={"response": [check_every_answer]},
    )


@pytest.fixture(scope="session")
def base_url() -> str:
    """Where the API is found."""
    return os.environ.get("SHOP_BASE_URL", "http://127.0.0.1:8000")


@pytest.fixture(scope="session")
def username() -> str:
    """The collection's username, from SHOP_USERNAME."""
    return os.environ.get("SHOP_USERNAME", "alice")


@pytest.fixture(scope="session")
def admin_username() -> str:
    """The collection's admin_username, from SHOP_ADMIN_USERNAME."""
    return os.environ.get("SHOP_ADMIN_USERNAME", "ada")


@pytest.fixture(scope="session")
def password() -> str:
    """The collection's password, from SHOP_PASSWORD."""
    return needed("SHOP_PASSWORD")


@pytest.fixture(scope="session")
def stranger_username() -> str:
    """The collection's stranger_username, from SHOP_STRANGER_USERNAME."""
    return os.environ.get("SHOP_STRANGER_USERNAME", "carol")


@pytest.fixture(scope="session")
def stranger_password() -> str:
    """The collection's stranger_password, from SHOP_STRANGER_PASSWORD."""
    return needed("SHOP_STRANGER_PASSWORD")


@pytest.fixture(scope="session")
def admin_password() -> str:
    """The collection's admin_password, from SHOP_ADMIN_PASSWORD."""
    return needed("SHOP_ADMIN_PASSWORD")


@pytest.fixture(scope="session")
def new_user_password() -> str:
    """The collection's new_user_password, from SHOP_NEW_USER_PASSWORD."""
    return needed("SHOP_NEW_USER_PASSWORD")


@pytest.fixture(scope="session")
def warehouse_key() -> str:
    """The collection's warehouse_key, from SHOP_WAREHOUSE_KEY."""
    return needed("SHOP_WAREHOUSE_KEY")


@pytest.fixture
def run() -> str:
    """The collection's run: new for each test, so that nothing collides."""
    return uuid.uuid4().hex[:12]


@pytest.fixture(scope="session")
def user_login(username: str, password: str, base_url: str) -> httpx.Response:
    """Auth / Login."""
    with connect(base_url) as client:
        response = client.post(
            "/v1/auth/login", json={"username": username, "password": password}
        )
    assert response.status_code == 200, response.text
    return response


@pytest.fixture
def fresh_user_login(username: str, password: str, base_url: str) -> httpx.Response:
    """Auth / Login, for a test that spends it."""
    with connect(base_url) as client:
        response = client.post(
            "/v1/auth/login", json={"username": username, "password": password}
        )
    assert response.status_code == 200, response.text
    return response


@pytest.fixture(scope="session")
def stranger_login(
    stranger_username: str, stranger_password: str, base_url: str
) -> httpx.Response:
    """Second identity / Login as a stranger."""
    with connect(base_url) as client:
        response = client.post(
            "/v1/auth/login",
            json={"username": stranger_username, "password": stranger_password},
        )
    assert response.status_code == 200, response.text
    return response


@pytest.fixture(scope="session")
def admin_login(
    admin_username: str, admin_password: str, base_url: str
) -> httpx.Response:
    """Admin / Login as admin."""
    with connect(base_url) as client:
        response = client.post(
            "/v1/auth/login",
            json={"username": admin_username, "password": admin_password},
        )
    assert response.status_code == 200, response.text
    return response


@pytest.fixture
def new_user_login(
    created_user: httpx.Response, run: str, new_user_password: str, base_url: str
) -> httpx.Response:
    """Admin / Login as the new user."""
    with connect(base_url) as client:
        response = client.post(
            "/v1/auth/login",
            json={"username": f"u{run}", "password": new_user_password},
        )
    assert response.status_code == 200, response.text
    return response


@pytest.fixture
def anonymous_client(base_url: str) -> Iterator[httpx.Client]:
    """Sends as nobody: it shows no credentials."""
    with connect(base_url) as client:
        yield client


@pytest.fixture(scope="session")
def user_client(base_url: str, user_login: httpx.Response) -> Iterator[httpx.Client]:
    """Sends as the user."""
    access_token = user_login.json()["access_token"]
    with connect(base_url, {"Authorization": f"Bearer {access_token}"}) as client:
        yield client


@pytest.fixture
def fresh_user_client(
    base_url: str, fresh_user_login: httpx.Response
) -> Iterator[httpx.Client]:
    """Sends as the user, with a log-in of its own that a test may spend."""
    access_token = fresh_user_login.json()["access_token"]
    with connect(base_url, {"Authorization": f"Bearer {access_token}"}) as client:
        yield client


@pytest.fixture(scope="session")
def stranger_client(
    base_url: str, stranger_login: httpx.Response
) -> Iterator[httpx.Client]:
    """Sends as the stranger."""
    stranger_token = stranger_login.json()["access_token"]
    with connect(base_url, {"Authorization": f"Bearer {stranger_token}"}) as client:
        yield client


@pytest.fixture(scope="session")
def warehouse_client(base_url: str, warehouse_key: str) -> Iterator[httpx.Client]:
    """Sends as the warehouse."""
    with connect(base_url, {"X-Api-Key": warehouse_key}) as client:
        yield client


@pytest.fixture(scope="session")
def admin_client(base_url: str, admin_login: httpx.Response) -> Iterator[httpx.Client]:
    """Sends as the admin."""
    admin_token = admin_login.json()["access_token"]
    with connect(base_url, {"Authorization": f"Bearer {admin_token}"}) as client:
        yield client


@pytest.fixture
def new_user_client(
    base_url: str, new_user_login: httpx.Response
) -> Iterator[httpx.Client]:
    """Sends as the new user."""
    new_user_token = new_user_login.json()["access_token"]
    with connect(base_url, {"Authorization": f"Bearer {new_user_token}"}) as client:
        yield client


@pytest.fixture(scope="session")
def validate() -> Callable[[object, object], None]:
    """Holds a value against a JSON Schema, and tells where it breaks it."""

    def hold(instance: object, schema: Any) -> None:
        for error in jsonschema_rs.validator_for(schema).iter_errors(instance):
            place = "/".join(map(str, error.instance_path))
            pytest.fail(f"at /{place}: {error.message}")

    return hold


@pytest.fixture(scope="session")
def wait_until() -> Callable[..., httpx.Response]:
    """Asks again until an answer is as it should be; fails after 30 seconds."""

    def wait(
        ask: Callable[[], httpx.Response], ready: Callable[[httpx.Response], bool]
    ) -> httpx.Response:
        deadline = time.monotonic() + 30
        while not ready(answer := ask()):
            late = time.monotonic() > deadline
            assert not late, f"not ready after 30 seconds: {answer.text}"
            time.sleep(0.1)
        return answer

    return wait


@pytest.fixture
def turn() -> Iterator[None]:
    """One worker at a time, for what makes things in a list that tests look at."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        yield
        return
    lock = Path(tempfile.gettempdir()) / f"{run}.turn"
    deadline = time.monotonic() + 120
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            late = time.monotonic() > deadline
            assert not late, "another worker does not end its turn"
            time.sleep(0.01)
    try:
        yield
    finally:
        lock.rmdir()


@pytest.fixture
def me(user_client: httpx.Client) -> httpx.Response:
    """Auth / Who am I."""
    response = user_client.get("/v1/me")
    assert response.status_code == 200, response.text
    return response


@pytest.fixture
def first_page_of_gifts(user_client: httpx.Client) -> httpx.Response:
    """Catalogue / First page of gifts."""
    response = user_client.get(
        "/v1/products", params={"tag": "gift", "sort": "price_cents", "limit": "2"}
    )
    assert response.status_code == 200, response.text
    return response


@pytest.fixture
def created_address(user_client: httpx.Client, run: str) -> Iterator[httpx.Response]:
    """Orders / Add an address."""
    response = user_client.post(
        "/v1/addresses",
        json={
            "label": f"run {run}",
            "name": "Robin Arden",
            "street": "Hauptstrasse 1",
            "city": "Berlin",
            "postcode": "10115",
            "country": "DE",
        },
    )
    assert response.status_code == 201, response.text
    yield response
    address_id = response.json()["id"]
    removed = user_client.delete(f"/v1/addresses/{address_id}")
    assert removed.status_code in (204, 404, 409, 410), removed.text


@pytest.fixture
def created_order(
    user_client: httpx.Client,
    first_page_of_gifts: httpx.Response,
    created_address: httpx.Response,
    turn: None,
    run: str,
) -> httpx.Response:
    """Orders / Place an order."""
    product_id = first_page_of_gifts.json()["items"][0]["id"]
    address_id = created_address.json()["id"]
    response = user_client.post(
        "/v1/orders",
        headers={"Idempotency-Key": f"order-{run}"},
        json={
            "items": [{"product_id": product_id, "quantity": 2}],
            "address_id": address_id,
            "note": f"Run {run}",
        },
    )
    assert response.status_code == 201, response.text
    return response


@pytest.fixture
def updated_order(
    user_client: httpx.Client, created_order: httpx.Response, run: str
) -> httpx.Response:
    """Orders / Change the note."""
    order_id = created_order.json()["id"]
    response = user_client.patch(
        f"/v1/orders/{order_id}",
        headers={"If-Match": '"v1"'},
        json={"note": f"Ring twice, run {run}"},
    )
    assert response.status_code == 200, response.text
    return response


@pytest.fixture
def paid_order(
    user_client: httpx.Client,
    created_order: httpx.Response,
    updated_order: httpx.Response,
    run: str,
) -> httpx.Response:
    """Orders / Pay the order."""
    order_id = created_order.json()["id"]
    total_cents = created_order.json()["total_cents"]
    response = user_client.post(
        f"/v1/orders/{order_id}/pay",
        headers={"Idempotency-Key": f"pay-{run}"},
        json={"method": "card", "amount_cents": total_cents},
    )
    assert response.status_code == 200, response.text
    return response


@pytest.fixture
def shipped_order(
    warehouse_client: httpx.Client,
    created_order: httpx.Response,
    paid_order: httpx.Response,
    run: str,
) -> httpx.Response:
    """Warehouse / Ship the order."""
    order_id = created_order.json()["id"]
    tracking = run.upper()
    response = warehouse_client.post(
        f"/v1/warehouse/orders/{order_id}/ship",
        json={"tracking_code": f"TRK-{tracking}"},
    )
    assert response.status_code == 200, response.text
    return response


@pytest.fixture
def created_user(
    admin_client: httpx.Client, run: str, new_user_password: str
) -> httpx.Response:
    """Admin / Create a user."""
    response = admin_client.post(
        "/v1/users",
        json={
            "username": f"u{run}",
            "email": f"u{run}@acme.example",
            "display_name": "Robin Okafor",
            "role": "member",
            "password": new_user_password,
        },
    )
    assert response.status_code == 201, response.text
    return response


@pytest.fixture
def disabled_user(
    admin_client: httpx.Client,
    created_user: httpx.Response,
    new_user_login: httpx.Response,
) -> httpx.Response:
    """Admin / Disable the user."""
    new_user_id = created_user.json()["id"]
    response = admin_client.post(f"/v1/users/{new_user_id}/disable")
    assert response.status_code == 200, response.text
    return response


@pytest.fixture
def logout(fresh_user_client: httpx.Client) -> httpx.Response:
    """Leave / Logout."""
    response = fresh_user_client.post("/v1/auth/logout")
    assert response.status_code == 204, response.text
    return response
