"""What looks like an id, or was one in an answer, is a variable; versions and words are none."""

from __future__ import annotations

import pytest

from assay.contract.inference.paths import templates


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/v1/orders/17", "/v1/orders/{order_id}"),
        ("/v1/orders/17/items/3", "/v1/orders/{order_id}/items/{item_id}"),
        ("/categories/5", "/categories/{category_id}"),
        ("/addresses/9", "/addresses/{address_id}"),
        ("/status/7", "/status/{status_id}"),
        ("/users/6f9619ff-8b86-d011-b42d-00c04fc964ff", "/users/{user_id}"),
        ("/v1/orders/ord_kdm7ton4z5e7/pay", "/v1/orders/{order_id}/pay"),
        ("/v2.1/users/me", "/v2.1/users/me"),
        ("/exports/orders.csv", "/exports/orders.csv"),
        ("/17/18", "/{id}/{id_2}"),
        ("/", "/"),
        ("/päckchen/3", "/päckchen/{p_ckchen_id}"),
    ],
)
def test_a_path_becomes_its_template(path: str, template: str) -> None:
    assert templates([path]) == {path: template}


def test_an_id_that_an_answer_gave_is_one_whatever_it_looks_like() -> None:
    ids = frozenset({"my-first-post"})
    assert templates(["/posts/my-first-post", "/posts/latest"], ids) == {
        "/posts/my-first-post": "/posts/{post_id}",
        "/posts/latest": "/posts/latest",
    }
