"""Lists: pages unite to the whole, sorts are monotone and reverse, filters are exact."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.demo.contract import Operation, operations
from assay.demo.serve import serving
from tests.demo.client import Client, login
from tests.demo.making import create_product, place_order

LISTS = [it for it in operations() if any(parameter.name == "limit" for parameter in it.parameters)]


@pytest.fixture(scope="module")
def quiet() -> Iterator[dict[str, Client]]:
    """A shop that nobody else writes to, with more than the start data."""
    with serving(seed=7) as base_url:
        people = {name: login(base_url, name) for name in ("ada", "alice", "bob")}
        people["partner"] = Client(base_url, Authorization="Bearer acme-feed-reader-token-1")
        _fill(people)
        yield people


def _fill(people: dict[str, Client]) -> None:
    for number in range(15):
        create_product(
            people["ada"], name=f"Item {number % 4}", price_cents=1 + number % 3, stock=number % 2, tags=["x"]
        )
    goods = people["alice"].get("/v1/products", category="books").body["items"]
    for number in range(12):
        place_order(people["alice" if number % 2 else "bob"], goods[number % 3]["id"], 1 + number % 2, note="lamp")


def _path(operation: Operation, client: Client) -> str:
    product = client.get("/v1/products", q="atlas").body["items"][0]["id"]
    return operation.path.format(product_id=product)


def _needed(operation: Operation) -> dict[str, str]:
    return {"q": "la"} if operation.id == "search" else {}


@pytest.mark.parametrize("operation", LISTS, ids=lambda it: it.id)
def test_pages_unite_to_the_whole(quiet: dict[str, Client], operation: Operation) -> None:
    path, needed = _path(operation, quiet["ada"]), _needed(operation)
    client = quiet["partner" if operation.scopes else "ada"]
    whole = client.get(path, limit=100, **needed).body
    assert whole["total"] == len(whole["items"])
    for size in (1, 3, 7):
        offsets = range(0, whole["total"] + size, size)
        pages = [client.get(path, limit=size, offset=offset, **needed).body for offset in offsets]
        assert [item for page in pages for item in page["items"]] == whole["items"]
        assert {page["total"] for page in pages} == {whole["total"]}


SORTED = [it for it in LISTS if any(parameter.name == "sort" for parameter in it.parameters)]


@pytest.mark.parametrize("operation", SORTED, ids=lambda it: it.id)
def test_sorts_are_monotone_and_reverse(quiet: dict[str, Client], operation: Operation) -> None:
    path = _path(operation, quiet["ada"])
    sort = next(parameter for parameter in operation.parameters if parameter.name == "sort")
    for field in [name for name in sort.schema["enum"] if not name.startswith("-")]:
        up, down = (quiet["ada"].get(path, limit=100, sort=f"{sign}{field}").body["items"] for sign in ("", "-"))
        assert up == sorted(up, key=lambda item: (item[field], item["id"]))
        assert up == down[::-1]
    default = quiet["ada"].get(path, limit=100).body["items"]
    assert default == quiet["ada"].get(path, limit=100, sort=sort.schema["default"]).body["items"]


FILTERS: list[tuple[str, str, list[Any]]] = [
    ("/v1/orders", "status", ["placed", "paid", "shipped", "cancelled"]),
    ("/v1/products", "category", ["books", "games", "garden", "kitchen", "music"]),
    ("/v1/users", "role", ["member", "manager", "admin"]),
    ("/v1/users", "status", ["active", "disabled"]),
]


@pytest.mark.parametrize(("path", "name", "values"), FILTERS)
def test_a_filter_is_exact_and_its_values_unite_to_the_whole(
    quiet: dict[str, Client], path: str, name: str, values: list[str]
) -> None:
    found: list[str] = []
    for value in values:
        items = quiet["ada"].get(path, limit=100, **{name: value}).body["items"]
        assert all(item[name] == value for item in items)
        found += [item["id"] for item in items]
    assert sorted(found) == sorted(item["id"] for item in quiet["ada"].get(path, limit=100).body["items"])


@settings(max_examples=30, deadline=None)
@given(low=st.integers(1, 6000), high=st.integers(1, 6000), in_stock=st.sampled_from(["true", "false"]))
def test_filters_combine(quiet: dict[str, Client], low: int, high: int, in_stock: str) -> None:
    query = {"min_price_cents": low, "max_price_cents": high, "in_stock": in_stock}
    found = quiet["ada"].get("/v1/products", limit=100, **query).body["items"]
    wanted = [
        item
        for item in quiet["ada"].get("/v1/products", limit=100).body["items"]
        if low <= item["price_cents"] <= high and (item["stock"] > 0) is (in_stock == "true")
    ]
    assert found == wanted


def test_the_period_includes_both_ends(quiet: dict[str, Client]) -> None:
    orders = quiet["ada"].get("/v1/orders", limit=100, sort="created_at").body["items"]
    first, last = orders[3]["created_at"], orders[8]["created_at"]
    found = quiet["ada"].get("/v1/orders", limit=100, sort="created_at", created_from=first, created_to=last)
    assert found.body["items"] == [order for order in orders if first <= order["created_at"] <= last]


def test_text_filters_hold_the_text_whatever_its_case(quiet: dict[str, Client]) -> None:
    found = quiet["alice"].get("/v1/products", limit=100, q="STEEL").body["items"]
    everything = quiet["alice"].get("/v1/products", limit=100).body["items"]
    assert found == [it for it in everything if "steel" in (it["name"] + it["description"]).lower()]
    assert len(found) >= 1
    assert quiet["ada"].get("/v1/users", q="ALI").body["total"] == 1


@pytest.mark.parametrize("text", ["%", "%%", "' OR '1'='1", ".*", "\\", "' OR 1=1 --"])
def test_text_is_text_and_no_pattern(quiet: dict[str, Client], text: str) -> None:
    padded = text if len(text) > 1 else text * 2
    assert quiet["alice"].get("/v1/products", q=padded).body["total"] == 0


def test_search_finds_only_what_the_caller_may_read(quiet: dict[str, Client]) -> None:
    hits = quiet["alice"].get("/v1/search", limit=100, q="lamp").body["items"]
    assert [hit["kind"] for hit in hits] == ["product"] + ["order"] * 6
    own = {order["id"] for order in quiet["alice"].get("/v1/orders", limit=100).body["items"]}
    assert {hit["id"] for hit in hits if hit["kind"] == "order"} <= own
    kinds = [
        quiet["alice"].get("/v1/search", limit=100, q="lamp", kind=kind).body["items"] for kind in ("product", "order")
    ]
    assert hits == kinds[0] + kinds[1]


def test_an_offset_beyond_the_end_is_an_empty_page(quiet: dict[str, Client]) -> None:
    page = quiet["alice"].get("/v1/products", offset=1_000_000).body
    assert (page["items"], page["total"]) == ([], 27)
