"""A collection as Postman exports it: each URL as text beside its parts, and no empty lists."""

from __future__ import annotations

from typing import Any

from assay.formats.postman.request import read_request
from assay.formats.postman.url import url_text
from assay.formats.postman.write import collection_json
from assay.model.suite import Suite

_EMPTY = ("event", "variable", "query", "header")


def exported_json(suite: Suite) -> dict[str, Any]:
    """The collection in format v2.1, for a file that people open in Postman.

    `collection_json` is what Postman's SDK makes of it, which has no `raw`: scripts and Newman's reports see that.
    """
    return _tidy(collection_json(suite))


def _tidy(item: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in item.items() if value or name not in _EMPTY}
    if "item" in item:
        kept["item"] = [_tidy(one) for one in item["item"]]
    if "request" in item:
        kept["request"] = _request(item["request"])
    return kept


def _request(request: dict[str, Any]) -> dict[str, Any]:
    url = {name: value for name, value in request["url"].items() if value or name not in _EMPTY}
    raw = url_text(read_request(request).url, path_variables=False)
    return {"method": request["method"], "header": [], **request, "url": {"raw": raw, **url}}
