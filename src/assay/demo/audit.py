"""The audit trail: one event for each change and each login, for admins of the tenant to read."""

from typing import Any

from assay.demo.calls import Call, Caller, Reply
from assay.demo.paging import equals, ordered, page
from assay.demo.periods import born_within
from assay.demo.records import AuditEvent
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop


def record(shop: Shop, who: Caller, action: str, target_id: str) -> None:
    """Adds the event that the caller did the action to the target."""
    event = AuditEvent(
        id=shop.ids.new("aud"),
        created_at=shop.now(),
        tenant=who.tenant,
        action=action,
        actor_id=who.id,
        actor=who.name,
        target_id=target_id,
    )
    shop.store.audit.append(event)


async def list_audit_events(shop: Shop, call: Call) -> Reply:
    events = (event for event in shop.store.audit if event.tenant == call.who.tenant and _wanted(call, event))
    return page(call, ordered(events, call.query["sort"]), _view)


def _wanted(call: Call, event: AuditEvent) -> bool:
    filters = ("action", "actor_id", "target_id")
    return all(equals(getattr(event, name), call.query.get(name)) for name in filters) and born_within(call, event)


def _view(event: AuditEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "action": event.action,
        "actor_id": event.actor_id,
        "actor": event.actor,
        "target_id": event.target_id,
        "created_at": stamp(event.created_at),
    }


HANDLERS: dict[str, Handler] = {"listAuditEvents": list_audit_events}
