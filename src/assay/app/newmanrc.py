"""Newman's configuration files: defaults for the options of a run, merged from three places."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.app.defaults import FIELDS, fitted, snake
from assay.formats.json_text import decode_json
from assay.model.errors import InputError


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
    if not isinstance(section, dict):
        raise InputError("`run` is no JSON object", where=str(path), remedy='Write options as {"run": {…}}.')
    found = {snake(key): value for key, value in section.items() if value is not None}
    return {name: fitted(name, value, str(path)) for name, value in found.items() if name in FIELDS}
