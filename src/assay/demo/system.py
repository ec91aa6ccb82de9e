"""The service itself: its health and its contract."""

from assay.demo.calls import Call, Reply
from assay.demo.contract import document
from assay.demo.store import Handler, Shop


async def get_health(_shop: Shop, _call: Call) -> Reply:
    return Reply(content={"status": "ok"})


async def get_openapi(_shop: Shop, _call: Call) -> Reply:
    return Reply(content=document())


HANDLERS: dict[str, Handler] = {"getHealth": get_health, "getOpenapi": get_openapi}
