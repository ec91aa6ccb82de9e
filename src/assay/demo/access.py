"""Who may do what: who the caller is (401), which role an operation needs (403), whose an object is (404, 403)."""

import hmac
from collections.abc import Callable
from typing import TypeVar

from assay.demo import tokens
from assay.demo.calls import Caller
from assay.demo.contract import Operation
from assay.demo.problems import Problem
from assay.demo.records import (
    Address,
    Announcement,
    Coupon,
    Order,
    Product,
    Report,
    Review,
    Role,
    TenantProfile,
    User,
)
from assay.demo.store import Shop

Found = TypeVar("Found")

RANK: dict[Role, int] = {"member": 0, "manager": 1, "admin": 2}

# The least role for each operation that not every user may call.
LEAST_ROLE: dict[str, Role] = {
    "listUsers": "admin",
    "createUser": "admin",
    "getUser": "admin",
    "updateUser": "admin",
    "disableUser": "admin",
    "createProduct": "admin",
    "replaceProduct": "admin",
    "deleteProduct": "admin",
    "putProductImage": "admin",
    "updateTenant": "admin",
    "createAnnouncement": "manager",
    "deleteAnnouncement": "manager",
    "listCoupons": "manager",
    "createCoupon": "manager",
    "deleteCoupon": "manager",
    "exportOrders": "manager",
    "createReport": "manager",
    "getReport": "manager",
    "getReportResult": "manager",
    "listAuditEvents": "admin",
}

# The warehouse services by API key: (key, tenant). Published on purpose: this is a demo.
WAREHOUSE_KEYS = (("acme-warehouse-key-1", "acme"), ("globex-warehouse-key-1", "globex"))

# The tokens of partners: (token, tenant, scopes). A real shop would get them from its authorization server.
FEED_TOKENS = (
    ("acme-feed-reader-token-1", "acme", ("stock:read",)),
    ("acme-feed-writer-token-1", "acme", ("stock:read", "stock:write")),
    ("globex-feed-reader-token-1", "globex", ("stock:read",)),
    ("globex-feed-writer-token-1", "globex", ("stock:read", "stock:write")),
)

BEARER = 'Bearer realm="shop"'
API_KEY = 'ApiKey realm="shop"'


def authenticate(shop: Shop, operation: Operation, headers: dict[str, str]) -> Caller | None:
    """The caller by the operation's security scheme; None where it is public; 401 without good credentials."""
    if "bearerAuth" in operation.security:
        return _user_of_token(shop, headers.get("authorization", ""))
    if "warehouseKey" in operation.security:
        return _warehouse_of_key(headers.get("x-api-key", ""))
    if "feedToken" in operation.security:
        return _partner_of_token(headers.get("authorization", ""))
    return None


def require_role(operation_id: str, who: Caller) -> None:
    """403 if the operation needs a higher role than the caller has."""
    least = LEAST_ROLE.get(operation_id, "member")
    if RANK[who.role] < RANK[least]:
        raise Problem("forbidden", f"This needs the role {least}.")


def require_scopes(operation: Operation, who: Caller) -> None:
    """403 if the operation needs a scope that the caller's token does not have."""
    for scope in operation.scopes:
        if scope not in who.scopes:
            raise Problem("insufficient_scope", f"This needs the scope {scope}.")


def is_at_least(who: Caller, role: Role) -> bool:
    """Whether the caller has the role or a higher one."""
    return RANK[who.role] >= RANK[role]


def user(shop: Shop, who: Caller, user_id: str) -> User:
    """The user, if of the caller's tenant; else 404."""
    return _visible(shop.store.users.get(user_id), lambda found: found.tenant == who.tenant)


def product(shop: Shop, who: Caller, product_id: str) -> Product:
    """The product, if of the caller's tenant; else 404."""
    return _visible(shop.store.products.get(product_id), lambda found: found.tenant == who.tenant)


def review(shop: Shop, who: Caller, review_id: str) -> Review:
    """The review, if of the caller's tenant; else 404."""
    return _visible(shop.store.reviews.get(review_id), lambda found: found.tenant == who.tenant)


def address(shop: Shop, who: Caller, address_id: str) -> Address:
    """The address, if the caller's own; else 404."""
    return _visible(shop.store.addresses.get(address_id), lambda found: found.owner_id == who.id)


def report(shop: Shop, who: Caller, report_id: str) -> Report:
    """The report, if the caller ordered it; else 404."""
    return _visible(shop.store.reports.get(report_id), lambda found: found.owner_id == who.id)


def order(shop: Shop, who: Caller, order_id: str) -> Order:
    """The order, if the caller may read it; else 404."""
    return _visible(shop.store.orders.get(order_id), lambda found: may_read_order(who, found))


def may_read_order(who: Caller, order: Order) -> bool:
    """The owner may; managers and admins of the tenant may."""
    return order.tenant == who.tenant and (order.customer_id == who.id or is_at_least(who, "manager"))


def announcement(shop: Shop, who: Caller, announcement_id: str) -> Announcement:
    """The announcement, if of the caller's tenant; else 404."""
    return _visible(shop.store.announcements.get(announcement_id), lambda found: found.tenant == who.tenant)


def coupon(shop: Shop, who: Caller, coupon_id: str) -> Coupon:
    """The coupon, if of the caller's tenant; else 404."""
    return _visible(shop.store.coupons.get(coupon_id), lambda found: found.tenant == who.tenant)


def tenant(shop: Shop, who: Caller, name: str) -> TenantProfile:
    """The tenant, if the caller's own; else 404."""
    return _visible(shop.store.tenants.get(name), lambda found: found.id == who.tenant)


def tenant_order(shop: Shop, who: Caller, order_id: str) -> Order:
    """The order, if of the tenant that the warehouse service works for; else 404."""
    return _visible(shop.store.orders.get(order_id), lambda found: found.tenant == who.tenant)


def require_owner(who: Caller, owner_id: str) -> None:
    """403 if the caller, who may read the object, does not own it."""
    if who.id != owner_id:
        raise Problem("not_owner", "Only the owner may do this.")


def _visible(found: Found | None, may_see: Callable[[Found], bool]) -> Found:
    """The one answer for what is not there and for what is hidden."""
    if found is None or not may_see(found):
        raise Problem("not_found", "Nothing that you may know of has this id.")
    return found


def _user_of_token(shop: Shop, authorization: str) -> Caller:
    claims = _claims(shop, _bearer_token(authorization))
    account = shop.store.users.get(claims.sub)
    if account is None or claims.sid not in shop.store.sessions:
        raise _bad_token("invalid_token", "The session of this access token has ended.")
    return Caller(id=account.id, name=account.username, tenant=account.tenant, role=account.role, session_id=claims.sid)


def _partner_of_token(authorization: str) -> Caller:
    sent = _bearer_token(authorization)
    for token, tenant, scopes in FEED_TOKENS:
        if hmac.compare_digest(token.encode(), sent.encode()):
            return Caller(id=None, name="partner", tenant=tenant, role="member", scopes=scopes)
    raise _bad_token("invalid_token", "The access token is not valid.")


def _bearer_token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem("unauthenticated", "Send an access token.", headers={"WWW-Authenticate": BEARER})
    return token.strip()


def _claims(shop: Shop, token: str) -> tokens.Claims:
    try:
        claims = tokens.read(token, shop.signing_key)
    except tokens.TokenError:
        raise _bad_token("invalid_token", "The access token is not valid.") from None
    if tokens.expired(claims, shop.now()):
        raise _bad_token("token_expired", "The access token has expired.")
    return claims


def _bad_token(code: str, detail: str) -> Problem:
    return Problem(code, detail, headers={"WWW-Authenticate": f'{BEARER}, error="invalid_token"'})


def _warehouse_of_key(sent: str) -> Caller:
    for key, tenant in WAREHOUSE_KEYS:
        if hmac.compare_digest(key.encode(), sent.encode()):
            return Caller(id=None, name="warehouse", tenant=tenant, role="member")
    code = "invalid_token" if sent else "unauthenticated"
    raise Problem(code, "Send the API key of a warehouse service.", headers={"WWW-Authenticate": API_KEY})
