"""A morning of calls to the shop becomes a collection that runs green, again and again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.app.saving.morning import Morning
from tests.cli.command import Ran, assay, clean, sentence

from assay.demo.serve import serving

COLLECTION = "collection.postman_collection.json"
ENVIRONMENT = "local.postman_environment.json"
SHOP = Path(__file__).parents[3] / "src" / "assay" / "demo"
SECRETS = ("alice-secret-1", "ada-secret-1", "newbie-secret-1", "rookie-secret-1")


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """One shop for all tests: each may find it as another one has left it."""
    with serving() as base:
        yield base


@pytest.fixture
def morning(shop: str, tmp_path: Path) -> Morning:
    """Somebody who begins in an empty folder."""
    return Morning(shop, tmp_path / ".assay")


def document(folder: Path, name: str = COLLECTION) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def requests(items: list[Any]) -> list[str]:
    """Every request by folders and name, in order."""
    found: list[str] = []
    for item in items:
        inner = requests(item["item"]) if "item" in item else None
        found += [item["name"]] if inner is None else [f"{item['name']}/{one}" for one in inner]
    return found


def given(*names: str) -> list[str]:
    """--secret for these variables: `<user>_password` is the user's of the shop."""
    options = []
    for name in names:
        user = name.removesuffix("_password") if "_" in name else "alice"
        options += ["--secret", f"{name}={user}-secret-1"]
    return options


def run(folder: Path) -> Ran:
    return assay("run", COLLECTION, "-e", ENVIRONMENT, cwd=folder)


def green(folder: Path, requests: int) -> None:
    """Runs twice, with nothing failed."""
    for _ in range(2):
        ran = run(folder)
        assert ran.code == 0, ran.out[-6000:]
        assert re.search(rf"requests │ +{requests} │ +0 ", ran.out), ran.out[-2000:]


def shopping(somebody: Morning, mark: str) -> None:
    """Log in, look around, order, change, pay, clean up; with slips, repeats and a browser's noise."""
    somebody.call("GET", "/v1/me")
    somebody.login("alice")
    somebody.call("OPTIONS", "/v1/orders")
    somebody.call("GET", "/favicon.ico")
    somebody.json("GET", "/v1/me")
    somebody.call("GET", "/v1/product")
    product = somebody.json("GET", "/v1/products?limit=5")["items"][2]
    somebody.json("GET", "/v1/products?limit=5")
    somebody.json("GET", f"/v1/products/{product['id']}")
    home = {"label": "home", "name": "Alice Arden", "street": "Hauptstrasse 1", "city": "Berlin", "postcode": "10115"}
    address = somebody.json("POST", "/v1/addresses", {**home, "country": "DE"})
    lines = {"items": [{"product_id": product["id"], "quantity": 2}], "address_id": address["id"]}
    key = {"Idempotency-Key": f"order-{mark}"}
    order = somebody.json("POST", "/v1/orders", {**lines, "note": 'ring "twice" \u2028'}, headers=key)
    path = f"/v1/orders/{order['id']}"
    etag = somebody.call("GET", path).header("etag") or ""
    somebody.json("PATCH", path, {"note": "later"}, headers={"If-Match": etag})
    paid = {"method": "card", "amount_cents": order["total_cents"]}
    somebody.json("POST", f"{path}/pay", paid, headers={"Idempotency-Key": f"pay-{mark}-1"})
    somebody.json("GET", path)
    somebody.call("DELETE", f"/v1/addresses/{address['id']}")
    somebody.call("GET", f"/v1/addresses/{address['id']}")


def managing(somebody: Morning, name: str) -> None:
    """Somebody else's morning: a user is made, found, changed, logs in and is disabled; a product is added."""
    somebody.login("ada")
    user = {"username": name, "email": f"{name}@acme.example", "display_name": "New Bie", "role": "member"}
    made = somebody.json("POST", "/v1/users", {**user, "password": f"{name}-secret-1"})
    somebody.json("GET", f"/v1/users?q={name}")
    somebody.json("PATCH", f"/v1/users/{made['id']}", {"role": "manager"})
    sku = "KIT-0942" if name == "newbie" else "KIT-0943"
    somebody.call(
        "POST", "/v1/products", {"sku": sku, "name": "Sieve", "category": "kitchen", "price_cents": 1250, "stock": 4}
    )
    somebody.json("POST", f"/v1/users/{made['id']}/disable")


@pytest.mark.parametrize("name", ["newbie", "rookie"])
def test_a_morning_runs_green_again_and_again(morning: Morning, tmp_path: Path, name: str) -> None:
    if name == "rookie":
        (tmp_path / "openapi.yaml").write_bytes((SHOP / "openapi.yaml").read_bytes())
        (tmp_path / "assay.toml").write_text('[project]\ncontract = "openapi.yaml"\n')
    shopping(morning, name)
    managing(morning, name)
    said = assay("save", "Checkout", "--last", 100, *given("password", "ada_password"), cwd=tmp_path)
    assert said.code == 0, said
    clean(said.out)
    for line in (
        "dropped: 401, put right by #5",
        "dropped: a preflight",
        "dropped: a file that browsers fetch",
        "dropped: 404, put right by #7",
        "dropped: the same read as #7",
    ):
        assert line in said.out
    secret = f"{name}_password"
    assert f"Fill in {secret}: the password of {name} in POST /v1/users." in said.out
    assert f"Add {ENVIRONMENT} to .gitignore" in said.out
    environment = document(tmp_path, ENVIRONMENT)
    row = next(row for row in environment["values"] if row["key"] == secret)
    assert (row["value"], row["type"]) == ("", "secret")
    row["value"] = f"{name}-secret-1"
    (tmp_path / ENVIRONMENT).write_text(json.dumps(environment))
    green(tmp_path, 18)
    text = (tmp_path / COLLECTION).read_text(encoding="utf-8")
    assert "***" not in text
    assert not any(one in text for one in SECRETS)
    assert morning.token not in text


def test_one_request_brings_its_chain_and_the_next_one_uses_it(morning: Morning, tmp_path: Path) -> None:
    morning.login("alice")
    product = morning.json("GET", "/v1/products")["items"][1]
    morning.json("GET", f"/v1/products/{product['id']}")
    morning.json("GET", "/v1/orders")
    first = assay("save", "Products/Get product", 3, *given("password"), cwd=tmp_path)
    assert "#1  POST /v1/auth/login → 200" in first.out
    assert requests(document(tmp_path)["item"]) == ["Products/Log in", "Products/List products", "Products/Get product"]
    before = document(tmp_path)
    second = assay("save", "Orders/List orders", cwd=tmp_path)
    assert "in the collection already, as Products / Log in" in second.out
    after = document(tmp_path)
    assert after["item"][0] == before["item"][0]
    assert requests(after["item"])[-1] == "Orders/List orders"
    green(tmp_path, 4)


def test_what_is_there_is_neither_changed_nor_replaced_unasked(morning: Morning, tmp_path: Path) -> None:
    theirs = {
        "info": {
            "name": "Theirs",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            "x": 1,
        },
        "strange": [1.50, {"ü": None}],
        "item": [
            {"name": "Health", "request": "http://127.0.0.1:1/health", "mine": {"a": [1]}},
            {
                "name": "Users",
                "item": [{"name": "Get", "request": {"method": "GET", "url": "{{base_url}}/x"}, "event": []}],
            },
        ],
        "variable": [{"key": "base_url", "value": morning.base, "mine": True}],
    }
    (tmp_path / COLLECTION).write_text(json.dumps(theirs, indent="\t", ensure_ascii=False), encoding="utf-8")
    text = (tmp_path / COLLECTION).read_bytes()
    morning.json("GET", "/health")
    sentence(assay("save", "Users/Get", cwd=tmp_path), "Users / Get is in the collection already", "--replace")
    sentence(assay("save", "Health/Deeper", cwd=tmp_path), "Health is a request, and no folder")
    sentence(assay("save", "a//b", cwd=tmp_path), "no path of folders")
    assert (tmp_path / COLLECTION).read_bytes() == text
    assert assay("save", "Users/Other", cwd=tmp_path).code == 0
    found = document(tmp_path)
    assert requests(found["item"]) == ["Health", "Users/Get", "Users/Other"]
    del found["item"][1]["item"][1]
    assert found == theirs
    assert (tmp_path / COLLECTION).read_bytes().startswith(b'{\n\t"info"')
    assert assay("save", "Users/Get", "--replace", cwd=tmp_path).code == 0
    found = document(tmp_path)
    assert requests(found["item"]) == ["Health", "Users/Get", "Users/Other"]
    assert found["item"][1]["item"][0]["request"]["url"]["raw"] == "{{base_url}}/health"
    assert found["item"][0] == theirs["item"][0]  # type: ignore[index]
    assert not list(tmp_path.glob("*.part"))


def test_a_request_of_the_collection_gains_the_line_that_is_needed(morning: Morning, tmp_path: Path) -> None:
    morning.login("alice")
    morning.json("GET", "/v1/me")
    login = {
        "name": "Login",
        "event": [{"listen": "test", "script": {"exec": ["// mine"], "type": "text/javascript"}}],
        "request": {
            "method": "POST",
            "url": "{{base_url}}/v1/auth/login",
            "header": [{"key": "Content-Type", "value": "application/json"}],
            "body": {"mode": "raw", "raw": '{"username": "alice", "password": "{{password}}"}'},
        },
    }
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    theirs = {"info": {"name": "Theirs", "schema": schema}, "item": [login]}
    (tmp_path / COLLECTION).write_text(json.dumps(theirs))
    values = [{"key": "password", "value": "alice-secret-1"}, {"key": "base_url", "value": morning.base, "mine": 1}]
    (tmp_path / ENVIRONMENT).write_text(json.dumps({"name": "theirs", "values": values}))
    said = assay("save", "Me", cwd=tmp_path)
    assert "Login now keeps what later requests need" in said.out
    found = document(tmp_path)
    assert found["item"][0]["event"][0]["script"]["exec"][0] == "// mine"
    assert found["item"][0]["event"][0]["script"]["exec"][-1].startswith('pm.environment.set("access_token"')
    assert found["item"][0]["request"] == login["request"]
    assert "variable" not in found or found["variable"] == []
    assert document(tmp_path, ENVIRONMENT)["values"] == values
    green(tmp_path, 2)


def test_reads_are_sent_twice_in_the_name_of_an_identity(morning: Morning, tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_text('[identity.alice]\ntoken = "${ALICE_TOKEN}"\n')
    morning.login("alice")
    morning.json("GET", "/v1/me")
    untold = assay("save", "Me", cwd=tmp_path)
    assert "Not sent again to see what changes: #2 (a secret that it needs is not known)." in untold.out
    told = assay("save", "Me again", 2, "--identity", "alice", cwd=tmp_path, env={"ALICE_TOKEN": morning.token})
    assert "Not sent again" not in told.out
    me = document(tmp_path)["item"][-1]
    assert "its status is active" in "\n".join(me["event"][0]["script"]["exec"])
    given_token = assay("save", "Third", 2, "--secret", f"access_token={morning.token}", cwd=tmp_path)
    assert "Not sent again" not in given_token.out


def test_an_environment_of_the_project(morning: Morning, tmp_path: Path) -> None:
    table = f'[environment.local]\nurl = "{morning.base}/v1"\npostman = "mine.json"\n'
    (tmp_path / "assay.toml").write_text(table)
    morning.login("alice")
    morning.json("GET", "/v1/me")
    said = assay("save", "Me", "--env", "local", *given("password"), cwd=tmp_path)
    assert said.out.splitlines()[-1] == f"Next: assay run {COLLECTION} --env local"
    assert document(tmp_path)["variable"] == [{"key": "base_url", "value": f"{morning.base}/v1", "type": "string"}]
    assert document(tmp_path)["item"][-1]["request"]["url"]["raw"] == "{{base_url}}/me"
    assert assay("run", COLLECTION, "--env", "local", cwd=tmp_path).code == 0
    assert assay("run", COLLECTION, "-e", "mine.json", cwd=tmp_path).code == 0


def test_only_hosts_that_are_allowed_are_asked_again(morning: Morning, tmp_path: Path) -> None:
    from tests.record.history.kept import exchange, keep

    (tmp_path / "assay.toml").write_text('[project]\nhosts = ["api.allowed.example"]\n')
    keep(morning.home, exchange("http://api.elsewhere.example/x"))
    said = assay("save", "X", cwd=tmp_path)
    assert said.code == 0
    assert "api.elsewhere.example is not among the hosts that assay.toml allows" in said.out


def test_an_environment_file_is_for_its_owner_alone(morning: Morning, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.postman_environment.json\n")
    morning.login("alice")
    said = assay("save", "Log in", "--secret", "password", cwd=tmp_path, env={"PASSWORD": "alice-secret-1"})
    assert ".gitignore" not in said.out
    assert (tmp_path / ENVIRONMENT).stat().st_mode & 0o077 == 0
    assert "alice-secret-1" not in (tmp_path / COLLECTION).read_text()
    assert "alice-secret-1" not in said.said
    green(tmp_path, 1)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["X"], ["the history is empty"]),
        (["X", "--since", "soon"], ["the history is empty"]),
        (["X", "7"], ["the history is empty"]),
    ],
)
def test_nothing_was_sent_yet(tmp_path: Path, args: list[str], words: list[str]) -> None:
    sentence(assay("save", *args, cwd=tmp_path), *words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["X", "--since", "soon"], ["'soon' is no moment"]),
        (["X", "77"], ["there is no number 77"]),
        (["X", "1", "--last", "2"], ["say different things"]),
        (["X", "--from", "5"], ["nothing was sent from number 5 to the newest"]),
        (["X", "--secret", "NOT_SET_ANYWHERE"], ["--secret", "NOT_SET_ANYWHERE"]),
        (["X", "--collection", "old.json"], ["old.json", "v2.1"]),
        (["X", "-e", "old.json"], ["old.json", "is no Postman environment"]),
        (["X", "--collection", "."], ["this is a folder"]),
        (["X", "--env", "none"], ["there is no [environment.none]"]),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    morning: Morning, tmp_path: Path, args: list[str], words: list[str]
) -> None:
    morning.json("GET", "/health")
    (tmp_path / "old.json").write_text("[]")
    kept = sorted(path.name for path in tmp_path.iterdir())
    sentence(assay("save", *args, cwd=tmp_path), *words)
    assert sorted(path.name for path in tmp_path.iterdir()) == kept
