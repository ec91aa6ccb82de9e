"""Newman's configuration files: defaults for the options of a run, merged from three places."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from assay.app.options import RunOptions
from assay.formats.json_text import decode_json
from assay.model.errors import InputError, UsageError

FIELDS = {field.name: field for field in msgspec.structs.fields(RunOptions)}
NOT_OURS = frozenset({"reporter_options", "abort_on_failure", "request_agents", "newman_version"})


def places(environment: Mapping[str, str], here: Path) -> Iterator[Path]:
    """Where Newman looks, the weakest first."""
    if os.name != "nt":
        yield Path("/etc/postman/newmanrc")
    home = environment.get("USERPROFILE" if os.name == "nt" else "HOME")
    if home:
        yield Path(home) / ".postman" / "newmanrc"
    yield here / ".newmanrc"


def read_newmanrc(environment: Mapping[str, str] | None = None, here: Path | None = None) -> dict[str, Any]:
    """The options of `run` from all files that are there, by our names; later files win.

    Raises InputError for a file that is no JSON object.
    """
    merged: dict[str, Any] = {}
    for path in places(os.environ if environment is None else environment, here or Path.cwd()):
        merged |= read_one(path)
    return merged


def read_one(path: Path) -> dict[str, Any]:
    """One file; nothing where there is none."""
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    document = decode_json(data, name=str(path)) if data.strip() else {}
    if not isinstance(document, dict):
        raise InputError("this is no JSON object", where=str(path), remedy='Write options as {"run": {…}}.')
    section = document.get("run", document)
    found = {snake(key): value for key, value in section.items()} if isinstance(section, dict) else {}
    return {name: fitted(name, value, path) for name, value in found.items() if name in FIELDS and value is not None}


def snake(name: str) -> str:
    """`iterationCount` or `iteration-count` as `iteration_count`."""
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name).replace("-", "_")


def fitted(name: str, value: Any, path: Path) -> Any:
    """A value in the form that the option has. Raises UsageError where it cannot have it."""
    if name in ("env_var", "global_var"):
        return tuple((str(one.get("key")), one.get("value")) for one in value or () if isinstance(one, dict))
    if name in ("folder", "reporters", "bail"):
        if value is True:
            return ("failure",)
        return tuple(value.split(",")) if isinstance(value, str) else tuple(map(str, value or ()))
    try:
        return msgspec.convert(value, FIELDS[name].type, strict=False)
    except msgspec.ValidationError as problem:
        raise UsageError(f"{name}: {problem}", where=str(path), remedy="Mend this option.") from None
