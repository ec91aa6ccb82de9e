"""Mutants: enough of them, in order of harm, always the same ones, and bounded whatever the answer holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.model.http import Header, Response
from assay.mutation import Mutant, mutants

ORDER = {
    "id": 7,
    "name": "Ada",
    "paid": True,
    "total": 12.5,
    "note": None,
    "tags": ["a", "b"],
    "address": {"city": "Rome"},
    "items": [{"sku": "x-1", "count": 2}, {"sku": "x-2", "count": 1}],
}


def answer(body: Any, status: int = 200, kind: str = "application/json") -> Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status=status, reason="OK", headers=(Header("Content-Type", kind),), body=data)


def made(body: Any, **more: Any) -> list[Mutant]:
    return list(mutants(answer(body), **more))


def bodies(body: Any) -> dict[str, Any]:
    """The mutants of the body that are still JSON, by name."""
    found = {}
    for one in made(body):
        try:
            found[one.name] = json.loads(one.response.body)
        except ValueError:
            continue
    return found


def test_an_object_has_at_least_fifty() -> None:
    assert len(made({"id": 1, "name": "x", "tags": ["a"]})) >= 50
    assert len(made(ORDER)) > 150


def test_they_differ_from_the_answer_and_from_each_other() -> None:
    original = answer(ORDER)
    keys = [(one.response.status, one.response.headers, one.response.body) for one in mutants(original)]
    assert len(set(keys)) == len(keys)
    assert (original.status, original.headers, original.body) not in keys


def test_they_are_always_the_same() -> None:
    assert made(ORDER) == made(ORDER)


def test_the_most_harmful_come_first() -> None:
    names = [one.name for one in made(ORDER)]
    wanted = [
        "status 500",
        "body empty",
        "/id removed",
        "/id null",
        "/id as text",
        "/tags emptied",
        "/name in other case",
        "/tags in reverse order",
        "body with a field more",
        "header content-type removed",
    ]
    places = [names.index(name) for name in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("name", "pointer", "value"),
    [
        ("/address/city removed", ("address",), {}),
        ("/id as text", ("id",), "7"),
        ("/id as truth value", ("id",), True),
        ("/id 1 more", ("id",), 8),
        ("/id zero", ("id",), 0),
        ("/total negative", ("total",), -12.5),
        ("/paid flipped", ("paid",), False),
        ("/paid as number", ("paid",), 1),
        ("/name emptied", ("name",), ""),
        ("/tags emptied", ("tags",), []),
        ("/tags in reverse order", ("tags",), ["b", "a"]),
        ("/tags as object", ("tags",), {"value": ["a", "b"]}),
        ("/items/0/count null", ("items", 0, "count"), None),
        ("/items without its last element", ("items",), ORDER["items"][:1]),  # type: ignore[index]
        ("body with a field more", ("unexpected_field",), "unexpected"),
    ],
)
def test_one_thing_is_changed(name: str, pointer: tuple[str | int, ...], value: Any) -> None:
    found = bodies(ORDER)[name]
    for step in pointer:
        found = found[step]
    assert found == value
    assert type(found) is type(value)


def test_a_field_goes_by_another_name_at_its_place() -> None:
    found = bodies({"user_id": 1, "b": 2})
    assert list(found["/user_id renamed to userId"]) == ["userId", "b"]


def test_pointers_are_escaped() -> None:
    assert "/a~1b~0c removed" in [one.name for one in made({"a/b~c": 1})]
    assert {one.pointer for one in made({"a/b~c": 1})} == {"", "/a~1b~0c"}


def test_a_failure_becomes_a_success() -> None:
    assert next(mutants(answer({"code": "x"}, status=404))).response.status == 200


def test_stand_ins_for_secrets_are_not_written_over() -> None:
    changed = [one for one in bodies({"token": "***7f3a", "id": 1}).values() if isinstance(one, dict)]
    assert {one["token"] for one in changed if isinstance(one.get("token"), str)} == {"***7f3a"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b'{"a": NaN}',
        b"[" * 5000 + b"]" * 5000,
        b'"\\ud800"',
        b"1" * 5000,
        json.dumps([{"a": index, "b": [1] * 5} for index in range(20_000)]).encode(),
        json.dumps({str(index): index for index in range(3000)}).encode(),
    ],
    ids=["empty", "text", "bytes", "nan", "deep", "surrogate", "digits", "long list", "wide"],
)
def test_whatever_the_body_is_they_are_bounded(body: bytes) -> None:
    found = list(mutants(answer(body)))
    assert 5 <= len(found) <= 400
    assert sum(len(one.response.body) for one in found) < 100_000_000


def test_a_limit_is_kept() -> None:
    assert len(made(ORDER, most=40)) == 40


@pytest.mark.parametrize("headers", [(), (Header("Content-Type", "application/json"), Header("Server", "x"))])
@pytest.mark.parametrize("status", [200, 201, 404, 409, 599])
@pytest.mark.parametrize(
    "body",
    [{}, {"ok": True}, {"id": 1}, {"note": None}, {"name": ""}, {"items": []}, {"token": "***7f3a"}, ORDER],
)
def test_every_object_has_at_least_fifty(body: Any, status: int, headers: Any) -> None:
    response = Response(status=status, reason="OK", headers=headers, body=json.dumps(body).encode())
    assert len(list(mutants(response, most=50))) == 50
    assert len(list(mutants(response))) >= 50


def test_among_the_first_fifty_are_changes_of_every_kind() -> None:
    names = " ".join(one.name for one in made(ORDER, most=50))
    for kind in [
        "status 500",
        "header content-type removed",
        "/id removed",
        " null",
        " as text",
        "emptied",
        "renamed to",
        "another text",
        "without its first element",
        "in reverse order",
        "with a field more",
    ]:
        assert kind in names, kind


def test_named_fields_are_changed_first() -> None:
    wide = {f"field_{number}": number for number in range(100)}
    pointers = [one.pointer for one in made(wide, most=50, named={"field_77"})]
    assert pointers.count("/field_77") > 8
    assert "/field_77" not in [one.pointer for one in made(wide, most=50)]
