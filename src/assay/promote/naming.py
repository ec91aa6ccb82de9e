"""Names for Python from names that people gave: identifiers, nouns in the singular, participles, test names."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Container

LONGEST = 60
RESERVED = frozenset(
    {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "self", "request", "response", "base_url", "client", "json"}
    | {"os", "time", "uuid", "pytest", "re", "secrets", "httpx", "httpx2", "requests", "niquests", "unique", "tmp_path"}
    | {"base64", "copy", "functools", "hashlib", "itertools", "math", "random", "string", "tempfile", "jsonschema_rs"}
    | {"monkeypatch", "capsys", "caplog", "faker", "worker_id", "datetime", "jsonschema", "cleanup", "eventually"}
)
"""Words that no fixture or variable of ours may be called by."""

_SPLIT = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W_]+")
_APOSTROPHES = re.compile("['\u2019`]")
_VERSION = re.compile(r"v\d+(?:\.\d+)*|api|rest", re.IGNORECASE)


_SHORT = re.compile(r"(?<!\w)w/o?(?=\s)|\s&\s", re.IGNORECASE)


def _spelled(short: re.Match[str]) -> str:
    return {"w/": "with", "w/o": "without"}.get(short[0].lower(), " and ")


def words(text: str) -> list[str]:
    """The words of a name in lower case and ASCII, as far as there are any."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", _SHORT.sub(_spelled, text[:400])))
    ascii_text = "".join(char for char in plain if ord(char) < 128)
    return [word.lower() for word in _SPLIT.findall(ascii_text)]


def identifier(text: str, otherwise: str = "unnamed", longest: int = LONGEST) -> str:
    """snake_case, an identifier and no keyword, cut between words; `otherwise` where no letter is left."""
    found = cut(words(text), longest)
    if not found:
        return otherwise
    if found[0].isdigit() or found.startswith("pytest_"):
        found = f"n_{found}"  # what begins with pytest_ is a hook
    return f"{found}_" if keyword.iskeyword(found) or found in keyword.softkwlist else found


def cut(parts: list[str], longest: int) -> str:
    """The words joined, as many as fit."""
    name = ""
    for part in parts:
        longer = f"{name}_{part}" if name else part[:longest]
        if len(longer) > longest:
            break
        name = longer
    return name


def fixture_name(text: str, otherwise: str = "value") -> str:
    """An identifier that hides no builtin, no module and no fixture of pytest, and that is no test's name."""
    name = identifier(text, otherwise)
    name = f"n_{name}" if name.startswith("test_") else name
    return f"{name}_value" if name in RESERVED else name


def free(name: str, taken: Container[str]) -> str:
    """The name, or with the first number that nobody has."""
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


_SAME = frozenset(
    {"status", "news", "series", "address", "access", "process", "business", "progress", "bonus", "analysis"}
)


def singular(noun: str) -> str:
    """orders → order, addresses → address, categories → category."""
    if noun in _SAME or len(noun) < 4 or not noun.endswith("s") or noun.endswith(("ss", "us", "is")):
        return noun
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "xes", "ches", "shes", "zes")):
        return noun[:-2]
    return noun[:-1]


_IRREGULAR = {
    "pay": "paid", "send": "sent", "make": "made", "put": "put", "set": "set", "get": "read", "read": "read",
    "buy": "bought", "sell": "sold", "take": "taken", "give": "given", "begin": "begun", "split": "split",
    "withdraw": "withdrawn", "hold": "held", "undo": "undone", "do": "done", "choose": "chosen", "leave": "left",
    "submit": "submitted", "refer": "referred", "cancel": "cancelled", "post": "created", "add": "added",
}  # fmt: skip
_ACTING = """
    activate approve archive assign block cancel capture check close complete confirm deactivate decline disable enable
    expire finish lock mark merge move pause promote publish refund reject release rename reopen reset restore resume
    return revoke schedule start stop submit suspend transfer unarchive unassign unblock unlock unpublish verify void
"""
VERBS = frozenset(_ACTING.split())
"""What requests do to an object beside changing a field of it, as people name them."""
_CLOSING = frozenset("bdglmnprt")


def participle(verb: str) -> str:
    """pay → paid, ship → shipped, archive → archived."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("ed"):
        return verb
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ied"
    doubled = len(verb) <= 4 and verb[-1:] in _CLOSING and verb[-2:-1] in "aeiou" and verb[-3:-2] not in "aeiou"
    return f"{verb}{verb[-1]}ed" if doubled else f"{verb}ed"


def nouns_of(path: tuple[str, ...]) -> list[str]:
    """The fixed segments of a path that name something: neither versions nor variables."""
    fixed = [part for part in path if part and "{{" not in part and not part.startswith((":", "{"))]
    return [name for part in fixed if not _VERSION.fullmatch(part) and (name := identifier(part, "", 40))]
