"""A booking API as an aiohttp team writes it: UUIDs, date-times, transitions, optimistic locks, polled jobs."""

from __future__ import annotations

import asyncio
import secrets
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

BASE = "BOOKINGS_BASE_URL"
SECRETS = {"BOOKINGS_CLIENT_SECRET": "front-desk-3381", "BOOKINGS_OTHER_SECRET": "partner-6620"}
CLIENTS = {"desk": ("front-desk-3381", "staff"), "partner": ("partner-6620", "guest")}
ROOMS = ("Ada", "Grace", "Edsger")
DEFECTS = {
    "token-any-secret": "any client secret will do",
    "rooms-open": "rooms are listed without a token",
    "capacity-filter": "min_capacity is not looked at",
    "cursor-overlap": "the next page begins with the last of this one",
    "limit-ignored": "limit is not looked at",
    "created-200": "a new booking is answered with 200",
    "no-location": "a new booking has no Location",
    "no-etag": "a booking has no ETag",
    "overlap-taken": "a room is booked twice",
    "end-before-start": "a booking may end before it starts",
    "past-taken": "a booking may begin in the past",
    "guests-unbounded": "more guests than seats",
    "title-optional": "a booking needs no title",
    "nights-text": "minutes is a string",
    "status-renamed": "status is called state",
    "confirm-lost": "confirming answers, and the booking stays pending",
    "confirm-twice": "a confirmed booking is confirmed again",
    "cancelled-revives": "a cancelled booking is confirmed",
    "if-match-ignored": "an old version may be written",
    "if-match-optional": "a change needs no If-Match",
    "change-lost": "a change is answered, not stored",
    "version-stuck": "a change keeps the version",
    "other-fields-lost": "a change drops the notes",
    "foreign-read": "everybody reads every booking",
    "foreign-cancel": "everybody cancels every booking",
    "guest-adds-room": "guests add rooms",
    "delete-keeps": "a deleted booking is still there",
    "list-foreign": "the list shows bookings of others",
    "status-filter": "the status of bookings is not looked at",
    "job-never-file": "a finished job has no file",
    "job-200": "an export is answered with 200",
    "job-empty": "the exported file has a head only",
    "csv-type": "the file is sent as application/json",
    "problem-shape": "an error has no details",
    "replay-second": "the same key makes a second booking",
    "not-modified": "If-None-Match is not looked at",
}


class Refusal(web.HTTPException):
    """An error of the API."""

    def __init__(self, status: int, code: str, message: str, *details: str) -> None:
        self.status_code = status
        self.error: dict[str, Any] = {"code": code, "message": message}
        if details:
            self.error["details"] = [{"field": one} for one in details]
        super().__init__(reason=code)


class Store:
    """What is kept, with the defects that are switched on."""

    def __init__(self, broken: frozenset[str]) -> None:
        self.broken = broken
        self.tokens: dict[str, str] = {}
        self.rooms: dict[str, dict[str, Any]] = {}
        self.bookings: dict[str, dict[str, Any]] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        for at, name in enumerate(ROOMS):
            self.add_room(name, 4 * (at + 1))

    def add_room(self, name: str, capacity: int) -> dict[str, Any]:
        room: dict[str, Any] = {"id": str(uuid.uuid4()), "name": name, "capacity": capacity}
        self.rooms[room["id"]] = room
        return room

    def who(self, request: web.Request) -> str:
        name = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if name is None:
            raise Refusal(401, "unauthorized", "a token is needed")
        return name

    def booking(self, request: web.Request, defect: str = "") -> dict[str, Any]:
        me, found = self.who(request), self.bookings.get(request.match_info["id"])
        if found is None or (found["owner"] != me and defect not in self.broken):
            raise Refusal(404, "not_found", "no such booking")
        return found

    def shown(self, booking: dict[str, Any], status: int = 200) -> web.Response:
        answer = web.json_response(self.fields(booking), status=status)
        if "no-etag" not in self.broken:
            answer.headers["ETag"] = f'"{booking["version"]}"'
        return answer

    def fields(self, booking: dict[str, Any]) -> dict[str, Any]:
        found = {key: value for key, value in booking.items() if key != "owner"}
        if "nights-text" in self.broken:
            found["minutes"] = str(found["minutes"])
        if "status-renamed" in self.broken:
            found["state"] = found.pop("status")
        return found

    def matched(self, request: web.Request, booking: dict[str, Any]) -> None:
        wanted = request.headers.get("If-Match")
        if wanted is None and "if-match-optional" not in self.broken:
            raise Refusal(428, "precondition_required", "send If-Match")
        if wanted not in (None, "*", f'"{booking["version"]}"') and "if-match-ignored" not in self.broken:
            raise Refusal(412, "stale", "somebody else changed it")

    def changed(self, booking: dict[str, Any], **fields: Any) -> dict[str, Any]:
        step = 0 if "version-stuck" in self.broken else 1
        return {**booking, **fields, "version": booking["version"] + step}


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        found = await request.json()
    except ValueError:
        raise Refusal(400, "bad_json", "the body must be JSON") from None
    if not isinstance(found, dict):
        raise Refusal(400, "bad_json", "the body must be an object")
    return found


def _moment(body: dict[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(body[name])
    except (KeyError, TypeError, ValueError):
        raise Refusal(422, "invalid", "a date-time is needed", name) from None
    if found.tzinfo is None:
        raise Refusal(422, "invalid", "a zone is needed", name)
    return found


def _whole(request: web.Request, name: str, default: int, most: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise Refusal(422, "invalid", f"between 1 and {most}", name)
    return int(text)


class Api:
    """The handlers."""

    def __init__(self, store: Store) -> None:
        self.store, self.broken = store, store.broken

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.refusing])
        app.add_routes(
            [
                web.post("/oauth/token", self.token),
                web.get("/v2/rooms", self.rooms),
                web.post("/v2/rooms", self.add_room),
                web.get("/v2/bookings", self.bookings),
                web.post("/v2/bookings", self.book),
                web.get("/v2/bookings/{id}", self.read),
                web.patch("/v2/bookings/{id}", self.change),
                web.delete("/v2/bookings/{id}", self.delete),
                web.post("/v2/bookings/{id}/confirm", self.confirm),
                web.post("/v2/bookings/{id}/cancel", self.cancel),
                web.post("/v2/exports", self.export),
                web.get("/v2/exports/{id}", self.job),
                web.get("/v2/exports/{id}/file", self.file),
            ]
        )
        return app

    @web.middleware
    async def refusing(self, request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            answer: web.StreamResponse = await handler(request)
        except Refusal as refusal:
            error = dict(refusal.error)
            if "problem-shape" in self.broken:
                error = {"error": error["message"]}
            return web.json_response(error, status=refusal.status_code)
        return answer

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        name = str(form.get("client_id", ""))
        known = CLIENTS.get(name)
        if form.get("grant_type") != "client_credentials":
            raise Refusal(400, "unsupported_grant_type", "only client_credentials")
        if known is None or (form.get("client_secret") != known[0] and "token-any-secret" not in self.broken):
            raise Refusal(401, "invalid_client", "wrong client or secret")
        token = secrets.token_urlsafe(24)
        self.store.tokens[token] = name
        return web.json_response({"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    async def rooms(self, request: web.Request) -> web.Response:
        if "rooms-open" not in self.broken:
            self.store.who(request)
        least, limit = _whole(request, "min_capacity", 1, 1000), _whole(request, "limit", 50, 100)
        found = [
            one for one in self.store.rooms.values() if one["capacity"] >= least or "capacity-filter" in self.broken
        ]
        start = int(cursor) if (cursor := request.query.get("cursor", "0")).isdigit() else 0
        if "limit-ignored" in self.broken:
            limit = 100
        cut = found[start : start + limit]
        more = start + limit < len(found)
        following = str(start + limit - (1 if "cursor-overlap" in self.broken else 0)) if more else None
        return web.json_response({"items": cut, "next_cursor": following})

    async def add_room(self, request: web.Request) -> web.Response:
        role = CLIENTS[self.store.who(request)][1]
        if role != "staff" and "guest-adds-room" not in self.broken:
            raise Refusal(403, "forbidden", "staff only")
        body = await _json(request)
        name, capacity = body.get("name"), body.get("capacity")
        if not isinstance(name, str) or not 1 <= len(name) <= 40:
            raise Refusal(422, "invalid", "a name is needed", "name")
        if not isinstance(capacity, int) or isinstance(capacity, bool) or not 1 <= capacity <= 500:
            raise Refusal(422, "invalid", "between 1 and 500", "capacity")
        return web.json_response(self.store.add_room(name, capacity), status=201)

    async def bookings(self, request: web.Request) -> web.Response:
        me, status = self.store.who(request), request.query.get("status")
        if status not in (None, "pending", "confirmed", "cancelled"):
            raise Refusal(422, "invalid", "no such status", "status")
        limit = _whole(request, "limit", 20, 100)
        found = [one for one in self.store.bookings.values() if one["owner"] == me or "list-foreign" in self.broken][
            ::-1
        ]
        if status and "status-filter" not in self.broken:
            found = [one for one in found if one["status"] == status]
        return web.json_response({"items": [self.store.fields(one) for one in found[:limit]], "total": len(found)})

    async def book(self, request: web.Request) -> web.Response:
        me, body = self.store.who(request), await _json(request)
        key = (me, request.headers.get("Idempotency-Key", ""))
        if key[1] and key in self.store.keys and "replay-second" not in self.broken:
            return self.store.shown(self.store.bookings[self.store.keys[key]], 201)
        booking = self._checked(body, me, replayed=key in self.store.keys)
        self.store.bookings[booking["id"]] = booking
        if key[1]:
            self.store.keys[key] = booking["id"]
        answer = self.store.shown(booking, 200 if "created-200" in self.broken else 201)
        if "no-location" not in self.broken:
            answer.headers["Location"] = f"/v2/bookings/{booking['id']}"
        return answer

    def _checked(self, body: dict[str, Any], me: str, *, replayed: bool) -> dict[str, Any]:
        room = self.store.rooms.get(str(body.get("room_id")))
        if room is None:
            raise Refusal(422, "invalid", "no such room", "room_id")
        start, end = _moment(body, "starts_at"), _moment(body, "ends_at")
        if end <= start and "end-before-start" not in self.broken:
            raise Refusal(422, "invalid", "must end after it starts", "ends_at")
        if start < datetime.now(UTC) and "past-taken" not in self.broken:
            raise Refusal(422, "invalid", "lies in the past", "starts_at")
        if not isinstance(body.get("notes"), str | None):
            raise Refusal(422, "invalid", "a text", "notes")
        title = body.get("title", "" if "title-optional" in self.broken else None)
        if not isinstance(title, str) or (not title and "title-optional" not in self.broken) or len(title) > 100:
            raise Refusal(422, "invalid", "a title is needed", "title")
        guests = body.get("guests", 1)
        whole = isinstance(guests, int) and not isinstance(guests, bool)
        if not whole or (not 1 <= guests <= room["capacity"] and "guests-unbounded" not in self.broken):
            raise Refusal(422, "invalid", "more than the seats", "guests")
        if not replayed and "overlap-taken" not in self.broken and self._taken(room["id"], start, end):
            raise Refusal(409, "overlap", "the room is taken")
        return {"id": str(uuid.uuid4()), "room_id": room["id"], "title": title, "guests": guests, "status": "pending",
                "starts_at": body["starts_at"], "ends_at": body["ends_at"], "notes": body.get("notes"),
                "minutes": int((end - start) / timedelta(minutes=1)), "version": 1, "owner": me}  # fmt: skip

    def _taken(self, room: str, start: datetime, end: datetime) -> bool:
        return any(
            one["room_id"] == room
            and one["status"] != "cancelled"
            and datetime.fromisoformat(one["starts_at"]) < end
            and start < datetime.fromisoformat(one["ends_at"])
            for one in self.store.bookings.values()
        )

    async def read(self, request: web.Request) -> web.Response:
        booking = self.store.booking(request, "foreign-read")
        same = request.headers.get("If-None-Match") == f'"{booking["version"]}"'
        if same and "not-modified" not in self.broken:
            return web.Response(status=304, headers={"ETag": f'"{booking["version"]}"'})
        return self.store.shown(booking)

    async def change(self, request: web.Request) -> web.Response:
        booking, body = self.store.booking(request), await _json(request)
        self.store.matched(request, booking)
        fields: dict[str, Any] = {}
        if "title" in body:
            if not isinstance(body["title"], str) or not 1 <= len(body["title"]) <= 100:
                raise Refusal(422, "invalid", "a title is needed", "title")
            fields["title"] = body["title"]
        if not isinstance(body.get("notes"), str | None):
            raise Refusal(422, "invalid", "a text", "notes")
        if "notes" in body:
            fields["notes"] = body["notes"]
        elif "other-fields-lost" in self.broken:
            fields["notes"] = None
        changed = self.store.changed(booking, **fields)
        if "change-lost" not in self.broken:
            booking.update(changed)
        return self.store.shown(changed)

    async def confirm(self, request: web.Request) -> web.Response:
        booking = self.store.booking(request)
        allowed = {"pending"} | ({"confirmed"} if "confirm-twice" in self.broken else set())
        allowed |= {"cancelled"} if "cancelled-revives" in self.broken else set()
        if booking["status"] not in allowed:
            raise Refusal(409, "bad_state", f"it is {booking['status']}")
        changed = self.store.changed(booking, status="confirmed")
        if "confirm-lost" not in self.broken:
            booking.update(changed)
        return self.store.shown(changed)

    async def cancel(self, request: web.Request) -> web.Response:
        booking = self.store.booking(request, "foreign-cancel")
        if booking["status"] == "cancelled":
            raise Refusal(409, "bad_state", "it is cancelled")
        booking.update(self.store.changed(booking, status="cancelled"))
        return self.store.shown(booking)

    async def delete(self, request: web.Request) -> web.Response:
        booking = self.store.booking(request)
        if "delete-keeps" not in self.broken:
            del self.store.bookings[booking["id"]]
        return web.Response(status=204)

    async def export(self, request: web.Request) -> web.Response:
        me, body = self.store.who(request), await _json(request)
        if body.get("format") not in ("csv", "json"):
            raise Refusal(422, "invalid", "csv or json", "format")
        job: dict[str, Any] = {"id": str(uuid.uuid4()), "owner": me, "looks": 0}
        self.store.jobs[job["id"]] = job
        where = f"/v2/exports/{job['id']}"
        answer = {"id": job["id"], "status": "queued"}
        return web.json_response(answer, status=200 if "job-200" in self.broken else 202, headers={"Location": where})

    def _job(self, request: web.Request) -> dict[str, Any]:
        me, job = self.store.who(request), self.store.jobs.get(request.match_info["id"])
        if job is None or job["owner"] != me:
            raise Refusal(404, "not_found", "no such export")
        return job

    async def job(self, request: web.Request) -> web.Response:
        job = self._job(request)
        job["looks"] += 1
        if job["looks"] < 3:
            return web.json_response({"id": job["id"], "status": "running"}, headers={"Retry-After": "1"})
        file = None if "job-never-file" in self.broken else f"/v2/exports/{job['id']}/file"
        return web.json_response({"id": job["id"], "status": "done", "file": file})

    async def file(self, request: web.Request) -> web.Response:
        job = self._job(request)
        if job["looks"] < 3:
            raise Refusal(409, "not_ready", "ask again later")
        rows = [one for one in self.store.bookings.values() if one["owner"] == job["owner"]]
        lines = ["id,title,status"] + [f"{one['id']},{one['title']},{one['status']}" for one in rows]
        text = "\n".join(lines[:1] if "job-empty" in self.broken else lines) + "\n"
        kind = "application/json" if "csv-type" in self.broken else "text/csv"
        return web.Response(text=text, content_type=kind)


@contextmanager
def serving(*broken: str) -> Iterator[str]:
    """The API on a free port of loopback."""
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(Api(Store(frozenset(broken))).app())
    loop.run_until_complete(runner.setup())
    site = web.TCPSite(runner, "127.0.0.1", 0)
    loop.run_until_complete(site.start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
