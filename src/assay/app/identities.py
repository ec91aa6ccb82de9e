"""Brings an identity of assay.toml to a collection: its credentials become the variables that the collection uses."""

from __future__ import annotations

import json
from typing import Any

from assay.app.project import IdentityTable, Login, Lookup
from assay.engine.item import play_item
from assay.engine.lane import Lane
from assay.engine.scopes import Scopes
from assay.engine.select import Item, runnable
from assay.model.errors import IncompleteError, UsageError
from assay.model.event import Cursor, Event, Exchanged
from assay.model.exchange import Exchange, Unanswered
from assay.model.suite import Suite
from assay.runtime.job import Job
from assay.runtime.perform import Performer
from assay.runtime.recorder import Recorder
from assay.runtime.tools import Tools

TOKEN_VARIABLE = "access_token"  # noqa: S105 - the name of a variable
KEY_VARIABLE = "api_key"


def credentials(name: str, identity: IdentityTable, lookup: Lookup) -> dict[str, str]:
    """The variables of an identity that needs no login, filled in from the environment; all of them secret."""
    setting = f"[identity.{name}]"
    if identity.token is not None:
        return {identity.variable or TOKEN_VARIABLE: lookup.fill(identity.token, setting)}
    if identity.api_key is not None:
        return {identity.variable or KEY_VARIABLE: lookup.fill(identity.api_key.value, setting)}
    if identity.basic is not None:
        return {
            "username": lookup.fill(identity.basic.username, setting),
            "password": lookup.fill(identity.basic.password, setting),
        }
    return {key: lookup.fill(value, setting) for key, value in (identity.cookie or {}).items()}


async def log_in(
    name: str, identity: IdentityTable, suite: Suite, job: Job, tools: Tools, recorder: Recorder, lookup: Lookup
) -> None:
    """Send the identity's login request, and set its token in the environment of the run.

    Raises UsageError where the collection has no such request, IncompleteError where no token came of it.
    """
    assert identity.login is not None
    setting = f"[identity.{name}]"
    password = lookup.fill(identity.login.password, setting)
    recorder.masker.add([password])
    lane = Lane(plan=job.plan, world=job.world, scopes=job.scopes, jar=job.jar, items=job.items)
    lane.scopes.local.set("username", lookup.fill(identity.login.username, setting))
    lane.scopes.local.set("password", password)
    events: list[Event] = []
    performer = Performer(
        transport=tools.transport,
        scripts=tools.scripts,
        files=job.files,
        consent=job.consent,
        hear=events.append,
        conceal=recorder.conceal,
    )
    await performer.perform(play_item(find_item(suite, identity.login, setting), Cursor(), lane))
    token = take_token(name, identity.login, events)
    recorder.masker.add([token])
    forget_login(lane.scopes)
    lane.scopes.environment.set(identity.variable or TOKEN_VARIABLE, token)


def forget_login(scopes: Scopes) -> None:
    """Take the user name and password out of the local variables again."""
    kept = [row for row in scopes.local.values_json() if row.get("key") not in ("username", "password")]
    scopes.local.replace(kept)


def find_item(suite: Suite, login: Login, setting: str) -> Item:
    """The request by its path, `Folder/Request`."""
    for item in runnable(suite):
        if "/".join((*item.path, item.step.name)) == login.request:
            return item
    raise UsageError(
        f"the collection has no request {login.request!r}",
        where=f"assay.toml, {setting} login",
        remedy="Write its folders and name with slashes between: Auth/Login.",
    )


def take_token(name: str, login: Login, events: list[Event]) -> str:
    """The token in the answer to the login."""
    exchanges = [
        e.exchange for e in events if isinstance(e, Exchanged) and e.role == "final" and e.source == "collection"
    ]
    if not exchanges:
        raise IncompleteError(f"identity {name} could not log in: the request was not sent", where=login.request)
    token = at_pointer(answer_of(name, exchanges[-1]), login.token)
    if not isinstance(token, str) or not token:
        raise IncompleteError(
            f"identity {name} could not log in: the answer has no text at {login.token}",
            where=login.request,
            remedy="`token` is a JSON Pointer into the answer, such as /access_token.",
        )
    return token


def answer_of(name: str, exchange: Exchange) -> Any:
    """The JSON of a successful answer."""
    told = f"{exchange.request.method} {exchange.request.url}"
    if isinstance(exchange.outcome, Unanswered):
        raise IncompleteError(f"identity {name} could not log in: {exchange.outcome.reason}", where=told)
    response = exchange.outcome.response
    if not 200 <= response.status < 300:
        raise IncompleteError(f"identity {name} could not log in: the answer was {response.status}", where=told)
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        raise IncompleteError(f"identity {name} could not log in: the answer is no JSON", where=told) from None


def at_pointer(value: Any, pointer: str) -> Any:
    """What a JSON Pointer points at (RFC 6901); None where it points at nothing."""
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
