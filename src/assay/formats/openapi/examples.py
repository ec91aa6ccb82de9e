"""Example values as OpenAPI gives them: one, several by name, or beside a schema."""

from __future__ import annotations

from typing import Any

from assay.formats.openapi.node import Node
from assay.formats.openapi.reading import Reading

MAX_EXAMPLES = 20


def read_examples(node: Node, reading: Reading) -> tuple[Any, ...]:
    """The values of `example` and `examples` of a parameter, header or media type, in that order."""
    found = [node.fields["example"]] if "example" in node.fields else []
    found += [node.fields["x-example"]] if "x-example" in node.fields else []
    examples = node.child("examples")
    if isinstance(examples.value, list):  # as in JSON Schema: people put them here as well
        found += examples.value
    for _, member in list(examples.members())[:MAX_EXAMPLES]:
        target = reading.references.follow(member)
        found += [] if target is None else _values(target)
    return tuple(found[:MAX_EXAMPLES])


def _values(node: Node) -> list[Any]:
    if "value" in node.fields:
        return [node.fields["value"]]
    return [node.fields["dataValue"]] if "dataValue" in node.fields else []
