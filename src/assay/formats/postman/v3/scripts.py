"""Scripts of v3 files: a list of {type, code}, the type with a prefix on collections and folders."""

from __future__ import annotations

from typing import Any

from assay.formats.postman.ids import stable_id
from assay.formats.postman.v3.fields import listed, text
from assay.formats.postman.v3.notes import Source
from assay.formats.yaml_text import meaning
from assay.model.suite import Script

_LISTENS = {
    "beforeRequest": "prerequest",
    "beforeQuery": "prerequest",
    "afterResponse": "test",
    "prerequest": "prerequest",
    "test": "test",
}
_LANGUAGES = ("", "text/javascript", "javascript")


def read_scripts(fields: dict[str, Any], source: Source, *, shared: bool, graphql: bool = False) -> tuple[Script, ...]:
    """The scripts of a request, or with `shared` those of a collection or folder."""
    if "event" in fields:
        source.warn("`event` is ignored in format v3, also by Postman: its scripts do not run; use `scripts`.")
    found = []
    for index, entry in enumerate(listed(fields.get("scripts"))):
        if isinstance(entry, dict):
            listen = _listen(text(entry.get("type")), source, shared=shared, graphql=graphql)
            if listen is not None:
                found.append(_script(entry, listen, index, source))
    return tuple(found)


def _listen(kind: str, source: Source, *, shared: bool, graphql: bool) -> str | None:
    prefix, colon, name = kind.rpartition(":")
    listen = _LISTENS.get(name)
    if listen is None or prefix not in ("", "http", "graphql") or (prefix == "graphql" and not graphql):
        source.warn(f"A script of type {kind[:80]!r} was skipped.")
        return None
    if bool(colon) is not shared or name in ("prerequest", "test"):
        strict = _strict(listen, shared=shared, graphql=graphql)
        source.warn(f"The script type {kind[:80]!r} was read as {strict!r}; Postman itself may ignore it.")
    return listen


def _strict(listen: str, *, shared: bool, graphql: bool) -> str:
    before = "beforeQuery" if graphql and not shared else "beforeRequest"
    return ("http:" if shared else "") + (before if listen == "prerequest" else "afterResponse")


def _script(entry: dict[str, Any], listen: str, index: int, source: Source) -> Script:
    language = text(entry.get("language"))
    if language not in _LANGUAGES:
        source.warn(f"A script in {language[:80]!r} was read as JavaScript.")
    code, packages = entry.get("code"), meaning(entry.get("packages"))
    return Script(
        id=stable_id("script", source.place, str(index), listen),
        listen=listen,
        source="\n".join(map(text, code)) if isinstance(code, list) else text(code),
        packages=packages if isinstance(packages, dict) else None,
    )
