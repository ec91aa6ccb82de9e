"""Reviews: the tenant reads them, the author changes them, the author or an admin deletes them."""

from typing import Any

import msgspec

from assay.demo import access, audit
from assay.demo.calls import Call, Reply
from assay.demo.paging import equals, ordered, page
from assay.demo.problems import Problem
from assay.demo.records import Review
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop


async def list_reviews(shop: Shop, call: Call) -> Reply:
    product = access.product(shop, call.who, call.path["product_id"])
    found = (review for review in _of_product(shop, product.id) if equals(review.rating, call.query.get("rating")))
    return page(call, ordered(found, call.query["sort"]), view)


async def create_review(shop: Shop, call: Call) -> Reply:
    product = access.product(shop, call.who, call.path["product_id"])
    _require_first(shop, product.id, call.who.user_id)
    review = Review(
        **call.body,
        id=shop.ids.new("rev"),
        tenant=call.who.tenant,
        product_id=product.id,
        author_id=call.who.user_id,
        author=call.who.name,
        created_at=shop.now(),
        updated_at=shop.now(),
    )
    shop.store.reviews[review.id] = review
    audit.record(shop, call.who, "review.create", review.id)
    return Reply(status=201, content=view(review), headers={"Location": f"/v1/reviews/{review.id}"})


async def get_review(shop: Shop, call: Call) -> Reply:
    return Reply(content=view(access.review(shop, call.who, call.path["review_id"])))


async def update_review(shop: Shop, call: Call) -> Reply:
    review = access.review(shop, call.who, call.path["review_id"])
    access.require_owner(call.who, review.author_id)
    review = msgspec.structs.replace(review, **call.body, updated_at=shop.now())
    shop.store.reviews[review.id] = review
    audit.record(shop, call.who, "review.update", review.id)
    return Reply(content=view(review))


async def delete_review(shop: Shop, call: Call) -> Reply:
    review = access.review(shop, call.who, call.path["review_id"])
    if not access.is_at_least(call.who, "admin"):
        access.require_owner(call.who, review.author_id)
    del shop.store.reviews[review.id]
    audit.record(shop, call.who, "review.delete", review.id)
    return Reply(status=204)


def view(review: Review) -> dict[str, Any]:
    """The review as everybody of the tenant sees it."""
    return {
        "id": review.id,
        "product_id": review.product_id,
        "author_id": review.author_id,
        "author": review.author,
        "rating": review.rating,
        "text": review.text,
        "created_at": stamp(review.created_at),
        "updated_at": stamp(review.updated_at),
    }


def _of_product(shop: Shop, product_id: str) -> list[Review]:
    return [review for review in shop.store.reviews.values() if review.product_id == product_id]


def _require_first(shop: Shop, product_id: str, author_id: str) -> None:
    if any(review.author_id == author_id for review in _of_product(shop, product_id)):
        raise Problem("already_reviewed", "You have reviewed this product already.")


HANDLERS: dict[str, Handler] = {
    "listReviews": list_reviews,
    "createReview": create_review,
    "getReview": get_review,
    "updateReview": update_review,
    "deleteReview": delete_review,
}
