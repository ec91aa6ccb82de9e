"""The tree of a v1 collection: `order` and `folders_order` say what lies where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from assay.formats.ecmascript import to_string
from assay.formats.postman.limits import MAX_ITEMS, too_many_items
from assay.formats.postman.v1.auth import auth_of
from assay.formats.postman.v1.events import events_of
from assay.formats.postman.v1.request import item_of

Object = dict[str, Any]


class V1Request(NamedTuple):
    """A request in its place in the tree; it is converted when its turn comes, so that memory holds one at a time."""

    request: Object

    def item(self) -> Object:
        """The item of v2.1."""
        return item_of(self.request)


def is_v1(document: Any) -> bool:
    """Whether this is a collection in format v1."""
    return isinstance(document, dict) and bool(
        document.get("name") and isinstance(document.get("requests"), list) and isinstance(document.get("order"), list)
    )


def converted(document: Object) -> Object:
    """The collection in the structure of v2.1. Ids stay; requests that no order names are left out, as in Postman.

    Requests are V1Request in the lists of items. Raises InputError beyond MAX_ITEMS of them.
    """
    _check_size(document)
    requests = _by_id(document.get("requests"))
    auth = auth_of(document)
    return {
        "info": {key: document[key] for key in ("name", "description", "id") if key in document},
        "item": [*_folders(document, requests), *_items(document, requests)],
        "event": events_of(document),
        "variable": document.get("variables") or document.get("variable"),
        "auth": None if auth is None or auth["type"] == "noauth" else auth,
        "protocolProfileBehavior": document.get("protocolProfileBehavior"),
    }


def _check_size(document: Object) -> None:
    folders = document.get("folders")
    listed = folders if isinstance(folders, list) else []
    owners = [document, *(folder for folder in listed if isinstance(folder, dict))]
    orders = (owner.get(key) for owner in owners for key in ("order", "folders_order"))
    if len(owners) + sum(len(order) for order in orders if isinstance(order, list)) > MAX_ITEMS:
        raise too_many_items()


def _folders(document: Object, requests: dict[str, Object]) -> list[Object]:
    """The outermost folders, filled. Each folder lies in one place, so that no circle can arise."""
    folders = _by_id(document.get("folders"))
    groups = {key: _group_of(folder) for key, folder in folders.items()}
    placed: set[str] = set()
    for key, folder in folders.items():
        for child in _ids(folder.get("folders_order")):
            if child in groups and child not in placed and child != key:
                placed.add(child)
                groups[key]["item"].append(groups[child])
        groups[key]["item"] += _items(folder, requests)
    order = list(_ids(document.get("folders_order"))) or list(folders)
    return [groups[key] for key in dict.fromkeys(order) if key in groups and key not in placed]


def _group_of(folder: Object) -> Object:
    return {
        "id": folder.get("id"),
        "name": folder.get("name"),
        "description": folder.get("description"),
        "item": [],
        "auth": auth_of(folder),
        "event": events_of(folder),
        "variable": folder.get("variables") or folder.get("variable"),
        "protocolProfileBehavior": folder.get("protocolProfileBehavior"),
    }


def _items(owner: Object, requests: dict[str, Object]) -> list[V1Request]:
    return [V1Request(requests[key]) for key in _ids(owner.get("order")) if key in requests]


def _by_id(rows: Any) -> dict[str, Object]:
    listed = rows if isinstance(rows, list) else []
    return {to_string(row["id"]): row for row in listed if isinstance(row, dict) and row.get("id") is not None}


def _ids(order: Any) -> Iterator[str]:
    return (to_string(key) for key in order if key is not None) if isinstance(order, list) else iter(())
