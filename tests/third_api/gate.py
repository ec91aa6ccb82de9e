"""What stands before every operation: who calls, what was sent, and in which shape it is answered."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from tests.third_api.refusals import Refusal, not_found
from tests.third_api.world import Person, World


@dataclass
class Call:
    request: HttpRequest
    world: World
    ids: dict[str, int]
    open: bool = False
    people: list[Person] = field(default_factory=list)

    @property
    def who(self) -> Person:
        return self.people[0]

    @property
    def company(self) -> str:
        """The caller's, which X-Company may only repeat."""
        said = self.request.headers.get("X-Company")
        if said and said != self.who.company and not self.world.has("company-header"):
            raise Refusal("forbidden", "That is not your company.")
        return said or self.who.company

    @property
    def query(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.request.GET.items()}

    def body(self) -> Any:
        media = (self.request.content_type or "").lower()
        if media != "application/json" and not self.world.has("any-media"):
            raise Refusal("media", "Send application/json.")
        try:
            found = json.loads(self.request.body, parse_constant=_no_number)
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            if self.world.has("malformed-crash"):
                raise
            raise Refusal("invalid", "The body is no JSON.") from None
        if isinstance(found, list) and self.world.has("list-body-crash"):
            raise TypeError("list indices must be integers or slices, not str")
        return found


Handler = Callable[[Call], HttpResponse]


def _no_number(name: str) -> None:
    raise ValueError(name)


def operations(handlers: dict[str, Handler], *, is_open: tuple[str, ...] = ()) -> Callable[..., HttpResponse]:
    """A view with one handler a method; those of `is_open` ask for no credentials."""

    def view(request: HttpRequest, **ids: int) -> HttpResponse:
        world: World = request.META["bookings.world"]
        with world.lock:
            call = Call(request, world, ids, request.method in is_open)
            return _answered(call, handlers)

    return view


def _answered(call: Call, handlers: dict[str, Handler]) -> HttpResponse:
    method = call.request.method or ""
    if method == "PATCH" and call.world.has("patch-answered") and "PUT" in handlers and "bookingId" in call.ids:
        method = "PUT"
    try:
        if method not in handlers:
            raise Refusal("notAllowed", "Not with this method.")
        who = caller(call)
        if who is None and not call.open and not (method == "GET" and call.world.has("rooms-without-log-in")
                                                  and "roomId" in call.ids):  # fmt: skip
            raise Refusal("unauthenticated", "Who are you?")
        call.people = [who or next(iter(call.world.people.values()))]
        return handlers[method](call)
    except Refusal as refusal:
        answer = refused(call.world, refusal)
        if refusal.status == 405:
            answer["Allow"] = ", ".join(handlers)
        return answer
    except Exception:  # noqa: BLE001  # whatever else goes wrong here is ours: the caller learns nothing of it
        return refused(call.world, None)


def caller(call: Call) -> Person | None:
    """By Basic, else by the session's cookie."""
    line, world = call.request.headers.get("Authorization"), call.world
    if line is None:
        sid = call.request.COOKIES.get("sid", "")
        return world.people.get((world.sessions | (world.late if world.has("late-session") else {})).get(sid, 0))
    scheme, _, rest = line.partition(" ")
    try:
        name, _, password = base64.b64decode(rest, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return known(world, name, password, "any-password") if scheme.lower() == "basic" else None


def known(world: World, name: str, password: str, defect: str) -> Person | None:
    found = next((one for one in world.people.values() if one.username == name), None)
    if found and (secrets.compare_digest(found.password.encode(), password.encode()) or world.has(defect)):
        return found
    return None


def refused(world: World, refusal: Refusal | None) -> HttpResponse:
    """An error in its shape; None for what went wrong on our side."""
    if refusal is None:
        return answered({"error": {"code": "internal", "message": "Something went wrong."}}, 500)
    if refusal.status == 404 and world.has("not-found-text"):
        return HttpResponse("Not found", status=404, content_type="text/plain")
    error = {"code": refusal.code, "message": refusal.message}
    if refusal.field:
        error["field"] = refusal.field
    if refusal.code == "invalid" and world.has("trace-told"):
        error["message"] += "\n" + "".join(traceback.format_exception(refusal))
    content: Any = {"error": error}
    if refusal.status == 409 and world.has("conflict-shape"):
        content = {"detail": refusal.message, "ok": False}
    answer = answered(content, refusal.status)
    if refusal.status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="bookings"'
    return answer


def answered(content: Any, status: int = 200, **headers: str) -> HttpResponse:
    answer = HttpResponse(json.dumps(content), status=status, content_type="application/json")
    for name, value in headers.items():
        answer[name] = value
    return answer


def no_such_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return refused(request.META["bookings.world"], not_found())
