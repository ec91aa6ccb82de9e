"""Whether a text can be told as a structure and comes back from it as the same: JSON, forms, queries, cookies."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

MAX_DEPTH = 50
_COOKIE = re.compile(r"[!#-+\--:<-~]+=[!#-+\--:<-\[\]-~]*")
_ABSENT = object()


class _Changed(Exception):
    """Something in a JSON text that a decoder does not keep."""


def json_value(text: str) -> tuple[bool, Any]:
    """(True, the value) where encoding it again says the same; numbers such as 1.10 and keys that are there twice do
    not come back, and nesting beyond MAX_DEPTH is left as text."""
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_float, parse_int=_integer, parse_constant=_constant
        )
    except (ValueError, RecursionError, _Changed):
        return False, None
    return (False, None) if _depth(value) > MAX_DEPTH else (True, value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Changed
    return found


def _float(text: str) -> float:
    value = float(text)
    if repr(value) != text:
        raise _Changed
    return value


def _integer(text: str) -> int:
    if len(text) > 18 or str(int(text)) != text:
        raise _Changed
    return int(text)


def _constant(text: str) -> Any:
    raise _Changed(text)


def _depth(value: Any) -> int:
    level, depth = [value], 0
    while level and depth <= MAX_DEPTH:
        children = (v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list))
        level = [child for group in children for child in group]
        depth += 1
    return depth


def form_pairs(text: str) -> list[tuple[str, str]] | None:
    """The fields of a form, where encoding them again gives the same text."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=1000)
    except ValueError:
        return None
    return pairs if pairs and urlencode(pairs, errors="replace") == text else None


def split_query(url: str) -> tuple[str, list[tuple[str, str]]]:
    """(the URL without its query, its parameters); the whole URL and none where they would not come back the same."""
    start, mark, query = url.partition("?")
    pairs = form_pairs(query) if mark else None
    return (start, pairs) if pairs else (url, [])


def cookie_pairs(text: str) -> list[tuple[str, str]] | None:
    """The cookies of a header, where they can be told one by one."""
    pieces = [piece for piece in text.split(";") if piece.strip()]
    cookies = [piece.strip() for piece in pieces]
    if not cookies or not all(_COOKIE.fullmatch(cookie) for cookie in cookies):
        return None
    pairs = [(name, value) for name, _, value in (cookie.partition("=") for cookie in cookies)]
    return pairs if len(dict(pairs)) == len(pairs) else None


_UNRESERVED = re.compile(r"%(?:[46][1-9a-fA-F]|[57][0-9aA]|3[0-9]|2[dDeE]|5[fF]|7[eE])|%(?![0-9a-fA-F]{2})")


def is_stable_url(url: str) -> bool:
    """Whether a client that encodes what is not allowed in a URL, decodes what need not be encoded, and writes escapes
    in capitals leaves it alone."""
    start = url.find("/", url.find("://") + 3)
    target = url[start:] if start >= 0 else ""
    kept = quote(target, safe="!$%&'()*+,/:;=?@~", errors="replace") == target
    return kept and not _UNRESERVED.search(target) and not _SMALL.search(target)


_SMALL = re.compile(r"%(?:[a-f].|.[a-f])")
