"""Permissions of functions that nobody checks: roles, scopes, and tenants that the caller only names."""

from typing import Any

from assay.demo import access, announcements
from assay.demo.calls import Call, Reply
from assay.demo.defects.changing import around, replace, replaced
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.problems import Problem
from assay.demo.store import Handler, Shop


def _role_forgotten(*operations: str) -> Plant:
    def plant() -> None:
        for operation in operations:
            access.LEAST_ROLE.pop(operation, None)

    return plant


def _managers_do_it(*operations: str) -> Plant:
    return lambda: access.LEAST_ROLE.update(dict.fromkeys(operations, "manager"))


async def _no_admins(handler: Handler, shop: Shop, call: Call) -> Reply:
    if call.who.role == "admin":
        raise Problem("forbidden", "This needs the role manager.")
    return await handler(shop, call)


def _setting_needs_reading() -> None:
    require = access.require_scopes
    replace(require, lambda operation, who: None if operation.id == "setStock" else require(operation, who))


def _any_tenant() -> None:
    def tenant(shop: Shop, _: Any, name: str) -> Any:
        return access._visible(shop.store.tenants.get(name), lambda _: True)

    replace(access.tenant, tenant)


def _of_header(call: Call) -> str:
    return str(call.headers.get("X-Tenant", call.who.tenant))


def _of_body(call: Call) -> str:
    return str(call.body.get("tenant", call.who.tenant))


DEFECTS = of_kind(
    "function",
    {
        "members-add-products": (
            "a member adds products",
            "function of a higher role",
            _role_forgotten("createProduct"),
        ),
        "members-delete-products": (
            "a member deletes products",
            "function of a higher role",
            _role_forgotten("deleteProduct"),
        ),
        "members-make-users": (
            "a member makes and disables users",
            "function of a higher role",
            _role_forgotten("createUser", "disableUser"),
        ),
        "members-read-users": (
            "a member reads the accounts of the tenant",
            "function of a higher role",
            _role_forgotten("listUsers", "getUser"),
        ),
        "members-read-reports": (
            "a member orders reports and exports",
            "function of a higher role",
            _role_forgotten("createReport", "exportOrders"),
        ),
        "members-read-audit": (
            "a member reads the audit",
            "function of a higher role",
            _role_forgotten("listAuditEvents"),
        ),
        "members-issue-coupons": (
            "a member issues coupons",
            "function of a higher role",
            _role_forgotten("createCoupon"),
        ),
        "managers-change-users": (
            "a manager changes users, roles as well",
            "function of a higher role",
            _managers_do_it("updateUser"),
        ),
        "managers-change-tenant": (
            "a manager changes the tenant",
            "function of a higher role",
            _managers_do_it("updateTenant"),
        ),
        "admins-refused": ("an admin may not list coupons any more", "access lost", around(_no_admins, "listCoupons")),
        "scopes-ignored": (
            "a partner's token is good for everything",
            "scope",
            replaced(access, "require_scopes", lambda *_: None),
        ),
        "writing-by-readers": ("a token that only reads sets the stock", "scope", _setting_needs_reading),
        "tenant-of-header": (
            "the tenant in a header is believed",
            "tenant selector",
            replaced(announcements, "chosen_tenant", _of_header),
        ),
        "tenant-of-path": ("the tenant in the path is believed", "tenant selector", _any_tenant),
        "tenant-of-body": (
            "the tenant in the body is believed",
            "tenant selector",
            replaced(announcements, "named_tenant", _of_body),
        ),
    },
)
