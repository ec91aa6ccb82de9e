"""JSON, XML and form fields in texts."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import msgspec
from lxml import etree

from assay.stub.json_path.find import found, places
from assay.stub.json_path.steps import MISSING, BadPath
from assay.stub.matching.seen import grouped
from assay.stub.matching.xml_looks import xpath_items
from assay.stub.matching.xml_tree import BadXml, fresh_tree
from assay.stub.replying.templates.fill import Helper, HelperCall
from assay.stub.replying.templates.helpers.refusing import error
from assay.stub.replying.templates.values import (
    JsonList,
    JsonObject,
    ListOrSingle,
    Named,
    compact_json,
    java_json,
    plain,
    shown,
)


class _NotJson(ValueError):
    """A text that is no JSON."""


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.MsgspecError, RecursionError) as wrong:
        raise _NotJson(str(wrong)) from None


def json_path(call: HelperCall) -> Any:
    """What a JSONPath finds; nothing where there is nothing, or no JSON."""
    path = call.text(1)
    if not path:
        return error("The JSONPath cannot be empty")
    try:
        source = call.first()
        value = found(
            path, plain(source) if isinstance(source, dict | list) else _decoded(shown(source)), null_leaves=True
        )
    except _NotJson:
        return call.named.get("default", "")
    except BadPath:
        return ""
    if value is MISSING or value is None:
        return call.named.get("default")
    return _of_json(value)


def _of_json(value: Any) -> Any:
    if isinstance(value, dict):
        return JsonObject(value)
    return JsonList(value) if isinstance(value, list) else value


def parse_json(call: HelperCall) -> Any:
    """The value in a text; with a name it is assigned to that."""
    if call.block is not None:
        call.filling.assigned[call.text(0)] = _decoded(call.inside())
        return ""
    value = _decoded(call.text(0))
    if len(call.arguments) < 2:
        return value
    call.filling.assigned[call.text(1)] = value
    return ""


def to_json(call: HelperCall) -> str:
    """A value as JSON."""
    value = call.first()
    return "" if value is None else java_json(value)


def format_json(call: HelperCall) -> str:
    """JSON laid out anew: pretty or compact."""
    value = _decoded(call.content())
    return compact_json(value) if shown(call.named.get("format", "pretty")) == "compact" else java_json(value)


def json_array_add(call: HelperCall) -> str:
    """A list with one item more, or several with `flatten`; the oldest go beyond `maxItems`."""
    base, told = _json_argument(call.text(0), "Base JSON")
    item, wrong = _json_argument(call.text(1) if len(call.arguments) > 1 else call.inside(), "Item-to-add JSON")
    if told or wrong:
        return told or wrong
    path = shown(call.named.get("jsonPath"))
    items = found(path, base) if path else base
    if not isinstance(items, list):
        return error(
            f"Target JSON is not a JSON array ({shown(call.text(0))!r})" if not path else f"JSONPath {path} is no array"
        )
    items.extend(item if call.named.get("flatten") and isinstance(item, list) else [item])
    most = call.named.get("maxItems")
    if isinstance(most, int) and most >= 0:
        del items[: max(len(items) - most, 0)]
    return compact_json(base)


def _json_argument(text: str, what: str) -> tuple[Any, str]:
    try:
        return _decoded(text), ""
    except _NotJson:
        return None, error(f"{what} is not valid JSON ('{text}')")


def json_merge(call: HelperCall) -> str:
    """Two objects in one, the second's values first; with `removeNulls` its nulls take away."""
    base, told = _json_argument(call.text(0), "Base JSON")
    other_text = call.text(1) if len(call.arguments) > 1 else call.inside()
    other, wrong = _json_argument(other_text, "JSON to merge")
    if told or wrong:
        return told or wrong
    for value, text, name in ((base, call.text(0), "Base JSON"), (other, other_text, "JSON to merge")):
        if not isinstance(value, dict):
            return error(f"{name} is not a JSON object ('{text}')")
    return compact_json(_merged(base, other, bool(call.named.get("removeNulls"))))


def _merged(base: dict[str, Any], other: dict[str, Any], without_nulls: bool) -> dict[str, Any]:
    merged = dict(base)
    for key, value in other.items():
        here = merged.get(key)
        merged[key] = (
            _merged(here, value, without_nulls) if isinstance(here, dict) and isinstance(value, dict) else value
        )
    return {key: value for key, value in merged.items() if value is not None or not without_nulls}


def json_remove(call: HelperCall) -> str:
    """JSON without what a JSONPath finds."""
    value, told = _json_argument(call.text(0), "Input JSON string")
    if told:
        return told
    try:
        taken = places(call.text(1), value)
    except BadPath:
        return error(f"Invalid JSONPath {call.text(1)}")
    for container, key in sorted(taken, key=lambda place: place[1] if isinstance(place[1], int) else 0, reverse=True):
        if isinstance(container, dict) or (
            isinstance(container, list) and isinstance(key, int) and key < len(container)
        ):
            del container[key]
    return compact_json(value)


def json_sort(call: HelperCall) -> str:
    """The list that a path such as `$.x[*].name` looks into, sorted by that; `order` is asc or desc."""
    value, told = _json_argument(call.text(0), "Input JSON string")
    if told:
        return told
    before, star, after = call.text(1).rpartition("[*]")
    if not star:
        return error(f"jsonPath {call.text(1)} must point into the items of one array, as $.items[*].name")
    items = found(before, value)
    if not isinstance(items, list):
        return error(f"jsonPath {call.text(1)} does not lead to an array")
    keys = [found(f"${after}", item) for item in items]
    if any(type(key) is not type(keys[0]) or not isinstance(key, str | int | float | bool) for key in keys):
        return error("All sort field values must be of one type that has an order")
    order = sorted(range(len(items)), key=keys.__getitem__, reverse=shown(call.named.get("order", "asc")) == "desc")
    items[:] = [items[index] for index in order]
    return compact_json(value)


def x_path(call: HelperCall) -> Any:
    """What an XPath finds: a text, or the elements with `text`, `name` and `attributes`."""
    if not call.text(1):
        return error("The XPath expression cannot be empty")
    try:
        fresh_tree(call.text(0))
    except BadXml:
        return error(f"{call.text(0)} is not valid XML")
    try:
        items = xpath_items(call.text(0), call.text(1))
    except BadXml:
        return error(f"{call.text(1)} is not a valid XPath expression")
    return XmlNodes(_Node(item) if isinstance(item, etree._Element) else _scalar(item) for item in items)


def _scalar(item: Any) -> Any:
    return int(item) if isinstance(item, float) and item == int(item) else str(item)


class XmlNodes(ListOrSingle):
    """What an XPath found, printed as its first."""

    def __init__(self, items: Any) -> None:
        super().__init__(items)


class _Node(Named):
    """An element, printed as its XML."""

    def __init__(self, element: etree._Element) -> None:
        attributes = {str(key): str(value) for key, value in element.items()}
        name = etree.QName(element).localname
        super().__init__(text="".join(str(text) for text in element.itertext()), name=name, attributes=attributes)
        self.text = etree.tostring(element, encoding="unicode", with_tail=False) + "\n"


def soap_x_path(call: HelperCall) -> Any:
    """An XPath within the body of a SOAP envelope."""
    call.arguments[1:2] = [f"/*[local-name()='Envelope']/*[local-name()='Body']{call.text(1)}"]
    return x_path(call)


def format_xml(call: HelperCall) -> str:
    """XML laid out anew: pretty or compact."""
    try:
        root = fresh_tree(call.content())
    except BadXml:
        return error("Input is not valid XML")
    for element in root.iter():
        element.text = element.text if element.text and element.text.strip() else None
        element.tail = None
    pretty = shown(call.named.get("format", "pretty")) != "compact"
    return etree.tostring(root, encoding="unicode", pretty_print=pretty)


def form_data(call: HelperCall) -> str:
    """The fields of a form in a text, assigned to a name."""
    pairs = parse_qsl(call.text(0), keep_blank_values=True, max_num_fields=10_000)
    if not call.named.get("urlDecode"):
        raw = (piece.partition("=") for piece in call.text(0).split("&"))
        pairs = [(name, value) for name, _, value in raw]
    else:
        pairs = [(unquote_plus(name), value) for name, value in pairs]
    call.filling.assigned[call.text(1)] = {name: ListOrSingle(values) for name, values in grouped(pairs).items()}
    return ""


HELPERS: dict[str, Helper] = {
    "jsonPath": json_path,
    "parseJson": parse_json,
    "toJson": to_json,
    "formatJson": format_json,
    "jsonArrayAdd": json_array_add,
    "jsonMerge": json_merge,
    "jsonRemove": json_remove,
    "jsonSort": json_sort,
    "xPath": x_path,
    "soapXPath": soap_x_path,
    "formatXml": format_xml,
    "formData": form_data,
}
