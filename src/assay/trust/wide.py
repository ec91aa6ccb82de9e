"""Further changes for tests that notice nothing: whatever their own script names, and lists without end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.http import Header, Response
from assay.model.places import GONE
from assay.mutation import Mutant
from assay.trust.places import json_of

_LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.){1,80})\"|'((?:[^'\\\n]|\\.){1,80})'")
MOST_LITERALS = 60
_MANY = 1_000


def wide(response: Response, script: str) -> Iterator[Mutant]:
    """The answer with every text of the script in it, as a name and as a value; with long lists; without headers."""
    body = json_of(response)
    texts = list(dict.fromkeys(one or other for one, other in _LITERAL.findall(script)))[:MOST_LITERALS]
    if isinstance(body, dict):
        yield _named(response, {**body, **{text: text for text in texts if text not in body}}, "with all that is named")
        long = {name: value * _MANY if isinstance(value, list) else value for name, value in body.items()}
        yield _named(response, long, "with long lists")
    elif isinstance(body, list):
        yield _named(response, [*body, {text: text for text in texts}], "with all that is named")
        yield _named(response, (body or [None]) * _MANY, "a long list")
    elif body is GONE and response.body:
        added = response.body + " ".join(texts).encode("utf-8", "replace")
        yield Mutant(name="with all that is named", response=msgspec.structs.replace(response, body=added))
    more = tuple(Header(text, "there") for text in texts if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", text))
    present = {one.name.lower() for one in response.headers}
    headers = (*response.headers, *(one for one in more if one.name.lower() not in present))
    yield Mutant(name="with all named headers", response=msgspec.structs.replace(response, headers=headers))


def _named(response: Response, body: Any, name: str) -> Mutant:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))[: 2 * 1024 * 1024]
    return Mutant(name=name, response=msgspec.structs.replace(response, body=text.encode("utf-8", "surrogatepass")))
