"""Variables: the nearest scope wins, the last enabled of a name counts, scripts replace whole scopes."""

from __future__ import annotations

from typing import Any

import pytest

from assay.engine.scopes import Scope, Scopes
from assay.model.variable import Environment, Variable


def environment(*variables: Variable) -> Scope:
    return Scope(Environment(id="e", name="E", variables=variables))


def test_the_last_enabled_duplicate_counts() -> None:
    scope = environment(
        Variable(key="a", value="1"), Variable(key="a", value="2"), Variable(key="a", value="3", enabled=False)
    )
    assert scope.text("a") == "2"
    assert scope.text("A") is None


def test_precedence_from_near_to_far() -> None:
    scopes = Scopes(
        local=environment(Variable(key="a", value="local")),
        data={"a": "data", "b": "data"},
        environment=environment(*(Variable(key=key, value="environment") for key in "abc")),
        collection=environment(*(Variable(key=key, value="collection") for key in "abcd")),
        globals=environment(*(Variable(key=key, value="globals") for key in "abcde")),
    )
    assert [scopes.text(key) for key in "abcdef"] == ["local", "data", "environment", "collection", "globals", None]
    assert [scopes.find(key, "none") for key in "abcdef"] == [
        "local",
        "data",
        "environment",
        "collection",
        "globals",
        "none",
    ]


def test_a_disabled_variable_lets_those_further_out_through() -> None:
    scopes = Scopes(
        environment=environment(Variable(key="a", value="off", enabled=False)),
        globals=environment(Variable(key="a", value="on")),
    )
    assert scopes.text("a") == "on"


def test_a_null_in_the_data_hides_what_is_further_out() -> None:
    scopes = Scopes(data={"a": None}, globals=environment(Variable(key="a", value="g")))
    assert scopes.text("a") is None
    scopes.take_row({})
    assert scopes.text("a") == "g"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (True, "any", "true"),
        (1, "any", "1"),
        (1.5, "any", "1.5"),
        (1.0, "any", "1"),
        (None, "any", "null"),
        ({"a": 1}, "any", "[object Object]"),
        ([1, None, "a"], "any", "1,,a"),
        ("false", "boolean", "true"),
        ("", "boolean", "false"),
        ("x", "number", "NaN"),
        ("", "number", "0"),
        ("[1,2]", "array", "1,2"),
        ("x", "array", ""),
        ('{"a": 1}', "object", "[object Object]"),
        ("kept", "secret", "kept"),
    ],
)
def test_values_become_text_as_javascript_does_it(value: Any, kind: str, text: str) -> None:
    assert environment(Variable(key="v", value=value, type=kind)).text("v") == text


def test_scripts_replace_a_scope_and_secrets_stay_secret() -> None:
    scope = environment(
        Variable(key="token", value="old", type="secret", secret=True, description="who we are"),
        Variable(key="gone", value="x"),
    )
    scope.replace([{"type": "any", "value": "new", "key": "token"}, {"type": "any", "value": 5, "key": "n"}])
    assert scope.text("token") == "new"
    assert scope.text("gone") is None
    assert scope.to_environment() == Environment(
        id="e",
        name="E",
        variables=(
            Variable(key="token", value="new", type="secret", secret=True, description="who we are"),
            Variable(key="n", value=5),
        ),
    )


def test_the_sandbox_gets_rows() -> None:
    scope = environment(Variable(key="a", value=1, type="number"), Variable(key="b", enabled=False))
    assert scope.values_json() == [
        {"type": "number", "value": 1, "key": "a"},
        {"type": "any", "value": None, "key": "b", "disabled": True},
    ]


def test_set_changes_the_one_that_counts_or_adds_one() -> None:
    scope = environment(Variable(key="a", value="1"), Variable(key="a", value="2"), Variable(key="b", enabled=False))
    before = scope.values_json()
    scope.set("a", "3")
    scope.set("b", "4")
    assert [(row["key"], row["value"]) for row in scope.values_json()] == [
        ("a", "1"),
        ("a", "3"),
        ("b", None),
        ("b", "4"),
    ]
    assert [row["value"] for row in before] == ["1", "2", None]


def test_a_copy_goes_its_own_way() -> None:
    scopes = Scopes(environment=environment(Variable(key="a", value="1")), data={"d": 1})
    other = scopes.copy()
    other.environment.set("a", "2")
    assert (scopes.text("a"), other.text("a"), other.text("d")) == ("1", "2", "1")


@pytest.mark.parametrize("row", [{}, {"key": None}, {"key": 5, "value": []}, {"value": "x"}, {"key": "a", "type": 7}])
def test_rows_that_a_script_broke_do_no_harm(row: Any) -> None:
    scope = Scope()
    scope.replace([row])
    assert len(scope.to_environment().variables) == 1
    assert scope.text("nope") is None


def test_scripts_are_told_the_name_and_id_of_what_was_given() -> None:
    variables = (Variable(key="a", value="1"),)
    named = Scope(Environment(id="e-1", name="Staging", variables=variables)).copy()
    assert {key: named.context()[key] for key in ("id", "name")} == {"id": "e-1", "name": "Staging"}
    assert set(Scope(Environment(variables=variables)).context()) == {"values"}
