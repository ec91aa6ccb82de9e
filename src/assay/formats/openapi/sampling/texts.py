"""A text for a schema of type string: by its format, by its pattern, or the name of the field."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from assay.formats.openapi.sampling.patterns import Unsupported, read_pattern
from assay.formats.openapi.sampling.pick import Pick

LONGEST = 2_000
_TRIES = (0, 1, 2, 3, 5, 8, 16, 32, 64, 128, 256)
_WORD = re.compile(r"[A-Za-z0-9]+")


def _uuid(pick: Pick) -> str:
    digits = pick.hex(32)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


_FORMATS: dict[str, Callable[[Pick], str]] = {
    "date-time": lambda pick: f"2026-01-{pick.number(28) + 1:02}T09:30:00Z",
    "date": lambda pick: f"2026-01-{pick.number(28) + 1:02}",
    "time": lambda pick: f"09:{pick.number(60):02}:00Z",
    "duration": lambda pick: f"PT{pick.number(59) + 1}M",
    "uuid": _uuid,
    "email": lambda pick: f"user{pick.number(1000)}@example.com",
    "idn-email": lambda pick: f"user{pick.number(1000)}@example.com",
    "hostname": lambda pick: f"host{pick.number(1000)}.example.com",
    "idn-hostname": lambda pick: f"host{pick.number(1000)}.example.com",
    "ipv4": lambda pick: f"192.0.2.{pick.number(254) + 1}",
    "ipv6": lambda pick: f"2001:db8::{pick.number(9999) + 1}",
    "uri": lambda pick: f"https://example.com/{pick.number(1000)}",
    "url": lambda pick: f"https://example.com/{pick.number(1000)}",
    "iri": lambda pick: f"https://example.com/{pick.number(1000)}",
    "uri-reference": lambda pick: f"/path/{pick.number(1000)}",
    "iri-reference": lambda pick: f"/path/{pick.number(1000)}",
    "uri-template": lambda _: "/path/{id}",
    "json-pointer": lambda _: "/field",
    "relative-json-pointer": lambda _: "0/field",
    "regex": lambda _: "^[a-z]+$",
    "byte": lambda pick: b64encode(f"text {pick.number(1000)}".encode()).decode(),
    "password": lambda pick: f"Secret-pass-{pick.number(1000)}",
}
_SHORT = {"email": "a@b", "idn-email": "a@b", "hostname": "a", "uri": "a:b", "byte": "YQ=="}
"""The same for fields that have little room."""


def sample_text(schema: dict[str, Any], pick: Pick, name: str) -> str:
    """A text that the schema allows, as far as can be told; `name` is that of the field."""
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", LONGEST))
    pattern, made = schema.get("pattern"), _FORMATS.get(str(schema.get("format")))
    for text in (made(pick) if made else "", _SHORT.get(str(schema.get("format")), "")):
        if text and least <= len(text) <= most:
            return text
    if isinstance(pattern, str):
        found = _by_pattern(pattern, least, most, pick)
        if found is not None:
            return found
    return _fitted(_named(name, pick), least, most)


def _by_pattern(pattern: str, least: int, most: int, pick: Pick) -> str | None:
    """The shortest of some texts that are long enough."""
    try:
        found = read_pattern(pattern)
        texts = [found.make(more, pick) for more in (2, *_TRIES)]
    except (Unsupported, RecursionError):
        return None
    fitting = [text for text in texts if least <= len(text) <= most]
    if fitting:
        return fitting[0]
    short = [text for text in texts if len(text) < least]
    return short[-1] + "a" * (least - len(short[-1])) if short and found.open_end and least <= LONGEST else None


def _named(name: str, pick: Pick) -> str:
    words = " ".join(_WORD.findall(name)) or "text"
    return f"{words} {pick.number(1000)}" if pick.seed else words


def _fitted(text: str, least: int, most: int) -> str:
    if len(text) < least:
        text += "a" * (min(least, LONGEST) - len(text))
    return text[:most]
