"""A finding becomes a test that makes what it needs, and holds no secret, no id and no text of the run."""

from __future__ import annotations

import ast

import msgspec

from assay.report.probing.reproduction import module

from .probes import READ, Probe, exchange, finding, hostile


def written(*findings: object, **more: object) -> str:
    return "".join(module(Probe(*findings, **more)))  # type: ignore[arg-type]


def test_a_stranger_s_read() -> None:
    source = written(finding())
    ast.parse(source)
    body = source[source.index("def test_foreign_read_get_orders_id_") :]
    assert body[body.index("    unique") :] == (
        '    unique = f"qz{uuid.uuid4().hex[:4]}"\n'
        '    order = ready(send("POST", "/orders", who="alice", '
        'json={"note": f"{unique}1", "code": fresh("AB-123456")}))\n'
        '    order_id = at(order.json(), "/id")\n'
        '    ready(send("GET", f"/orders/{order_id}", who="alice"))\n'
        '    response = send("GET", f"/orders/{order_id}", who="carol")\n'
        "    assert response.status_code in (401, 403, 404), response.text\n"
    )
    assert "o-7f3a" not in source
    assert "***" not in source


def test_credentials_come_from_the_variables_of_the_project() -> None:
    source = written(finding(), credentials={"alice": "SHOP_ALICE"})
    assert '"alice": {"Authorization": "Bearer {SHOP_ALICE}"}' in source
    assert '"carol": {"Authorization": "Bearer {CAROL_TOKEN}"}' in source


def test_input_that_was_taken_must_be_refused() -> None:
    sent = exchange(1, "POST", "/orders", "alice", 201, {"id": "o-1"}, {"quantity": 0})
    taken = finding(rule="accepts-out-of-bounds", operation="POST /orders", where="/quantity", identity="",
                    exchanges=("abcdef-1",))  # fmt: skip
    source = written(taken, exchanges=(sent,))
    assert 'response = send("POST", "/orders", who="alice", json={"quantity": 0})' in source
    assert "assert 400 <= response.status_code < 500, response.text" in source


def test_a_field_that_broke_its_schema_is_looked_for_in_every_item() -> None:
    seen = exchange(1, "GET", "/orders?limit=2", "alice", 200, {"items": [{"total": 5}, {"total": "12"}]})
    broken = finding(rule="schema-mismatch", operation="GET /orders", where="/items/0/total", identity="alice",
                     message='/items/1/total in the answer must be an integer; it is the text "12".',
                     exchanges=("abcdef-1",))  # fmt: skip
    source = written(broken, exchanges=(seen,))
    assert 'assert "12" not in every(response.json(), "/items/*/total")' in source


def test_a_credential_that_was_made_up_for_once_makes_no_test() -> None:
    strange = exchange(4, "GET", "/orders/o-7f3a", "alice", 200, {})
    headers = tuple(one._replace(value="Bearer ***ffff") for one in strange.request.headers)
    request = msgspec.structs.replace(strange.request, headers=headers)
    tampered = msgspec.structs.replace(strange, request=request)
    found = finding(rule="accepts-tampered-token", identity="alice", exchanges=("abcdef-4",))
    assert "def test_" not in written(found, exchanges=(*READ, tampered))


def test_what_no_request_shows_makes_no_test() -> None:
    assert "def test_" not in written(finding(rule="filter-unfulfilled"), exchanges=READ)
    assert "def test_" not in written(finding(exchanges=("gone",)))


def test_hostile_texts_stay_texts() -> None:
    ast.parse(written(hostile(), finding(message='"""\nimport os; os.abort()\n"""', title="\\")))


def test_of_a_run_there_is_no_test() -> None:
    source = "".join(module(lambda: iter(())))
    ast.parse(source)
    assert "def test_" not in source


def test_a_second_time_is_refused_only_after_a_first() -> None:
    sent = tuple(exchange(number, "POST", "/orders/o-7f3a/cancel", "alice", 200, {}) for number in (4, 5, 6, 7))
    ids = ("abcdef-4", "abcdef-5", "abcdef-6", "abcdef-7")
    twice = finding(rule="state-ignored", operation="POST /orders/{id}/cancel", identity="alice", exchanges=ids)
    source = written(twice, exchanges=(*READ, *sent))
    assert source.count('"POST", f"/orders/{order_id}/cancel"') == 2
    assert 'ready(send("POST", f"/orders/{order_id}/cancel", who="alice"))' in source
    alone = msgspec.structs.replace(twice, exchanges=("abcdef-5", "abcdef-7"))
    assert "def test_" not in written(alone, exchanges=(*READ, *sent))
