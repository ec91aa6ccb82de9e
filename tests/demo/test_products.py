"""Products: versions and conditional requests, replacement, reviews, images."""

from typing import Any

import pytest

from tests.demo.client import Client
from tests.demo.making import PNG, create_product, multipart

JPEG = b"\xff\xd8\xff" + b"\x00" * 20


def _path(product: dict[str, Any]) -> str:
    return f"/v1/products/{product['id']}"


def _input(product: dict[str, Any], **fields: Any) -> dict[str, Any]:
    names = ("sku", "name", "description", "category", "price_cents", "stock", "tags", "manual_url")
    return {**{name: product[name] for name in names}, **fields}


@pytest.mark.parametrize(
    ("wanted", "status"),
    [('"v1"', 304), ("*", 304), ('"v0", "v1"', 304), ('W/"v1"', 304), ('"v2"', 200), ("v1", 200), ('"v11"', 200)],
)
def test_if_none_match(alice: Client, new_product: dict[str, Any], wanted: str, status: int) -> None:
    answer = alice.send("GET", _path(new_product), If_None_Match=wanted)
    assert answer.status == status
    assert answer.headers["etag"] == '"v1"'
    assert answer.body == (b"" if status == 304 else new_product)


@pytest.mark.parametrize(
    ("wanted", "status"),
    [(None, 428), ('"v2"', 412), ('W/"v1"', 412), ("v1", 412), ('"v1"', 200), ("*", 200), ('"x", "v1"', 200)],
)
def test_if_match(ada: Client, new_product: dict[str, Any], wanted: str | None, status: int) -> None:
    headers = {"If_Match": wanted} if wanted else {}
    answer = ada.send("PUT", _path(new_product), _input(new_product, name="Other"), **headers)
    assert answer.status == status
    after = ada.get(_path(new_product))
    assert (after.body["name"] == "Other") is (status == 200)
    assert after.headers["etag"] == ('"v2"' if status == 200 else '"v1"')


def test_two_who_read_the_same_version_do_not_overwrite_each_other(ada: Client, new_product: dict[str, Any]) -> None:
    attempts = [ada.send("PUT", _path(new_product), _input(new_product, stock=n), If_Match='"v1"') for n in (1, 2)]
    assert [answer.status for answer in attempts] == [200, 412]
    assert ada.get(_path(new_product)).body["stock"] == 1


def test_every_change_moves_the_etag(ada: Client, alice: Client, new_product: dict[str, Any]) -> None:
    alice.post("/v1/orders", {"items": [{"product_id": new_product["id"], "quantity": 1}]})
    assert alice.get(_path(new_product)).headers["etag"] == '"v2"'
    ada.send("PUT", f"{_path(new_product)}/image", **multipart(PNG, "image/png"))
    assert alice.get(_path(new_product)).headers["etag"] == '"v3"'


def test_put_replaces_the_whole_product(ada: Client) -> None:
    product = create_product(ada, description="long", tags=["a"], manual_url="https://manuals.example/a")
    least = {name: product[name] for name in ("sku", "name", "category", "price_cents", "stock")}
    replaced = ada.send("PUT", _path(product), least, If_Match='"v1"').body
    assert (replaced["description"], replaced["tags"], replaced["manual_url"]) == ("", [], None)
    assert (replaced["id"], replaced["created_at"], replaced["version"]) == (product["id"], product["created_at"], 2)


def test_put_keeps_the_own_sku_and_takes_no_other(ada: Client, new_product: dict[str, Any]) -> None:
    other = create_product(ada)
    taken = ada.send("PUT", _path(new_product), _input(new_product, sku=other["sku"]), If_Match='"v1"')
    assert (taken.status, taken.code) == (409, "sku_taken")
    assert ada.send("PUT", _path(new_product), _input(new_product), If_Match='"v1"').status == 200


def test_delete_heeds_if_match_and_takes_the_reviews_along(ada: Client, alice: Client) -> None:
    product = create_product(ada)
    review = alice.post(f"{_path(product)}/reviews", {"rating": 2, "text": "x"}).body
    assert ada.send("DELETE", _path(product), If_Match='"v9"').status == 412
    assert ada.send("DELETE", _path(product), If_Match='"v1"').status == 204
    for path in (_path(product), f"{_path(product)}/reviews", f"/v1/reviews/{review['id']}"):
        assert alice.get(path).status == 404


def test_one_review_a_user_and_product(people: dict[str, Client], new_product: dict[str, Any]) -> None:
    path, body = f"{_path(new_product)}/reviews", {"rating": 5, "text": "x"}
    statuses = [people[name].post(path, body).status for name in ("alice", "alice", "bob")]
    assert statuses == [201, 409, 201]
    assert people["alice"].get(path).body["total"] == 2
    assert people["alice"].get(path, rating=4).body["total"] == 0


@pytest.mark.parametrize(
    ("content", "media"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (PNG.ljust(262_144), "image/png")]
)
def test_an_image_comes_back_as_it_went(ada: Client, alice: Client, content: bytes, media: str) -> None:
    product = create_product(ada)
    stored = ada.send("PUT", f"{_path(product)}/image", **multipart(content, media, alt="A thing")).body
    assert stored == {"content_type": media, "size_bytes": len(content), "alt": "A thing"}
    answer = alice.get(f"{_path(product)}/image")
    assert (answer.headers["content-type"], answer.body) == (media, content)
    assert alice.get(_path(product)).body["image"] == stored


BAD_IMAGES: list[tuple[dict[str, Any], int, str]] = [
    (multipart(PNG, "text/plain"), 415, "unsupported_media_type"),
    (multipart(PNG, "image/jpeg"), 415, "unsupported_media_type"),
    (multipart(b"<svg onload=alert(1)>", "image/png"), 415, "unsupported_media_type"),
    (multipart(PNG.ljust(262_145), "image/png"), 413, "too_large"),
    (multipart(PNG.ljust(300_000), "image/png"), 413, "too_large"),
    (multipart(b"", "image/png"), 422, "invalid_request"),
    (multipart(PNG, "image/png", colour="red"), 422, "invalid_request"),
    (multipart(PNG, "image/png", alt=""), 422, "invalid_request"),
    (multipart(PNG, "image/png", file="text"), 422, "invalid_request"),
    ({"json": {"file": "x"}}, 415, "unsupported_media_type"),
    ({"body": b"x", "Content_Type": "multipart/form-data"}, 400, "malformed_request"),
    ({"body": b"--cut\r\nno header", "Content_Type": "multipart/form-data; boundary=cut"}, 400, "malformed_request"),
]


@pytest.mark.parametrize(("arguments", "status", "code"), BAD_IMAGES)
def test_refuses_what_is_no_image(
    ada: Client, new_product: dict[str, Any], arguments: dict[str, Any], status: int, code: str
) -> None:
    answer = ada.send("PUT", f"{_path(new_product)}/image", **arguments)
    assert (answer.status, answer.code) == (status, code)
    assert ada.get(_path(new_product)).body == new_product


def test_a_product_without_image_has_none(alice: Client, new_product: dict[str, Any]) -> None:
    assert alice.get(f"{_path(new_product)}/image").status == 404
