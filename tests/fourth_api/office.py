"""The organisation itself, its keys, webhooks and exports."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import urllib.request
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from tests.fourth_api.gate import Answer, Call, Handler, Refusal
from tests.fourth_api.paging import paged
from tests.fourth_api.world import Record


async def ping(_: Call) -> Answer:
    return Answer("pong", media="text/plain; charset=utf-8")


async def get_org(call: Call) -> Answer:
    found = call.world.orgs.get(call.org)
    if found is None:
        raise Refusal(404, "There is no such organisation.")
    return Answer(found)


async def patch_org(call: Call) -> Answer:
    given, org = call.body("OrgPatch"), call.world.orgs[call.org]
    writable = ("display_name", "timezone", *(("plan",) if call.wrong("plan-writable") else ()))
    org.update({name: value for name, value in given.items() if name in writable})
    return Answer(org)


def _kept(call: Call, records: dict[str, Record]) -> list[Record]:
    return [one for one in records.values() if one.org == call.org and not one.deleted]


async def list_keys(call: Call) -> Answer:
    return paged(call, _kept(call, call.world.keys), _key)


def _key(call: Call, key: Record) -> dict[str, Any]:
    hidden = () if call.wrong("secrets-listed") else ("secret",)
    return {"id": key.id, **{name: value for name, value in key.values.items() if name not in hidden}}


async def create_key(call: Call) -> Answer:
    given, key = call.body("KeyInput"), call.world.new_id("key")
    values = {"label": given["label"], "scopes": given["scopes"], "created_at": call.world.now(),
              "secret": f"lk_{call.world.new_id('s')}{call.world.new_id('')}"}  # fmt: skip
    call.world.keys[key] = Record(key, call.org, values)
    return Answer({"id": key, **values}, 201)


async def delete_key(call: Call) -> Answer:
    call.of_org(call.world.keys, call.ids["key_id"], "key-deleted-across").deleted = True
    return Answer(status=204)


async def list_webhooks(call: Call) -> Answer:
    return paged(call, _kept(call, call.world.webhooks), _hook)


def _hook(_: Call, hook: Record) -> dict[str, Any]:
    return {"id": hook.id, **hook.values}


async def create_webhook(call: Call) -> Answer:
    given, key = call.body("WebhookInput"), call.world.new_id("hook")
    parts = urlsplit(given["url"])
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refusal(422, "The URL is none of the web.", pointer="/url")
    if _is_private(parts.hostname):
        if not call.wrong("hook-anywhere"):
            raise Refusal(422, "The URL leads into a private network.", pointer="/url")
        await asyncio.to_thread(_greet, given["url"])
    values = {"url": given["url"], "events": given["events"], "last_status": None}
    call.world.webhooks[key] = Record(key, call.org, values)
    return Answer({"id": key, **values}, 201)


def _is_private(host: str) -> bool:
    """Names are looked up by the sender of hooks, which is no part of this; only addresses are known here."""
    with suppress(ValueError):
        return not ipaddress.ip_address(host).is_global
    with suppress(OSError):
        return not ipaddress.ip_address(socket.inet_aton(host)).is_global
    return host == "localhost" or host.endswith((".localhost", ".internal", ".local"))


def _greet(url: str) -> None:
    with suppress(OSError, ValueError), urllib.request.urlopen(url, timeout=1) as answer:
        answer.read(100)


async def get_webhook(call: Call) -> Answer:
    return Answer(_hook(call, call.of_org(call.world.webhooks, call.ids["webhook_id"])))


async def delete_webhook(call: Call) -> Answer:
    call.of_org(call.world.webhooks, call.ids["webhook_id"]).deleted = True
    return Answer(status=204)


async def create_export(call: Call) -> Answer:
    kind, key = call.body("ExportInput")["kind"], call.world.new_id("exp")
    export = Record(key, call.org, {"kind": kind, "status": "queued", "file": None, "rows": None})
    call.world.exports[key] = export
    return Answer({"id": key, **export.values}, 202, {"Location": f"/v2/orgs/{call.org}/exports/{key}"})


async def get_export(call: Call) -> Answer:
    """Each look at it, or for its file, brings it a step on."""
    export = call.of_org(call.world.exports, call.ids["export_id"], "export-across")
    _step(call, export)
    return Answer({"id": export.id, **export.values})


def _step(call: Call, export: Record) -> None:
    values = export.values
    if call.wrong("export-fails") and values["kind"] == "customers":
        values["status"] = "failed"
    elif values["status"] == "queued" and not call.wrong("export-stuck"):
        values["status"] = "running"
    elif values["status"] == "running":
        path = f"/v2/orgs/{export.org}/exports/{export.id}/file"
        values.update(status="done", file=path, rows=len(_kept(call, getattr(call.world, values["kind"]))))


async def get_export_file(call: Call) -> Answer:
    export = call.of_org(call.world.exports, call.ids["export_id"], "export-file-across")
    _step(call, export)
    if export.values["status"] != "done":
        raise Refusal(409, "The export is not done.")
    if call.wrong("export-without-file"):
        raise Refusal(404, "There is no such file.")
    records: dict[str, Record] = getattr(call.world, export.values["kind"])
    rows = ["id", *(one.id for one in records.values() if one.org == export.org and not one.deleted)]
    return Answer("\n".join(rows) + "\n", media="text/csv; charset=utf-8")


HANDLERS: dict[str, Handler] = {
    "ping": ping, "getOrg": get_org, "patchOrg": patch_org, "listKeys": list_keys, "createKey": create_key,
    "deleteKey": delete_key, "listWebhooks": list_webhooks, "createWebhook": create_webhook, "getWebhook": get_webhook,
    "deleteWebhook": delete_webhook, "createExport": create_export, "getExport": get_export,
    "getExportFile": get_export_file,
}  # fmt: skip
