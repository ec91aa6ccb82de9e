"""Python names for JavaScript names and Postman variables: snake case, readable, no keyword and no built-in."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_BUILTINS = frozenset(dir(builtins))
_BODIES = frozenset(
    ["json", "jsondata", "jsonresponse", "responsejson", "jsonbody", "bodyjson", "responsebody", "respjson", "resjson"]
)
MODULES = frozenset(
    {"re", "json", "math", "datetime", "timedelta", "pytest", "functools", "time", "hashlib", "hmac", "base64", "quote",
     "unquote", "urlsplit"}
)  # fmt: skip
_AMBIGUOUS = frozenset({"l"})
"""What reads like another letter (E741)."""
MOST = 40


def snake(name: str) -> str:
    """An identifier for any text; empty where nothing of it can stand in one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    found = "_".join(word.lower() for word in _WORD.findall(plain))[:MOST].strip("_")
    if found[:1].isdigit():
        found = f"_{found}"
    return found


def identifier(name: str, otherwise: str = "value") -> str:
    """A name for a local variable."""
    found = snake(name) or otherwise
    is_taken = keyword.iskeyword(found) or keyword.issoftkeyword(found) or found in _BUILTINS or found in _AMBIGUOUS
    return f"{found}_" if is_taken else found


def is_body(name: str) -> bool:
    """Whether a script calls the parsed answer by a name that says no more than `body` does."""
    return name.lower().replace("_", "") in _BODIES


def variable(name: str) -> str:
    """A name for what a script keeps in a variable: `body` for jsonData and its kin."""
    return "body" if is_body(name) else identifier(name)


def unique(wanted: str, taken: set[str]) -> str:
    """The name, numbered where another one has it."""
    found, count = wanted, 2
    while found in taken or found in MODULES:
        found, count = f"{wanted.rstrip('_')}_{count}", count + 1
    return found


def constant_name(name: str) -> str:
    """A name for a schema: ORDER_SCHEMA for `orderSchema` and `order`, SCHEMA for `schema`."""
    found = identifier(name, "schema").strip("_").upper()
    return found if "SCHEMA" in found else f"{found}_SCHEMA"
