"""The caller's own account."""

from assay.demo import users
from assay.demo.calls import Call, Reply
from assay.demo.store import Handler, Shop


async def get_me(shop: Shop, call: Call) -> Reply:
    return Reply(content=users.view(shop.store.users[call.who.user_id]))


async def update_me(shop: Shop, call: Call) -> Reply:
    return Reply(content=users.view(users.change(shop, call, shop.store.users[call.who.user_id])))


HANDLERS: dict[str, Handler] = {"getMe": get_me, "updateMe": update_me}
