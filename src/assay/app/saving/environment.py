"""The environment's file: values that are there are kept, what a draft needs is added, secrets as secrets."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from assay.app.fetching import read_file
from assay.app.place import safe_text
from assay.formats.json_text import decode_json
from assay.formats.postman import read_environment
from assay.model.errors import InputError, UsageError
from assay.model.variable import Variable

_INDENT = re.compile(rb"^[\[{]\r?\n([ \t]+)")


class EnvironmentFile:
    """A Postman environment, or a new one."""

    def __init__(self, path: Path, new_id: str) -> None:
        self.path = path
        self.is_new = not path.exists()
        data = b"" if self.is_new else read_file(str(path), "environment")
        self.content: dict[str, Any] = (
            _new(path, new_id) if self.is_new else _checked(decode_json(data, name=str(path)), path)
        )
        self.variables = () if self.is_new else read_environment(data, name=str(path), kind="environment").variables
        indent = _INDENT.match(data)
        self.indent: str | int = indent[1].decode() if indent else 2
        self.changed = False

    def text(self) -> str:
        """The file's content."""
        return json.dumps(self.content, indent=self.indent, ensure_ascii=False) + "\n"

    def write(self) -> None:
        """Whole or not at all; a new file can be read by its owner alone. Raises InputError where it cannot be."""
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        mode = 0o600 if self.is_new else stat.S_IMODE(self.path.stat().st_mode)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
                file.write(self.text().encode("utf-8", "backslashreplace"))
            draft.replace(self.path)
        except OSError as problem:
            what = f"cannot be written: {problem.strerror or problem}"
            raise InputError(what, where=str(self.path), remedy="Name another path.") from None
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    @property
    def values(self) -> dict[str, str]:
        """What each enabled variable holds, as text."""
        return {one.key: _text(one.value) for one in self.variables if one.enabled}

    def add(self, variables: Sequence[Variable], given: Mapping[str, str]) -> list[str]:
        """Add what is missing, fill in what is empty and was given; returns the secrets that are still empty."""
        rows: list[Any] = self.content.setdefault("values", [])
        empty = []
        for variable in variables:
            row = next((one for one in rows if isinstance(one, dict) and one.get("key") == variable.key), None)
            if row is None:
                kind = "secret" if variable.secret else "default"
                row = {"key": variable.key, "value": _text(variable.value), "type": kind, "enabled": True}
                rows.append(row)
                self.changed = True
            if row.get("value") in ("", None) and given.get(variable.key):
                row["value"] = given[variable.key]
                self.changed = True
            if variable.secret and row.get("value") in ("", None):
                empty.append(variable.key)
        return empty


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _new(path: Path, new_id: str) -> dict[str, Any]:
    name = path.name.removesuffix(".json").removesuffix(".postman_environment") or "environment"
    return {"id": new_id, "name": name, "values": [], "_postman_variable_scope": "environment"}


def _checked(document: Any, path: Path) -> dict[str, Any]:
    if isinstance(document, dict) and isinstance(document.get("values", []), list):
        return document
    raise InputError("is no Postman environment", where=str(path), remedy="Name another file with -e.")


def given_secrets(given: Sequence[str], process: Mapping[str, str]) -> dict[str, str]:
    """NAME=VALUE as it is; NAME alone from the process environment. Raises UsageError for one that is not set."""
    found: dict[str, str] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            held = process.get(name, process.get(name.upper()))
            if held is None:
                what = f"the process environment has no {name} and no {name.upper()}"
                raise UsageError(what, where="--secret", remedy=f"Set it, or write --secret {name}=VALUE.")
            value = held
        found[name] = value
    return found


def is_ignored(path: Path) -> bool:
    """Whether a .gitignore in its folder or above names it, as far as plain patterns say so."""
    whole = path.absolute()
    for folder in whole.parents:
        relative = whole.relative_to(folder).as_posix()
        for line in safe_text(folder / ".gitignore").splitlines():
            pattern = line.strip().lstrip("/")
            if pattern and not pattern.startswith(("#", "!")) and _fits(pattern, whole.name, relative):
                return True
        if (folder / ".git").exists():
            return False
    return False


def _fits(pattern: str, name: str, relative: str) -> bool:
    folder = pattern.rstrip("/")
    return fnmatch(name, pattern) or fnmatch(relative, pattern) or relative.startswith(f"{folder}/")
