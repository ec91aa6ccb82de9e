"""A dependency of which only the contract is known answers as that says."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from assay import demo
from assay.app.breaking.dependencies import Dependency
from assay.app.breaking.healthy import healthy
from assay.app.contracts import load_contract
from assay.model.http import Response
from assay.model.stub.received import Received

STOCK = Path(demo.__file__).parent / "partners" / "stock.yaml"


def answered(dependency: Dependency, *calls: tuple[str, str, bytes]) -> list[Response]:
    async def ask() -> list[Response]:
        async with healthy(dependency) as answer:
            received = [
                Received(id=str(number), method=method, target=target, body=body)
                for number, (method, target, body) in enumerate(calls)
            ]
            return [await answer(one) for one in received]

    return asyncio.run(ask())


def test_a_contract_alone_is_healthy_below_the_path_where_the_api_looks_for_it() -> None:
    for path in ("", "/partners/stock"):
        known = Dependency(name="stock", host="127.0.0.1", port=1, path=path, contract=load_contract(STOCK))
        wish = {"reference": "r1", "items": [{"product_id": "p", "quantity": 2}]}
        level, made, odd, unknown = answered(
            known,
            ("GET", f"{path}/levels/prd_9", b""),
            ("POST", f"{path}/reservations", json.dumps(wish).encode()),
            ("POST", f"{path}/reservations", b"{}"),
            ("GET", f"{path}/nowhere", b""),
        )
        assert level.status == 200
        assert json.loads(level.body)["product_id"] == "prd_9"
        assert json.loads(level.body)["available"] > 0
        assert (made.status, json.loads(made.body)["items"]) == (201, wish["items"])
        assert odd.status == 201, "what the API gets wrong is not judged here"
        assert unknown.status == 404


def test_a_stub_of_any_kind_stands_in(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('[[route]]\nrequest = "GET /levels/{id}"\njson = { available = 7 }\n')
    for file in (tmp_path / "s.toml", STOCK):
        (level,) = answered(
            Dependency(name="stock", host="127.0.0.1", port=1, stub=str(file)), ("GET", "/levels/a", b"")
        )
        assert "available" in json.loads(level.body)
