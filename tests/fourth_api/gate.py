"""What stands before every operation: key, organisation, scope, and the body against the contract's schema."""

from __future__ import annotations

import copy
import json
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.fourth_api.defects import LOOSE
from tests.fourth_api.world import Record, World

CODES = {400: "malformed", 401: "unauthenticated", 403: "scope_missing", 404: "not_found", 405: "method_not_allowed",
         409: "conflict", 412: "stale", 415: "unsupported_media_type", 422: "invalid", 428: "precondition_required",
         418: "teapot", 500: "internal"}  # fmt: skip
CONTRACT: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_text())


class Refusal(Exception):
    """An answer that is not what was asked for; `source` is what was wrong."""

    def __init__(self, status: int, title: str, **source: str) -> None:
        super().__init__(title)
        self.status, self.title, self.source = status, title, source


@dataclass
class Answer:
    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media: str = "application/json"


@dataclass
class Call:
    world: World
    method: str
    operation: str
    ids: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    data: bytes
    validators: Callable[[str], Any]

    @property
    def org(self) -> str:
        return self.ids["org"]

    def wrong(self, name: str) -> bool:
        return self.world.has(name)

    def json(self) -> Any:
        media = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != "application/json" and not self.wrong("any-media"):
            raise Refusal(415, "Send application/json.")
        if not self.data and self.wrong("empty-body-crash"):
            raise IndexError("string index out of range")
        try:
            found = json.loads(self.data.decode(), parse_constant=_no_number)
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as problem:
            told = "\n".join(traceback.format_exception(problem)) if self.wrong("trace-told") else ""
            raise Refusal(400, f"The body is no JSON. {told}".strip()) from None
        return found

    def body(self, schema: str) -> dict[str, Any]:
        """The body, which fits the schema."""
        found = self.json()
        if error := next(self.validators(schema).iter_errors(found), None):
            pointer = "/" + "/".join(str(one) for one in error.instance_path)
            raise Refusal(422, f"This is not what {schema} says: {error.kind.name}.", pointer=pointer)
        given: dict[str, Any] = found
        return given

    def of_org(self, kept: dict[str, Record], key: str, *defects: str) -> Record:
        """A record of the organisation by its id."""
        record = kept.get(key)
        is_here = record and (record.org == self.org or any(map(self.wrong, defects)))
        if record is None or not is_here or record.deleted:
            told = " (db-1.internal.ledger.local:5432)" if self.wrong("host-told") else ""
            raise Refusal(404, f"There is no such thing.{told}")
        return record


Handler = Callable[[Call], Awaitable[Answer]]


def _no_number(name: str) -> None:
    raise ValueError(name)


def validators(world: World) -> Callable[[str], Any]:
    """A validator by the name of its schema, each made once; what is loose is left out."""
    document, made = copy.deepcopy(CONTRACT), dict[str, Any]()
    for name in world.defects & LOOSE.keys():
        node: Any = document["components"]["schemas"]
        for step in LOOSE[name][:-1]:
            node = node[step]
        del node[LOOSE[name][-1]]

    def of(name: str) -> Any:
        if name not in made:
            schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
            made[name] = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        return made[name]

    return of


def admit(call: Call, scopes: list[str] | None) -> None:
    """Let the call in, or refuse it; `scopes` None where no key is asked for."""
    if scopes is None or (call.operation == "getOrg" and call.wrong("no-key-needed")):
        return
    key = _key(call)
    if key is None:
        raise Refusal(401, "Show a key that is good.", header="X-Api-Key")
    if call.org != key.org and not (call.operation == "listInvoices" and call.wrong("org-unchecked")):
        raise Refusal(404, "There is no such organisation.")
    opened = {"createInvoice": "scope-write-unchecked", "deleteCustomer": "scope-delete-unchecked",
              "listKeys": "scope-keys-unchecked", "voidInvoice": "scope-action-unchecked"}  # fmt: skip
    if not set(scopes) <= set(key.values["scopes"]) and not call.wrong(opened.get(call.operation, "")):
        raise Refusal(403, f"The key lacks {', '.join(scopes)}.")


def _key(call: Call) -> Record | None:
    shown, wrong = call.headers.get("x-api-key", ""), call.wrong
    for key in call.world.keys.values():
        is_good = key.values["secret"] == shown or (
            wrong("key-prefix") and len(shown) > 8 and key.values["secret"].startswith(shown[:-2])
        )
        is_old = key.values["label"] == "north-old"
        lives = not key.deleted or (wrong("expired-taken") if is_old else wrong("deleted-key-lives"))
        if is_good and lives:
            return key
    return None


def refused(call: Call | None, refusal: Refusal) -> Answer:
    error = {"status": str(refusal.status), "code": CODES[refusal.status], "title": refusal.title}
    content: Any = {"errors": [{**error, **({"source": refusal.source} if refusal.source else {})}]}
    if call and refusal.status == 422 and call.wrong("validation-shape"):
        content = {"message": refusal.title}
    return Answer(content, refusal.status)
