"""What shows the defects of roles, scopes and named tenants."""

from typing import Any

from tests.demo.defects.making import news, product, user
from tests.demo.defects.walk import GOOD_COUPON, GOOD_NEWS, GOOD_PRODUCT, GOOD_USER, Walk


def made(who: str, path: str, good: Any) -> Any:
    return lambda w: w.post(who, path, good).status


def set_by_reader(w: Walk) -> int:
    return w.put("acme-reader", "/v1/feeds/stock/KIT-0001", {"stock": 1}).status


def listed(w: Walk) -> bool:
    news(w, title="Canary of acme")
    answer = w.send("carol", "GET", "/v1/announcements", x_tenant="acme")
    return any(item["title"] == "Canary of acme" for item in answer.body.get("items", ()))


def told(w: Walk) -> int:
    w.post("mona", "/v1/announcements", {**GOOD_NEWS, "title": "From afar", "tenant": "globex"})
    return sum(item["title"] == "From afar" for item in w.get("gina", "/v1/announcements").body["items"])


SHOWN: dict[str, Any] = {
    "members-add-products": (made("alice", "/v1/products", GOOD_PRODUCT), 403, 201),
    "members-delete-products": (lambda w: w.delete("alice", f"/v1/products/{product(w)['id']}").status, 403, 204),
    "members-make-users": (made("alice", "/v1/users", GOOD_USER), 403, 201),
    "members-read-users": (lambda w: w.get("alice", "/v1/users").status, 403, 200),
    "members-read-reports": (made("alice", "/v1/reports", {"kind": "sales"}), 403, 202),
    "members-read-audit": (lambda w: w.get("alice", "/v1/audit-events").status, 403, 200),
    "members-issue-coupons": (made("alice", "/v1/coupons", GOOD_COUPON), 403, 201),
    "managers-change-users": (lambda w: w.patch("mona", user(w), {"role": "admin"}).status, 403, 200),
    "managers-change-tenant": (lambda w: w.patch("mona", "/v1/tenants/acme", {"name": "Mine"}).status, 403, 200),
    "admins-refused": (lambda w: w.get("ada", "/v1/coupons").status, 200, 403),
    "scopes-ignored": (set_by_reader, 403, 200),
    "writing-by-readers": (set_by_reader, 403, 200),
    "tenant-of-header": (listed, False, True),
    "tenant-of-path": (lambda w: w.patch("gina", "/v1/tenants/acme", {"name": "Taken"}).status, 404, 200),
    "tenant-of-body": (told, 0, 1),
}
