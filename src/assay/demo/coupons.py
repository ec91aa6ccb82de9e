"""Coupons: managers issue them, users redeem them, each user once and all together as often as there are uses."""

from typing import Any

import msgspec

from assay.demo import access, audit
from assay.demo.calls import Call, Reply
from assay.demo.paging import ordered, page
from assay.demo.problems import Problem
from assay.demo.records import Coupon
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop


async def list_coupons(shop: Shop, call: Call) -> Reply:
    own = (coupon for coupon in shop.store.coupons.values() if coupon.tenant == call.who.tenant)
    return page(call, ordered(own, "code"), view)


async def create_coupon(shop: Shop, call: Call) -> Reply:
    require_free_code(shop, call.who.tenant, call.body["code"])
    coupon = Coupon(**call.body, id=shop.ids.new("cpn"), tenant=call.who.tenant, created_at=shop.now())
    shop.store.coupons[coupon.id] = coupon
    audit.record(shop, call.who, "coupon.create", coupon.id)
    return Reply(status=201, content=view(coupon), headers={"Location": f"/v1/coupons/{coupon.id}"})


async def get_coupon(shop: Shop, call: Call) -> Reply:
    return Reply(content=view(access.coupon(shop, call.who, call.path["coupon_id"])))


async def delete_coupon(shop: Shop, call: Call) -> Reply:
    coupon = access.coupon(shop, call.who, call.path["coupon_id"])
    del shop.store.coupons[coupon.id]
    audit.record(shop, call.who, "coupon.delete", coupon.id)
    return Reply(status=204)


async def redeem_coupon(shop: Shop, call: Call) -> Reply:
    coupon = access.coupon(shop, call.who, call.path["coupon_id"])
    require_use(coupon, call.who.user_id)
    coupon = used(shop, coupon, call.who.user_id)
    audit.record(shop, call.who, "coupon.redeem", coupon.id)
    return Reply(content=view(coupon))


def require_use(coupon: Coupon, user_id: str) -> None:
    """409 if the user had the coupon already, or if none of its uses is left."""
    if user_id in coupon.redeemed_by:
        raise Problem("coupon_redeemed", "You have redeemed this coupon already.")
    if len(coupon.redeemed_by) >= coupon.most_uses:
        raise Problem("coupon_used_up", "The coupon is used up.")


def used(shop: Shop, coupon: Coupon, user_id: str) -> Coupon:
    """The coupon with one use more, of the user."""
    coupon = msgspec.structs.replace(coupon, redeemed_by=(*coupon.redeemed_by, user_id))
    shop.store.coupons[coupon.id] = coupon
    return coupon


def require_free_code(shop: Shop, tenant: str, code: str) -> None:
    """409 if another coupon of the tenant has the code."""
    if any(coupon.tenant == tenant and coupon.code == code for coupon in shop.store.coupons.values()):
        raise Problem("coupon_taken", "Another coupon has this code.")


def view(coupon: Coupon) -> dict[str, Any]:
    """The coupon as everybody of the tenant sees it: how often it was redeemed, and not by whom."""
    return {
        "id": coupon.id,
        "code": coupon.code,
        "percent_off": coupon.percent_off,
        "most_uses": coupon.most_uses,
        "uses": len(coupon.redeemed_by),
        "created_at": stamp(coupon.created_at),
    }


HANDLERS: dict[str, Handler] = {
    "listCoupons": list_coupons,
    "createCoupon": create_coupon,
    "getCoupon": get_coupon,
    "deleteCoupon": delete_coupon,
    "redeemCoupon": redeem_coupon,
}
