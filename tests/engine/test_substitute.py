"""{{variables}}: unknown ones stay, nested ones are found, and none of them can blow up a request."""

from __future__ import annotations

import pytest

from assay.engine.substitute import LIMIT, Substitution, substitute
from assay.engine.unsendable import ResolveError

from .recorded import scopes, world


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("{{nope}}", "{{nope}}"),
        ("{{ a }}", "{{ a }}"),
        ("{{a}}{{a}}", "11"),
        ("{{{a}}}", "{1}"),
        ("{{b{{a}}}}", "one"),
        ("{{via}}", "1"),
        ("{{a", "{{a"),
        ("}}{{", "}}{{"),
        ("{{}}", "{{}}"),
        ("{{a}}\n{{a}}", "1\n1"),
        ("{{line\nbreak}}", "{{line\nbreak}}"),
        ("{{$nope}}", "{{$nope}}"),
    ],
)
def test_texts(text: str, expected: str) -> None:
    assert substitute(text, scopes({"a": "1", "b1": "one", "via": "{{a}}"}), world()) == expected


def test_a_chain_is_followed_for_nineteen_rounds() -> None:
    chain = scopes({f"v{n}": f"{{{{v{n + 1}}}}}" for n in range(30)})
    assert substitute("{{v0}}", chain, world()) == "{{v19}}"


def test_a_circle_ends() -> None:
    assert substitute("{{a}}", scopes({"a": "{{b}}", "b": "{{a}}"}), world()) == "{{b}}"
    assert substitute("{{a}}", scopes({"a": "{{a}}"}), world()) == "{{a}}"


def test_a_dynamic_variable_gives_way_to_the_users_own() -> None:
    assert substitute("{{$guid}}", scopes({"$guid": "mine"}), world()) == "mine"


def test_each_mention_of_a_dynamic_variable_is_made_anew() -> None:
    first, second = substitute("{{$guid}} {{$guid}}", scopes({}), world()).split()
    assert first != second


def test_a_bomb_is_an_error_that_names_the_variable() -> None:
    bomb = scopes({"a": "{{b}}" * 100, "b": "{{c}}" * 100, "c": "{{d}}" * 100, "d": "{{e}}" * 100, "e": "x" * 100})
    with pytest.raises(ResolveError, match=r"the variable \{\{[a-e]\}\} makes the request larger than 32 MiB"):
        substitute("{{a}}", bomb, world())


def test_a_bomb_in_pieces_is_one_too() -> None:
    filling = Substitution(scopes({"a": "x" * 1000}), world(), limit=10_000)
    for _ in range(10):
        filling.apply("{{a}}")
    with pytest.raises(ResolveError):
        filling.apply("{{a}}")


def test_a_large_value_is_none() -> None:
    assert len(substitute("{{a}}", scopes({"a": "x" * (LIMIT - 1)}), world())) == LIMIT - 1


@pytest.mark.parametrize(
    "text", ["{" * 1_000_000, "{{" + "a" * 1_000_000, "{{a" * 300_000, "{{}}" * 200_000, "}}" * 500_000]
)
def test_hostile_texts_take_no_more_than_their_length(text: str) -> None:
    assert substitute(text, scopes({}), world()) == text
