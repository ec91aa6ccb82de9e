"""Environments and globals, read and exported."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.postman import environment_json, read_environment, read_variables, variable_json
from assay.model.errors import InputError
from assay.model.variable import Environment, Variable
from tests.formats.postman.documents import ANYTHING


def read(document: Any, name: str = "env.json", kind: str = "environment") -> Environment:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_environment(data, name=name, kind=kind)


def test_an_exported_environment() -> None:
    rows = [
        {"key": "host", "value": "http://h", "type": "default", "enabled": True},
        {"key": "off", "value": "x", "enabled": False},
        {"key": "gone", "value": "x", "disabled": True},
        {"key": "token", "value": "s", "type": "secret"},
        {"key": "later", "type": "secret"},
    ]
    environment = read({"id": "e", "name": "Dev", "values": rows, "_postman_variable_scope": "environment"})
    assert (environment.id, environment.name) == ("e", "Dev")
    assert [(one.key, one.value, one.type, one.enabled, one.secret) for one in environment.variables] == [
        ("host", "http://h", "any", True, False),
        ("off", "x", "any", False, False),
        ("gone", "x", "any", False, False),
        ("token", "s", "secret", True, True),
        ("later", None, "secret", True, True),
    ]


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"key": "a", "value": 5}, 5),
        ({"key": "a", "value": 5, "type": "string"}, "5"),
        ({"key": "a", "value": "5", "type": "number"}, 5),
        ({"key": "a", "value": "five", "type": "number"}, "five"),
        ({"key": "a", "value": "false", "type": "boolean"}, True),
        ({"key": "a", "value": "[1, 2]", "type": "array"}, [1, 2]),
        ({"key": "a", "value": '{"b": 1}', "type": "object"}, {"b": 1}),
        ({"key": "a", "value": "{", "type": "object"}, None),
        ({"key": "a", "value": None}, None),
        ({"key": "a"}, ""),
        ({"key": "a", "type": "number"}, 0),
    ],
)
def test_values_have_their_type(row: dict[str, Any], value: Any) -> None:
    assert read_variables([row])[0].value == value


@pytest.mark.parametrize("kind", ["environment", "globals"])
def test_boxes_are_opened_and_a_bare_list_is_read(kind: str) -> None:
    rows = [{"key": "a", "value": "1"}]
    assert read({kind: {"name": "n", "values": rows}}, kind=kind).name == "n"
    assert read(rows, kind=kind).variables == (Variable(key="a", value="1"),)


@pytest.mark.parametrize("document", [{}, {"name": "empty"}, {"id": "x", "name": "n", "values": []}])
def test_an_empty_environment_is_one(document: dict[str, Any]) -> None:
    assert read(document).variables == ()


@pytest.mark.parametrize(
    ("document", "seen"),
    [
        ({"host": "http://h"}, "no list `values`"),
        ({"info": {}, "item": []}, "it is a collection"),
        ({"values": "x"}, "no list `values`"),
        ("x", "only text"),
    ],
)
def test_what_is_no_environment_is_named(document: Any, seen: str) -> None:
    with pytest.raises(InputError, match=seen):
        read(document)


def test_a_yaml_environment_has_its_values_as_written() -> None:
    data = b"""
name: Dev
color: null
values:
  - {key: version, value: 1.10}
  - {key: id, value: 007, enabled: false}
  - {key: day, value: 2024-01-01, disabled: true}
  - {key: yes, value: on, description: text}
  - {key: nothing, value: ~}
  - {key: token, secret: true}
  - {key: other, value: x, type: secret}
"""
    environment = read(data, name="dev.environment.yaml")
    assert environment.name == "Dev"
    assert [(one.key, one.value, one.enabled, one.secret) for one in environment.variables] == [
        ("version", "1.10", True, False),
        ("id", "007", False, False),
        ("day", "2024-01-01", False, False),
        ("yes", "on", True, False),
        ("nothing", "", True, False),
        ("token", None, True, True),
        ("other", "x", True, True),
    ]


def test_json_under_a_yaml_name_is_json() -> None:
    assert read({"name": "n", "values": []}, name="globals.yaml").name == "n"


def test_the_export_has_newmans_structure() -> None:
    variables = (Variable(key="a", value=[1], type="array"), Variable(key="b", value=None, type="secret", secret=True))
    environment = Environment(id="e", variables=variables)
    written = environment_json(environment, "globals", exported_at="2026-01-01T00:00:00.000Z", exported_using="assay")
    assert written == {
        "id": "e",
        "name": "globals",
        "values": [{"type": "array", "value": "[1]", "key": "a"}, {"type": "secret", "key": "b"}],
        "_postman_variable_scope": "globals",
        "_postman_exported_at": "2026-01-01T00:00:00.000Z",
        "_postman_exported_using": "assay",
    }


TYPES = st.sampled_from([None, "any", "string", "number", "boolean", "array", "object", "secret", "default", 5])
ROW = st.fixed_dictionaries(
    {"key": st.text(max_size=5)}, optional={"value": ANYTHING, "type": TYPES, "disabled": ANYTHING}
)


@given(st.lists(ROW, max_size=4))
def test_what_is_written_reads_as_what_it_was(rows: list[dict[str, Any]]) -> None:
    variables = read_variables(rows)
    written = json.loads(json.dumps([variable_json(variable) for variable in variables], allow_nan=False))
    assert read_variables(written) == variables


@given(st.binary(max_size=80) | ANYTHING, st.sampled_from(["a.json", "a.yaml"]))
def test_anything_gives_variables_or_an_input_error(document: Any, name: str) -> None:
    try:
        environment = read(document, name)
    except InputError as error:
        assert error.where.startswith(name)  # noqa: PT017 - either outcome is right
    else:
        json.dumps(environment_json(environment), allow_nan=False).encode()
