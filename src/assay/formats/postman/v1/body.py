"""The body of a v1 request as that of v2.1."""

from __future__ import annotations

from typing import Any

_MODES = {"binary": "file", "graphql": "graphql", "params": "formdata", "raw": "raw", "urlencoded": "urlencoded"}


def body_of(request: dict[str, Any]) -> dict[str, Any] | None:
    """The body in the mode that `dataMode` names, or that its data imply; None where there is none."""
    payloads = [request.get(key) for key in ("data", "rawModeData", "graphqlModeData")]
    mode = _MODES.get(_text(request.get("dataMode")))
    if (mode is None and not any(payloads)) or request.get("dataMode", "") is None:
        return None
    mode = mode or _implied(request)
    body = {"mode": mode, mode: _payload(request, mode), "options": _options(request.get("dataOptions"))}
    return body | {"disabled": True} if request.get("dataDisabled") else body


def _implied(request: dict[str, Any]) -> str:
    if _raw_data(request) is None and isinstance(_form_data(request), list):
        return "formdata"
    return "graphql" if _raw_data(request) is None and _graphql(request) else "raw"


def _payload(request: dict[str, Any], mode: str) -> Any:
    if mode == "raw":
        data = request.get("data")
        return _raw_data(request) or (data if isinstance(data, str) else "")
    if mode == "graphql":
        return _graphql(request)
    return {"src": _raw_data(request)} if mode == "file" else _fields(_form_data(request))


def _raw_data(request: dict[str, Any]) -> str | None:
    """`rawModeData` as text, or as the one text of a list."""
    data = request.get("rawModeData")
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    return data if data and isinstance(data, str) else None


def _form_data(request: dict[str, Any]) -> Any:
    """`data`, also where it is an empty list; else `rawModeData`."""
    data = request.get("data")
    return data if data or isinstance(data, list) else request.get("rawModeData")


def _graphql(request: dict[str, Any]) -> Any:
    options = request.get("dataOptions")
    in_data = isinstance(options, dict) and options.get("graphql") is not None
    return request.get("graphqlModeData") or (request.get("data") if in_data else None)


def _fields(rows: Any) -> list[dict[str, Any]]:
    listed = rows if isinstance(rows, list) else []
    return [_field(row) for row in listed if isinstance(row, dict) and row.get("key") is not None]


def _field(row: dict[str, Any]) -> dict[str, Any]:
    written = {key: value for key, value in row.items() if key != "enabled"}
    if row.get("type") == "file" and not row.get("src") and row.get("value"):
        written["src"] = written.pop("value")
    return written | {"disabled": True} if row.get("enabled") is False else written


def _options(options: Any) -> dict[str, Any]:
    found = options if isinstance(options, dict) else {}
    return {name: found[mode] for mode, name in _MODES.items() if found.get(mode)}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
