"""Puts real values where a history shows stand-ins, each spelled as its place wants it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, unquote_plus

import msgspec

from assay.app.history.changing import header_name
from assay.app.history.parameters import is_form, json_of, rewritten
from assay.app.history.secrets import Known
from assay.model.errors import UsageError
from assay.model.transfer import Data, Form, OptionValue, Transfer

MASK = re.compile(r"\*\*\*[0-9a-f]{4}")
MASK_IN_BYTES = re.compile(MASK.pattern.encode())
RUN = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
MOST_TOLD = 4
LARGEST = 1024 * 1024
"""Characters of a text that is looked through for base64."""


class Unmasked(msgspec.Struct, frozen=True, kw_only=True):
    """The transfer as it can be sent."""

    transfer: Transfer
    secrets: tuple[str, ...] = ()
    """The values that were put in."""
    origins: tuple[str, ...] = ()
    """Where they come from, for a person."""


def unmasked(transfer: Transfer, known: Known) -> Unmasked:
    """The transfer with every stand-in replaced. Raises UsageError, naming the places, where a value is not known."""
    used: dict[str, str] = {}

    def real(mark: str) -> str:
        found = known.get(mark)
        if found is None:
            return mark
        used[found[0]] = found[1]
        return found[0]

    plain = Filling(real, str)
    found = rewritten(
        transfer,
        url=Filling(real, lambda value: quote(value, safe="")).text,
        text=plain.text,
        data=Filling(real, _spelling(transfer)).data,
    )
    found = msgspec.structs.replace(
        found, options={name: _option(value, plain.text) for name, value in found.options.items()}
    )
    missing = list(dict.fromkeys(places(found)))
    if missing:
        raise lacking(missing)
    return Unmasked(transfer=found, secrets=tuple(used), origins=tuple(dict.fromkeys(used.values())))


def lacking(missing: list[str]) -> UsageError:
    """What to say of secrets that nobody knows."""
    more = f" and {len(missing) - MOST_TOLD} more" if len(missing) > MOST_TOLD else ""
    return UsageError(
        f"the history keeps no secrets, and nothing here gives the value of {', '.join(missing[:MOST_TOLD])}{more}",
        remedy="Give it (-H 'Name: value', -u, -d, --var), or send as an --identity of assay.toml, or set the variable "
        "that held it in the process environment or in .env.",
    )


class Filling:
    """Replaces stand-ins in texts of one kind. `spelled` writes a value as the place wants it."""

    def __init__(self, real: Callable[[str], str], spelled: Callable[[str], str]) -> None:
        self._real = real
        self._spelled = spelled

    def text(self, text: str) -> str:
        """Plain ones, then those inside base64."""
        if len(text) <= LARGEST:
            text = RUN.sub(self._inside, text)
        return MASK.sub(self._one, text)

    def data(self, data: bytes) -> bytes:
        """The same for bytes."""
        return self.text(data.decode("latin-1")).encode("latin-1")

    def _one(self, match: re.Match[str]) -> str:
        value = self._real(match[0])
        return match[0] if value == match[0] else self._spelled(value)

    def _inside(self, match: re.Match[str]) -> str:
        plain = decoded(match[0])
        if plain is None or not MASK_IN_BYTES.search(plain):
            return match[0]
        filled = MASK_IN_BYTES.sub(lambda mark: self._real(mark[0].decode()).encode(), plain)
        encoded = base64.b64encode(filled).decode()
        if "-" in match[0] or "_" in match[0]:
            encoded = encoded.replace("+", "-").replace("/", "_")
        return encoded if match[0].endswith("=") or len(match[0]) % 4 == 0 else encoded.rstrip("=")


def decoded(run: str) -> bytes | None:
    """What a run of base64 stands for; None where it is none."""
    digits = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(digits + "=" * (-len(digits) % 4))
    except (binascii.Error, ValueError):
        return None


def _spelling(transfer: Transfer) -> Callable[[str], str]:
    """How a value is written in the body."""
    if isinstance(transfer.content, Data):
        if transfer.content.content.lstrip()[:1] in (b"{", b"["):
            return lambda value: json.dumps(value)[1:-1]
        if is_form(transfer):
            return lambda value: quote(value, safe="")
    return lambda value: value.encode("utf-8", "surrogateescape").decode("latin-1")


def _option(value: OptionValue, fill: Callable[[str], str]) -> OptionValue:
    if isinstance(value, str):
        return fill(value)
    return tuple(fill(one) for one in value) if isinstance(value, tuple) else value


def has_mask(text: str) -> bool:
    """Whether a stand-in stands in a text, plain or inside base64."""
    if MASK.search(text):
        return True
    runs = RUN.findall(text) if len(text) <= LARGEST else ()
    return any(MASK_IN_BYTES.search(decoded(run) or b"") for run in runs)


def places(transfer: Transfer) -> Iterator[str]:
    """Where stand-ins stand, in words for a person."""
    yield from _in_url(transfer.url)
    yield from (f"the header {_shown(line)}" for line in transfer.headers if has_mask(line))
    for name, value in transfer.options.items():
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and has_mask(text) for text in texts):
            yield f"--{name}"
    yield from _in_body(transfer)


def _shown(line: str) -> str:
    return line.partition(":")[0].strip() if header_name(line) != "cookie" else "Cookie"


def _in_url(url: str) -> Iterator[str]:
    head, _, query = url.partition("?")
    if has_mask(head):
        yield "the URL"
    for pair in query.split("&"):
        if has_mask(pair):
            yield f"the query parameter {unquote_plus(pair.partition('=')[0])}"


def _in_body(transfer: Transfer) -> Iterator[str]:
    content = transfer.content
    if isinstance(content, Form):
        for part in content.parts:
            if any(has_mask(text) for text in _texts_of(part)):
                yield f"the form field {part.name}" if part.name else "a form field"
    if not isinstance(content, Data):
        return
    text = content.content.decode("latin-1")
    if not has_mask(text):
        return
    document = json_of(content)
    found = [f"the field {pointer} of the body" for pointer in _masked(document, "", 0)] if document is not None else []
    if not found and is_form(transfer):
        found = [f"the field {unquote_plus(p.partition('=')[0])} of the body" for p in text.split("&") if has_mask(p)]
    yield from found or ["the body"]


def _texts_of(part: Any) -> Iterator[str]:
    if part.content is not None:
        yield part.content.decode("latin-1")
    yield from part.headers
    for inner in part.parts:
        yield from _texts_of(inner)


def _masked(value: Any, pointer: str, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if has_mask(value):
            yield pointer
    elif depth < 100 and isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _masked(inner, f"{pointer}/{key}", depth + 1)
