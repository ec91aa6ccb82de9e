"""Finds what can be made only once, an email address or a key of idempotency, and how each run makes its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assay.draft.anatomy import Anatomy, Slot
from assay.draft.javascript import literal
from assay.draft.likeness import STAND_IN, singular, words
from assay.draft.origins import json_of

_ONCE = frozenset(
    {"email", "mail", "username", "login", "handle", "nickname", "slug", "sku", "isbn", "ean", "phone", "domain"}
    | {"barcode", "iban", "subdomain"}
)
_PAIRS = frozenset({("user", "name"), ("serial", "number"), ("external", "id"), ("client", "reference")})
_NAMES = frozenset({"name", "title", "code", "key", "reference", "ref"})
_KEYS = frozenset({"idempotency-key", "x-idempotency-key", "x-request-id", "request-id", "x-correlation-id"})
_EMAIL = re.compile(r"([^@\s]+)@([^@\s]+)")
_DIGITS_LAST = re.compile(r"(.*\D)(\d{3,})", re.DOTALL)
_LOGINS = frozenset({"login", "signin", "logon", "session", "token", "oauth", "auth", "authenticate", "authorize"})
FEW = 3
"""Fields of something whose name has to be its own."""
MARK = 'pm.variables.replaceIn("{{$guid}}").slice(0, 8)'
"""Eight characters that are new each time."""


class Fresh(NamedTuple):
    """A slot that needs a new value in each run."""

    slot: Slot
    expression: str
    """JavaScript that makes one of the same form; empty where a UUID will do."""


def fresh_slots(parts: Anatomy, bound: set[tuple[str | int, ...]]) -> Iterator[Fresh]:
    """What the request sent to make something, and what the server would not take a second time."""
    for slot in parts.slots:
        if slot.kind == "header" and slot.name.lower() in _KEYS and slot.where not in bound:
            yield Fresh(slot, "")
    if not creates(parts):
        return
    open_slots = [slot for slot in parts.slots if slot.kind in ("body", "form") and _is_open(slot, bound)]
    single = [slot for slot in open_slots if _is_single(slot)] or _named(parts, open_slots)
    for slot in single:
        yield Fresh(slot, expression(slot.value, "email" in slot.name.lower()))


def creates(parts: Anatomy) -> bool:
    """Whether the answer tells of something new: 201, or an id that was not sent; a login makes nothing unique."""
    response = parts.call.response
    if parts.method != "POST" or response is None or not 200 <= response.status < 300 or _is_login(parts):
        return False
    if response.status == 201:
        return True
    body = json_of(response)
    return isinstance(body, dict) and "id" in body and str(body["id"]) not in _sent(parts)


def _is_login(parts: Anatomy) -> bool:
    last = parts.address.plain[-1] if parts.address.plain else ""
    return bool(_LOGINS & {singular(word) for word in (*words(last), "".join(words(last)))})


def _sent(parts: Anatomy) -> set[str]:
    return {slot.value for slot in parts.slots}


def _is_open(slot: Slot, bound: set[tuple[str | int, ...]]) -> bool:
    return slot.where not in bound and not slot.secret and not slot.number and not STAND_IN.search(slot.value)


def _is_single(slot: Slot) -> bool:
    found = words(slot.name)
    return bool(found) and (found[-1] in _ONCE or found[-2:] in _PAIRS)


def _named(parts: Anatomy, slots: list[Slot]) -> list[Slot]:
    """The name of the thing itself, where there is little else to tell it from others."""
    top = [slot for slot in parts.slots if slot.kind in ("body", "form") and len(slot.where) == 2]
    named = [slot for slot in slots if slot in top and slot.name.lower() in _NAMES]
    return named[:1] if len(top) <= FEW else []


def expression(value: str, is_email: bool) -> str:
    """JavaScript for another value of the same form: the same stem, the same length of digits, the same host."""
    address = _EMAIL.fullmatch(value)
    if address:
        return f"{literal(_stem(address[1]))} + {MARK} + {literal('@' + address[2])}"
    if value.isdecimal():
        return _digits(value[:-6] if len(value) > 6 else "", min(len(value), 6))
    numbered = _DIGITS_LAST.fullmatch(value)
    if numbered and not is_email and not value.islower():
        return _digits(numbered[1], len(numbered[2]))
    if " " in value:
        return f"{literal(value[:60].rstrip() + ' ')} + {MARK}"
    ending = ".toUpperCase()" if value.isupper() else ""
    return f"{literal(_stem(value))} + {MARK}{ending}"


def _stem(text: str) -> str:
    """Its beginning, so that the whole stays short, without a separator at the end where a mark is put."""
    return text[:12].rstrip("-_.+")


def _digits(before: str, count: int) -> str:
    tail = f"String(Date.now()).slice(-{min(count, 13)})"
    return f"{literal(before)} + {tail}" if before else tail
