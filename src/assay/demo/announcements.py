"""What managers tell the tenant: all of it read them, in the language of their cookie if they have one."""

from typing import Any

from assay.demo import access, audit
from assay.demo.calls import Call, Reply
from assay.demo.paging import equals, ordered, page
from assay.demo.problems import Problem, unknown_reference
from assay.demo.records import Announcement
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop


async def list_announcements(shop: Shop, call: Call) -> Reply:
    tenant = chosen_tenant(call)
    wanted = (item for item in shop.store.announcements.values() if equals(item.lang, call.cookies.get("lang")))
    return page(call, ordered((item for item in wanted if item.tenant == tenant), "-created_at"), view)


async def create_announcement(shop: Shop, call: Call) -> Reply:
    announcement = Announcement(
        **{**call.body, "tenant": named_tenant(call)},
        id=shop.ids.new("ann"),
        author=call.who.name,
        created_at=shop.now(),
    )
    shop.store.announcements[announcement.id] = announcement
    audit.record(shop, call.who, "announcement.create", announcement.id)
    headers = {"Location": f"/v1/announcements/{announcement.id}"}
    return Reply(status=201, content=view(announcement), headers=headers)


async def get_announcement(shop: Shop, call: Call) -> Reply:
    return Reply(content=view(access.announcement(shop, call.who, call.path["announcement_id"])))


async def delete_announcement(shop: Shop, call: Call) -> Reply:
    announcement = access.announcement(shop, call.who, call.path["announcement_id"])
    del shop.store.announcements[announcement.id]
    audit.record(shop, call.who, "announcement.delete", announcement.id)
    return Reply(status=204)


def chosen_tenant(call: Call) -> str:
    """The caller's tenant; 403 if the header names another one."""
    if not equals(call.who.tenant, call.headers.get("X-Tenant")):
        raise Problem("wrong_tenant", "You do not belong to this tenant.")
    return call.who.tenant


def named_tenant(call: Call) -> str:
    """The caller's tenant; 422 if the body names another one."""
    if call.body.get("tenant", call.who.tenant) != call.who.tenant:
        raise unknown_reference("/tenant", "is not your tenant")
    return call.who.tenant


def view(announcement: Announcement) -> dict[str, Any]:
    """The announcement as everybody of the tenant sees it."""
    return {
        "id": announcement.id,
        "tenant": announcement.tenant,
        "title": announcement.title,
        "text": announcement.text,
        "lang": announcement.lang,
        "author": announcement.author,
        "created_at": stamp(announcement.created_at),
    }


HANDLERS: dict[str, Handler] = {
    "listAnnouncements": list_announcements,
    "createAnnouncement": create_announcement,
    "getAnnouncement": get_announcement,
    "deleteAnnouncement": delete_announcement,
}
