"""The caller's own tenant, and no other: all of it read it, admins change it."""

from typing import Any

import msgspec

from assay.demo import access, audit
from assay.demo.calls import Call, Reply
from assay.demo.records import TenantProfile
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop


async def get_tenant(shop: Shop, call: Call) -> Reply:
    return Reply(content=view(access.tenant(shop, call.who, call.path["tenant"])))


async def update_tenant(shop: Shop, call: Call) -> Reply:
    tenant = access.tenant(shop, call.who, call.path["tenant"])
    tenant = msgspec.structs.replace(tenant, **call.body, updated_at=shop.now())
    shop.store.tenants[tenant.id] = tenant
    audit.record(shop, call.who, "tenant.update", tenant.id)
    return Reply(content=view(tenant))


def view(tenant: TenantProfile) -> dict[str, Any]:
    """The tenant as its users see it."""
    return {
        "id": tenant.id,
        "name": tenant.name,
        "support_email": tenant.support_email,
        "created_at": stamp(tenant.created_at),
        "updated_at": stamp(tenant.updated_at),
    }


HANDLERS: dict[str, Handler] = {"getTenant": get_tenant, "updateTenant": update_tenant}
