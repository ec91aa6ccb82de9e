"""Example values as the text that a URL, a header or a form field holds."""

from __future__ import annotations

from typing import Any

from assay.formats.ecmascript import to_json_text, to_string
from assay.formats.openapi.sampling import sample
from assay.model.contract import Contract, Parameter
from assay.model.suite import Entry

_JOINED = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


def value_of(parameter: Parameter, contract: Contract, seed: int) -> Any:
    """The parameter's example, or what its schema gives."""
    if parameter.examples:
        return parameter.examples[0]
    return sample(parameter.schema, contract, seed=seed, name=parameter.name)


def text_of(value: Any) -> str:
    """A plain value as text; a list with commas, an object as JSON."""
    if isinstance(value, dict):
        return to_json_text(value)
    if isinstance(value, list):
        return ",".join(text_of(one) for one in value)
    return "" if value is None else to_string(value)


def query_entries(parameter: Parameter, value: Any) -> list[Entry]:
    """The rows of a query parameter by its style; those that are not required are switched off."""
    return [
        Entry(key=key, value=text, enabled=parameter.required, description=parameter.description)
        for key, text in _pairs(parameter, value)
    ]


def _pairs(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    name = parameter.name
    if parameter.media:
        return [(name, to_json_text(value))]
    if isinstance(value, list):
        if parameter.explode:
            return [(name, text_of(one)) for one in value] or [(name, "")]
        return [(name, _JOINED.get(parameter.style, ",").join(map(text_of, value)))]
    if isinstance(value, dict):
        return _object_pairs(parameter, value)
    return [(name, text_of(value))]


def _object_pairs(parameter: Parameter, value: dict[str, Any]) -> list[tuple[str, str]]:
    if parameter.style == "deepObject":
        return [(f"{parameter.name}[{key}]", text_of(one)) for key, one in value.items()]
    if parameter.explode:
        return [(key, text_of(one)) for key, one in value.items()]
    return [(parameter.name, ",".join(f"{key},{text_of(one)}" for key, one in value.items()))]
