"""A collection of Bruno from its folder of .bru or YAML files, from one such file, or from its exported JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from assay.formats.bruno.body import objects
from assay.formats.bruno.bru import Json, read_environment, read_request, read_root
from assay.formats.bruno.opencollection import decode_document, environment_variable, request_item, root
from assay.formats.bruno.order import in_order
from assay.formats.bruno.tree import Reading, to_document
from assay.formats.document import Document
from assay.formats.ecmascript import to_string
from assay.formats.json_text import decode_json
from assay.formats.text import decode_text
from assay.model.errors import InputError

_YAML = (".yml", ".yaml")
_ROOTS = frozenset(
    {"collection.bru", "folder.bru", "opencollection.yml", "opencollection.yaml", "folder.yml", "folder.yaml"}
)
_CONFIGURATIONS = {"proxy": "the proxy", "clientCertificates": "client certificates", "protobuf": "protobuf files"}
_REMEDY = "A collection of Bruno has bruno.json or opencollection.yml in its folder."


def read_bruno(data: bytes, *, name: str) -> Document:
    """One file: the exported JSON, a request's .bru or YAML, or a YAML that holds a whole collection.

    What is not kept is in the suite's warnings. Raises InputError.
    """
    reading = Reading(name)
    if name.lower().endswith(".bru"):
        item = read_request(decode_text(data), name=name, warn=reading.warn)
        return to_document({"name": item["name"] or _stem(name), "items": [item | {"filename": name}]}, reading)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        tree = decode_json(data, name=name)
        return to_document(tree if isinstance(tree, dict) else {}, reading)
    document = decode_document(data, name=name)
    if "items" in document or "opencollection" in document:
        return to_document(_bundled(document, reading, name), reading)
    item = request_item(document, name=name, warn=reading.warn)
    return to_document({"name": item["name"] or _stem(name), "items": [item | {"filename": name}]}, reading)


def _bundled(document: Json, reading: Reading, name: str) -> Json:
    """A whole collection in one YAML document."""
    config = _object(document.get("config"))
    tree = {"name": _object(document.get("info")).get("name"), "root": root(document)}
    tree["items"] = [_bundled_item(one, reading, name) for one in objects(document.get("items"))]
    return tree | {"environments": [_environment(one, "") for one in objects(config.get("environments"))]}


def _bundled_item(document: Json, reading: Reading, name: str) -> Json:
    if "items" not in document:
        return request_item(document, name=name, warn=reading.warn)
    inner = [_bundled_item(one, reading, name) for one in objects(document["items"])]
    return {"type": "folder", "root": root(document), "items": inner}


def read_bruno_folder(files: Mapping[str, bytes], *, name: str) -> Document:
    """A folder's files by their paths from it, with slashes. Raises InputError where they are no collection."""
    reading = Reading(name)
    tree = _Tree(files, reading, name).build()
    if not tree["items"]:
        raise InputError("This folder holds no request.", where=name, remedy=_REMEDY)
    return to_document(tree, reading)


class _Tree:
    def __init__(self, files: Mapping[str, bytes], reading: Reading, name: str) -> None:
        self._files = files
        self._reading = reading
        self._name = name
        self._yaml = not any(path in files for path in ("bruno.json", "collection.bru"))
        self._folders: dict[str, Json] = {}

    def build(self) -> Json:
        config = self._config()
        top: Json = {"type": "folder", "items": [], "root": {}, "environments": []}
        self._folders["."] = top
        ignored = tuple(to_string(one).strip("/") for one in _listed(config.get("ignore")) if one)
        for path in sorted(self._files):
            if not any(path == one or path.startswith(f"{one}/") for one in ignored):
                self._take(path)
        _sort(top)
        info = config.get("name") or _object(config.get("info")).get("name")
        return {**top, "name": info or _stem(self._name), "brunoConfig": config}

    def _config(self) -> Json:
        config: Json = {}
        if "bruno.json" in self._files:
            found = decode_json(self._files["bruno.json"], name="bruno.json")
            config = found if isinstance(found, dict) else {}
        for path in ("opencollection.yml", "opencollection.yaml"):
            if path in self._files and self._yaml:
                document = decode_document(self._files[path], name=path)
                extension = _object(_object(document.get("extensions")).get("bruno"))
                config = {**document, **_object(document.get("config")), "scripts": extension.get("scripts")}
        for key, what in _CONFIGURATIONS.items():
            if _is_set(config.get(key)):
                self._reading.warn(f"{self._name}: {what} of the collection are not kept")
        return config

    def _take(self, path: str) -> None:
        place = PurePosixPath(path)
        if place.suffix not in (_YAML if self._yaml else (".bru",)):
            return
        if str(place.parent) == "environments":
            self._folders["."]["environments"].append(self._environment(path))
        elif place.name in _ROOTS:
            self._folder(str(place.parent))["root"] = self._root(path)
        else:
            self._request(path)

    def _request(self, path: str) -> None:
        data = self._files[path]
        if self._yaml:
            document = decode_document(data, name=path)
            if not isinstance(document.get("info"), dict) and not {"http", "graphql"} & document.keys():
                self._reading.warn(f"{path}: this is no request, and is not read.")
                return
            item = request_item(document, name=path, warn=self._reading.warn)
        else:
            item = read_request(decode_text(data), name=path, warn=self._reading.warn)
        item["name"] = item["name"] or _stem(path)
        self._folder(str(PurePosixPath(path).parent))["items"].append(item | {"filename": path})

    def _root(self, path: str) -> Json:
        data = self._files[path]
        if self._yaml:
            return root(decode_document(data, name=path))
        return read_root(decode_text(data), name=path, warn=self._reading.warn)

    def _environment(self, path: str) -> Json:
        data, name = self._files[path], _stem(path)
        if self._yaml:
            return _environment(decode_document(data, name=path), name)
        return {"name": name, "variables": read_environment(decode_text(data), name=path, warn=self._reading.warn)}

    def _folder(self, path: str) -> Json:
        """The folder at a path, made with those around it where it is new."""
        if path not in self._folders:
            parent, _, name = path.rpartition("/")
            folder: Json = {"type": "folder", "name": name, "items": [], "root": {}, "filename": path}
            self._folder(parent or ".")["items"].append(folder)
            self._folders[path] = folder
        return self._folders[path]


def _sort(folder: Json) -> None:
    folder["items"] = in_order(folder["items"])
    for item in folder["items"]:
        if item["type"] == "folder":
            _sort(item)


def _environment(document: Json, name: str) -> Json:
    variables = [environment_variable(one) for one in objects(document.get("variables"))]
    return {"name": to_string(document.get("name") or "") or name, "variables": variables}


def _is_set(value: Any) -> bool:
    """Whether a part of the configuration says something: an empty list, or a proxy that is off, does not."""
    if isinstance(value, dict):
        if value.get("enabled") is False or value.get("inherit") is True or value.get("disabled") is True:
            return False
        return any(bool(member) for member in value.values() if member != "global" and not isinstance(member, bool))
    return bool(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _stem(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/").rstrip("/")).stem or path
