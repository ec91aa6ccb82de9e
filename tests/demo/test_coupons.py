"""Coupons are redeemed once a user, and never more often than they have uses."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.demo.client import Client

_numbers = itertools.count(1)


def coupon(admin: Client, most_uses: int = 1) -> str:
    """The path of a new coupon."""
    body = {"code": f"TEST-{next(_numbers)}", "percent_off": 5, "most_uses": most_uses}
    return admin.post("/v1/coupons", body).headers["location"]


def test_each_user_once_and_all_as_often_as_there_are_uses(people: dict[str, Client], ada: Client) -> None:
    path = coupon(ada, most_uses=2)
    assert people["alice"].post(f"{path}/redeem").body["uses"] == 1
    assert people["alice"].post(f"{path}/redeem").code == "coupon_redeemed"
    assert people["bob"].post(f"{path}/redeem").body["uses"] == 2
    assert people["mona"].post(f"{path}/redeem").code == "coupon_used_up"
    assert ada.get(path).body["uses"] == 2


def test_at_the_same_moment_as_well(people: dict[str, Client], ada: Client) -> None:
    path = coupon(ada)
    with ThreadPoolExecutor(8) as pool:
        users = [people[name] for name in ("alice", "bob", "mona", "ada")] * 2
        statuses = list(pool.map(lambda client: client.post(f"{path}/redeem").status, users))
    assert sorted(statuses) == [200] + [409] * 7


def test_a_code_is_taken_once_in_a_tenant(people: dict[str, Client]) -> None:
    body = {"code": "SAME", "percent_off": 5, "most_uses": 1}
    assert people["ada"].post("/v1/coupons", body).status == 201
    assert people["ada"].post("/v1/coupons", body).code == "coupon_taken"
    assert people["gina"].post("/v1/coupons", body).status == 201


@pytest.mark.parametrize("name", ["carol", "gina"])
def test_another_tenant_has_nothing_of_it(people: dict[str, Client], ada: Client, name: str) -> None:
    path = coupon(ada)
    assert people[name].get(path).status == people[name].post(f"{path}/redeem").status == 404
    assert people["gina"].send("DELETE", path).status == 404
    assert ada.get(path).body["uses"] == 0
    assert path.rpartition("/")[2] in {item["id"] for item in ada.get("/v1/coupons", limit=100).body["items"]}
    assert people["gina"].get("/v1/coupons", limit=100).body["items"] == [
        item for item in people["gert"].get("/v1/coupons", limit=100).body["items"] if item["id"] not in path
    ]
