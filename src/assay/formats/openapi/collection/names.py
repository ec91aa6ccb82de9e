"""Names in a collection: of steps, of folders, and of the variables that stand for ids."""

from __future__ import annotations

import re

from assay.model.contract import Operation

_VERSION = re.compile(r"v\d+(?:[._]\d+)*|api|rest", re.IGNORECASE)
_VARIABLE = re.compile(r"\{([^{}/]*)\}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GENERAL = {"id", "uuid", "guid", "name", "key", "slug", "code", "number", "ref", "pk", "identifier"}
_LONGEST = 120


def title_of(operation: Operation) -> str:
    """What a step is called: the summary, else the id, else method and path."""
    name = " ".join((operation.summary or operation.id).split())[:_LONGEST]
    return name or operation.name[:_LONGEST]


def folder_of(operation: Operation) -> str:
    """What its folder is called: the first tag, else the first part of the path that says something."""
    if operation.tags and operation.tags[0].strip():
        return operation.tags[0].strip()[:_LONGEST]
    telling = (part for part in literals_of(operation.path) if not _VERSION.fullmatch(part))
    return next(telling, "/")[:_LONGEST]


def literals_of(path: str) -> list[str]:
    """The parts of a path without variables."""
    return [part for part in path.split("/") if part and "{" not in part]


def variable_name(path: str, name: str) -> str:
    """The variable for a path parameter: `user_id` for `{id}` below `/users`, else what the parameter is called."""
    if snake(name) not in _GENERAL:
        return snake(name)
    before = path.split(f"{{{name}}}")[0]
    owners = literals_of(before)
    return snake(f"{singular(owners[-1])}_{name}") if owners else snake(name)


def singular(word: str) -> str:
    """One of what an English plural names, near enough for a variable."""
    lower = word.lower()
    if lower.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if lower.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) else word


def snake(name: str) -> str:
    """A name in lower case with underscores."""
    return _UNSAFE.sub("_", _HUMP.sub("_", name)).strip("_").lower()[:_LONGEST] or "value"


def variables_of(path: str) -> list[str]:
    """The names of the variables in a path template."""
    return _VARIABLE.findall(path)


def replaced(part: str, path: str) -> str:
    """A part of a path with a collection variable for each of its own."""
    return _VARIABLE.sub(lambda found: "{{" + variable_name(path, found[1]) + "}}", part)
