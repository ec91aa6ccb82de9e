"""Values are followed to the answers that brought them, and nowhere by chance."""

from __future__ import annotations

import pytest

from assay.draft import Existing
from tests.draft.kit import BASE, call, fates, folder, headers, one, raw, secrets, source, steps, url, variables

ORDER = "ord_2tpmd5vhhgo6sp4ju3ny"
OTHER = "ord_9zzmd5vhhgo6sp4ju3aa"


def test_a_token_flows_from_the_login() -> None:
    made = folder(
        call(1, "POST /auth/login", {"username": "alice", "password": "***aaaa"}, answer={"access_token": "***bbbb"}),
        call(2, "GET /me", answer={"id": 7}, headers={"Authorization": "Bearer ***bbbb"}),
    )
    login, me = steps(made)
    assert 'pm.environment.set("access_token", pm.response.json().access_token);' in source(login)
    assert me.request.auth is not None
    assert me.request.auth.params == {"token": "{{access_token}}"}
    assert secrets(made) == {"password": "", "username": "alice"}
    assert variables(made) == {"base_url": BASE}


def test_an_id_flows_into_path_query_body_header_and_text() -> None:
    made = folder(
        call(1, "POST /v1/orders", {"n": 1}, 201, {"id": ORDER}),
        call(2, f"GET /v1/orders/{ORDER}?also={ORDER}", answer={"id": ORDER}),
        call(3, "POST /v1/refunds", {"order": {"id": ORDER}, "text": f"for {ORDER}!"}, 201, {"ok": True}),
        call(4, "GET /v1/refunds", answer=[], headers={"X-Order": ORDER}),
    )
    created, read, refund, listed = steps(made)
    assert 'pm.environment.set("order_id", pm.response.json().id);' in source(created)
    assert url(read) == "{{base_url}}/v1/orders/{{order_id}}?also={{order_id}}"
    assert raw(refund) == '{\n  "order": {\n    "id": "{{order_id}}"\n  },\n  "text": "for {{order_id}}!"\n}'
    assert headers(listed)["X-Order"] == "{{order_id}}"
    assert ORDER not in str(made.suite)


def test_numbers_stay_numbers_in_json() -> None:
    made = folder(
        call(1, "POST /users", {"name": "Bo"}, 201, {"id": 42}),
        call(2, "POST /orders", {"user_id": 42, "size": 42, "note": "42"}, 201, {"id": 1}),
        call(3, "GET /users/42", answer={"id": 42}),
    )
    _, order, read = steps(made)
    assert raw(order) == '{\n  "user_id": {{user_id}},\n  "size": 42,\n  "note": "42"\n}'
    assert url(read) == "{{base_url}}/users/{{user_id}}"
    assert "String(pm.response.json().id)).to.eql(String(pm.variables.get(" in source(read)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ({"total": 1}, "GET /users/1"),
        ({"id": 1}, "GET /users?page=1"),
        ({"kind": "books"}, "GET /products?category=books"),
    ],
)
def test_what_is_alike_by_chance_is_no_chain(answer: object, line: str) -> None:
    made = folder(call(1, "GET /products", answer=answer), call(2, line, answer={}))
    assert "pm.environment.set" not in "".join(map(source, steps(made)))


def test_what_a_person_typed_first_is_no_chain() -> None:
    made = folder(
        call(1, f"GET /orders/{ORDER}", answer={"id": ORDER, "lines": [{"order_id": ORDER}]}),
        call(2, f"GET /orders/{ORDER}/lines", answer=[]),
    )
    assert [url(step) for step in steps(made)] == [
        "{{base_url}}/orders/{{order_id}}",
        "{{base_url}}/orders/{{order_id}}/lines",
    ]
    assert variables(made)["order_id"] == ORDER


def test_the_one_of_a_list_is_found_by_what_it_is_called() -> None:
    items = [{"id": ORDER, "name": "Atlas"}, {"id": OTHER, "name": 'Say "hi"\u2028</script>'}]
    made = folder(call(1, "GET /books", answer={"items": items}), call(2, f"GET /books/{OTHER}", answer={}))
    listed = source(steps(made)[0])
    found = r'.items.find((one) => one.name === "Say \"hi\"\u2028<\/script>").id'
    assert f'pm.environment.set("book_id", pm.response.json(){found});' in listed


def test_the_first_of_a_list_is_the_first() -> None:
    items = [{"id": ORDER, "name": "Atlas"}]
    made = folder(call(1, "GET /books", answer=items), call(2, f"GET /books/{ORDER}", answer={}))
    assert 'pm.environment.set("book_id", pm.response.json()[0].id);' in source(steps(made)[0])


def test_an_etag_is_that_of_the_thing_itself() -> None:
    made = folder(
        call(1, "GET /books/b1234567x89", answer={}, answered={"ETag": '"v1"'}),
        call(2, f"GET /orders/{ORDER}", answer={}, answered={"ETag": '"v1"'}),
        call(3, "PUT /books/b1234567x89", {"a": 1}, answer={}, headers={"If-Match": '"v1"'}),
    )
    read, other, put = steps(made)
    assert headers(put)["If-Match"] == "{{book_etag}}"
    assert 'pm.environment.set("book_etag", pm.response.headers.get("ETag"));' in source(read)
    assert "pm.environment" not in source(other)


def test_an_id_of_location_where_there_is_no_body() -> None:
    made = folder(
        call(1, "POST /books", {"a": 1}, 201, answered={"Location": f"/books/{ORDER}"}),
        call(2, f"DELETE /books/{ORDER}", status=204),
    )
    created, deleted = steps(made)
    assert url(deleted) == "{{base_url}}/books/{{book_id}}"
    assert 'headers.get("Location").split(/[?#]/)[0].split("/").slice(-1)[0]' in source(created)


def test_a_cookie_that_was_set_is_left_to_the_jar() -> None:
    made = folder(
        call(1, "POST /login", b"user=al&password=***aaaa", 200, {}, answered={"Set-Cookie": "sid=***cccc; Path=/"}),
        call(2, "GET /me", answer={}, headers={"Cookie": "sid=***cccc; theme=dark"}),
    )
    assert headers(steps(made)[1]) == {"Cookie": "theme=dark"}
    assert fates(made)[1] == "Morning / Log in"


def test_a_csrf_token_of_a_form() -> None:
    page = b'<form><input type="hidden" name="csrf_token" value="***dddd"></form>'
    made = folder(
        call(1, "GET /form", answer=page, answered={"Content-Type": "text/html"}),
        call(
            2,
            "POST /form",
            b"csrf_token=***dddd&a=1",
            200,
            {},
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        ),
    )
    got, posted = steps(made)
    assert posted.request.body is not None
    assert [(row.key, row.value) for row in posted.request.body.urlencoded] == [
        ("csrf_token", "{{csrf_token}}"),
        ("a", "1"),
    ]
    assert """pm.response.text().match(/name=["']csrf_token["'][^>]*?value=["']([^"']+)["']/i)[1]""" in source(got)


def test_two_logins_one_name_where_they_follow_each_other() -> None:
    def login(n: int, name: str) -> list[object]:
        return [
            call(n, "POST /login", {"username": name, "password": f"***{n}aa{n}"}, answer={"token": f"***{n}bb{n}"}),
            call(n + 1, "GET /me", answer={}, headers={"Authorization": f"Bearer ***{n}bb{n}"}),
        ]

    made = folder(*login(1, "alice"), *login(3, "bob"))  # type: ignore[arg-type]
    assert [step.request.auth.params for step in steps(made) if step.request.auth] == [{"token": "{{token}}"}] * 2
    assert secrets(made) == {"password": "", "username": "alice", "bob_password": "", "bob_username": "bob"}


@pytest.mark.parametrize(("held", "name"), [("", "token"), ("***9999", "token"), ("constant", "token_2")])
def test_a_variable_that_is_there_is_set_only_where_it_is_no_constant(held: str, name: str) -> None:
    made = folder(
        call(1, "POST /login", {"password": "***aaaa"}, answer={"token": "***bbbb"}),
        call(2, "GET /me", answer={}, headers={"Authorization": "Bearer ***bbbb"}),
        variables={"token": held},
    )
    assert f'pm.environment.set("{name}", ' in source(steps(made)[0])


def test_two_tokens_that_are_used_in_turn_have_two_names() -> None:
    calls = [
        call(1, "POST /login", {"username": "alice", "password": "***1aa1"}, answer={"token": "***1bb1"}),
        call(2, "POST /login", {"username": "bob", "password": "***2aa2"}, answer={"token": "***2bb2"}),
        call(3, "GET /me", answer={"id": 1}, headers={"Authorization": "Bearer ***1bb1"}),
        call(4, "GET /me", answer={"id": 2}, headers={"Authorization": "Bearer ***2bb2"}),
    ]
    auths = [step.request.auth for step in steps(folder(*calls))]
    assert [auth.params["token"] for auth in auths if auth] == ["{{token}}", "{{bob_token}}"]


def test_one_request_brings_the_steps_that_it_needs() -> None:
    calls = [
        call(1, "POST /login", {"username": "alice", "password": "***aaaa"}, answer={"token": "***bbbb"}),
        call(2, "GET /other", answer={}),
        call(3, "POST /orders", {"n": 1}, 201, {"id": ORDER}, headers={"Authorization": "Bearer ***bbbb"}),
        call(4, f"GET /orders/{ORDER}", answer={"id": ORDER}, headers={"Authorization": "Bearer ***bbbb"}),
    ]
    made = one(*calls)
    assert [step.name for step in steps(made)] == ["Log in", "Create order", "It"]
    assert 2 not in fates(made)


def test_a_step_that_the_collection_holds_gains_a_line() -> None:
    calls = [
        call(1, "POST /login", {"password": "***aaaa"}, answer={"token": "***bbbb"}),
        call(2, "GET /me", answer={}, headers={"Authorization": "Bearer ***bbbb"}),
    ]
    wrong = Existing(place=(0,), name="Wrong", method="POST", url="{{url}}/login", script="to.have.status(401)")
    held = Existing(place=(1, 0), name="Auth / Login", method="POST", url="{{url}}/login")
    made = one(*calls, steps=(wrong, held))
    assert [step.name for step in steps(made)] == ["It"]
    (gain,) = made.gains
    assert gain.place == (1, 0)
    assert gain.source.endswith('pm.environment.set("token", pm.response.json().token);')
    assert fates(made)[1] == "in the collection already, as Auth / Login"


def test_a_step_that_keeps_the_value_already_is_left_alone() -> None:
    calls = [
        call(1, "POST /login", {"password": "***aaaa"}, answer={"token": "***bbbb"}),
        call(2, "GET /me", answer={}, headers={"Authorization": "Bearer ***bbbb"}),
    ]
    script = 'const body = pm.response.json();\npm.environment.set("member", body.token);'
    made = one(*calls, steps=(Existing(place=(0,), name="Login", method="POST", url="{{url}}/login", script=script),))
    assert made.gains == ()
    (me,) = steps(made)
    assert me.request.auth is not None
    assert me.request.auth.params == {"token": "{{member}}"}
