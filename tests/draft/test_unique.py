"""What can be made only once is made anew in each run, and meant again where it was meant again."""

from __future__ import annotations

import pytest

from assay.draft.unique import expression
from tests.draft.kit import call, folder, headers, raw, source, steps, url

MARK = 'pm.variables.replaceIn("{{$guid}}").slice(0, 8)'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("newbie@acme.example", f'"newbie" + {MARK} + "@acme.example"'),
        ("a.very.long.local.part@x.example", f'"a.very.long" + {MARK} + "@x.example"'),
        ("newbie", f'"newbie" + {MARK}'),
        ("KIT-0042", '"KIT-" + String(Date.now()).slice(-4)'),
        ("4006381333931", '"4006381" + String(Date.now()).slice(-6)'),
        ("ABC", f'"ABC" + {MARK}.toUpperCase()'),
        ("Blue shelf", f'"Blue shelf " + {MARK}'),
    ],
)
def test_another_value_of_the_same_form(value: str, expected: str) -> None:
    assert expression(value, "@" in value) == expected


def test_a_new_user_is_another_one_each_time() -> None:
    user = {"username": "newbie", "email": "newbie@acme.example", "display_name": "New Bie"}
    made = folder(
        call(1, "POST /users", user, 201, {"id": 7777777, **user}),
        call(2, "POST /users", user, 409, {"code": "taken"}),
        call(3, "GET /users?q=newbie&email=newbie@acme.example", answer=[]),
        call(4, "GET /reports?kind=newbie", answer=[]),
    )
    first, second, search, _ = steps(made)
    assert '"email": "{{user_email}}"' in raw(first)
    assert raw(second) == raw(first)
    assert "// newbie can be made only once" in source(first, "prerequest")
    assert source(second, "prerequest") == ""
    assert url(search) == "{{base_url}}/users?q={{user_username}}&email={{user_email}}"
    assert 'pm.expect(body.email).to.eql(pm.variables.get("user_email"));' in source(first)


@pytest.mark.parametrize("line", ["POST /login", "POST /sessions", "POST /oauth/token", "POST /v1/sign-in"])
@pytest.mark.parametrize("status", [200, 201])
def test_a_login_makes_nothing(line: str, status: int) -> None:
    made = folder(call(1, line, {"email": "a@b.example", "password": "***aaaa"}, status, {"token": "***bbbb"}))
    assert source(steps(made)[0], "prerequest") == ""
    assert '"email": "{{email}}"' in raw(steps(made)[0])


def test_a_key_of_idempotency_is_new_unless_it_is_meant_twice() -> None:
    key = {"Idempotency-Key": "order-0001"}
    made = folder(call(1, "POST /orders", {"n": 1}, 200, {}, headers=key))
    assert headers(steps(made)[0])["Idempotency-Key"] == "{{$guid}}"
    twice = folder(
        call(1, "POST /orders", {"n": 1}, 200, {}, headers=key), call(2, "POST /orders", {"n": 1}, 200, {}, headers=key)
    )
    assert {headers(step)["Idempotency-Key"] for step in steps(twice)} == {"{{idempotency_key}}"}
    assert "{{$guid}}" in source(steps(twice)[0], "prerequest")
    assert source(steps(twice)[1], "prerequest") == ""


def test_a_name_is_made_new_only_where_it_is_nearly_all() -> None:
    small = folder(call(1, "POST /projects", {"name": "Blue shelf"}, 201, {"id": 1}))
    assert '"{{project_name}}"' in raw(steps(small)[0])
    address = {"name": "Al", "street": "S", "city": "B", "zip": "1"}
    assert "{{" not in raw(steps(folder(call(1, "POST /addresses", address, 201, {"id": 1})))[0])
