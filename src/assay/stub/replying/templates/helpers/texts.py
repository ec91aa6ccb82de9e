"""Texts: case, cutting, joining, codes."""

from __future__ import annotations

import base64
import binascii
import re
import textwrap
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote_plus, unquote_plus

import regex

from assay.model.stub.java_regex import BadRegex, compiled
from assay.stub.matching.texts import MAX_TEXT, SECONDS
from assay.stub.replying.templates.fill import Helper, HelperCall
from assay.stub.replying.templates.helpers.refusing import error
from assay.stub.replying.templates.values import is_false, shown

_WIDEST = 100_000
"""Characters that a text is padded to."""
_FORMAT = re.compile(r"%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])")


def _of_text(change: Callable[[str], str]) -> Helper:
    def helper(call: HelperCall) -> str:
        return change(call.content())

    return helper


def capitalize(call: HelperCall) -> str:
    """The first letter of each word; with `fully` the others small."""
    fully = bool(call.named.get("fully"))
    return re.sub(
        r"\S+",
        lambda word: word[0][0].upper() + (word[0][1:].lower() if fully else word[0][1:]),
        call.content(),
    )


def substring(call: HelperCall) -> str:
    """From one index to before another."""
    text, start = call.text(0), int(call.get(1, 0))
    end = int(call.get(2, len(text)))
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"there is no text from {start} to {end} in {len(text)} characters")
    return text[start:end]


def replace(call: HelperCall) -> str:
    """Every one of a text by another."""
    wanted, other = call.text(1), call.text(2)
    text = call.text(0)
    if wanted and text.count(wanted) * len(other) > MAX_TEXT:
        raise ValueError("the result is too long")
    return text.replace(wanted, other)


def join(call: HelperCall) -> str:
    """The items of a list, or all arguments but the last, with the last between them."""
    *items, separator = call.arguments or [""]
    if items and isinstance(items[0], list | tuple):
        items = list(items[0])
    inner = shown(separator).join(shown(item) for item in items)
    return f"{shown(call.named.get('prefix'))}{inner}{shown(call.named.get('suffix'))}"


def split(call: HelperCall) -> list[str]:
    """The pieces between a separator."""
    separator = call.text(1, ",")
    return call.text(0).split(separator, 100_000) if separator else list(call.text(0))


def encode_base64(call: HelperCall) -> str:
    """In base64, or with `decode` back."""
    text = call.content()
    if call.named.get("decode"):
        try:
            return base64.b64decode(text, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            raise ValueError("this is no base64") from None
    coded = base64.b64encode(text.encode("utf-8", "replace")).decode()
    return coded.rstrip("=") if call.named.get("padding") is False else coded


def url_encode(call: HelperCall) -> str:
    """As forms are encoded, or with `decode` back."""
    text = call.content()
    return unquote_plus(text) if call.named.get("decode") else quote_plus(text, safe="*", errors="replace")


def string_format(call: HelperCall) -> str:
    """Java's String.format, for texts and numbers."""
    arguments = list(call.arguments[1:])
    taken = iter(arguments)

    def one(found: re.Match[str]) -> str:
        if found[5] in "%n":
            return "%" if found[5] == "%" else "\n"
        value = arguments[int(found[1]) - 1] if found[1] else next(taken, None)
        return _formatted(value, found[2], int(found[3] or 0), found[4], found[5])

    return _FORMAT.sub(one, call.text(0))


def _formatted(value: Any, flags: str, width: int, precision: str | None, kind: str) -> str:
    if width > _WIDEST or int(precision or 0) > 100:
        raise ValueError("the width is too large")
    text = _converted(value, kind.lower(), precision, "," if "," in flags else "", "+" if "+" in flags else "")
    text = text.upper() if kind.isupper() else text
    if "-" in flags:
        return text.ljust(width)
    return text.zfill(width) if "0" in flags and kind.lower() in "dfxo" else text.rjust(width)


def _converted(value: Any, kind: str, precision: str | None, grouping: str, sign: str) -> str:
    if kind == "d":
        return f"{int(value):{sign}{grouping}d}"
    if kind in "fe":
        return f"{float(value):{sign}{grouping}.{precision or 6}{kind}}"
    if kind in "xo":
        return f"{int(value) & (0xFFFFFFFF if int(value) < 0 else -1):{kind}}"
    if kind == "c":
        return chr(value) if isinstance(value, int) and 0 <= value < 0x110000 else shown(value)[:1]
    if kind == "b":
        return "false" if value is None or value is False else "true"
    if kind == "s":
        text = "null" if value is None else shown(value)
        return text[: int(precision)] if precision else text
    raise ValueError(f"there is no conversion %{kind}")


def regex_extract(call: HelperCall) -> Any:
    """What fits an expression first; with a name, its groups are assigned to that."""
    try:
        pattern = compiled(call.text(1))
    except BadRegex:
        return error(f"Invalid regex string {call.text(1)}")
    try:
        found = pattern.search(call.text(0)[:MAX_TEXT], timeout=SECONDS)
    except TimeoutError:
        return error(f"{call.text(1)} takes too long")
    if found is None:
        default = call.named.get("default")
        return error(f"Nothing matched {call.text(1)}") if default is None else default
    if len(call.arguments) < 3:
        return found[0]
    if not found.groups():
        return error(f"Nothing matched {call.text(1)}")
    call.filling.assigned[call.text(2)] = list(found.groups())
    return ""


def abbreviate(call: HelperCall) -> str:
    """At most so many characters, the last of them dots."""
    text, width = call.text(0), int(call.get(1, 4))
    return text if len(text) <= width else text[: max(width - 3, 1)] + "..."


def _padded(pad: Callable[[str, int, str], str]) -> Helper:
    def helper(call: HelperCall) -> str:
        size = int(call.named.get("size", 0))
        if size > _WIDEST:
            raise ValueError("the size is too large")
        return pad(call.text(0), size, shown(call.named.get("pad", " "))[:1] or " ")

    return helper


def default_if_empty(call: HelperCall) -> Any:
    """The first of its arguments that is not empty."""
    return next((value for value in call.arguments if not is_false(value)), "")


def yes_no(call: HelperCall) -> str:
    """yes, no or maybe."""
    value = call.first() if call.arguments else None
    word = "maybe" if value is None else "yes" if value else "no"
    return shown(call.named.get(word, word))


def word_wrap(call: HelperCall) -> str:
    """Lines of so many characters."""
    return "\n".join(textwrap.wrap(call.text(0), max(int(call.get(1, 80)), 1)))


def _slug(text: str) -> str:
    letters = re.sub(r"[^a-zA-Z\s]", "", text.strip())
    return re.sub(r"\s+", "-", letters).lower()


def cut(call: HelperCall) -> str:
    """Without a text."""
    return call.text(0).replace(call.text(1, " "), "")


HELPERS: dict[str, Helper] = {
    "trim": _of_text(str.strip),
    "upper": _of_text(str.upper),
    "lower": _of_text(str.lower),
    "capitalizeFirst": _of_text(lambda text: text[:1].upper() + text[1:]),
    "capitalize": capitalize,
    "substring": substring,
    "replace": replace,
    "join": join,
    "split": split,
    "base64": encode_base64,
    "urlEncode": url_encode,
    "stringFormat": string_format,
    "regexExtract": regex_extract,
    "abbreviate": abbreviate,
    "center": _padded(lambda text, size, pad: text.center(size, pad)),
    "ljust": _padded(lambda text, size, pad: text.ljust(size, pad)),
    "rjust": _padded(lambda text, size, pad: text.rjust(size, pad)),
    "defaultIfEmpty": default_if_empty,
    "yesno": yes_no,
    "wordWrap": word_wrap,
    "slugify": _of_text(_slug),
    "stripTags": _of_text(lambda text: unescape(regex.sub(r"<[^>]{0,10000}>", "", text))),
    "cut": cut,
    "isEven": lambda call: "" if int(call.get(0, 0)) % 2 else call.text(1, "even"),
    "isOdd": lambda call: call.text(1, "odd") if int(call.get(0, 0)) % 2 else "",
    "stripes": lambda call: call.text(2, "odd") if int(call.get(0, 0)) % 2 else call.text(1, "even"),
}
