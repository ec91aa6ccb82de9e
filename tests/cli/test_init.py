"""`assay init`: whatever it is begun from, the project runs green at once, and nothing of the user's is lost."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assay.demo import resources
from assay.demo.serve import serving
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from tests.cli.command import assay, clean, sentence


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """The demo shop's base URL."""
    with serving(0) as url:
        yield url


def runs_green(folder: Path) -> None:
    """The first collection passes, and it sends something."""
    ran = assay("run", "--env", "local", "--fail-on-empty", cwd=folder)
    assert ran.code == 0, ran.said


def test_from_the_url_of_an_api_that_serves_its_contract(shop: str, tmp_path: Path) -> None:
    ran = assay("init", "--from", shop, cwd=tmp_path)
    assert ran.code == 0, ran.said
    clean(ran.out)
    table = tomllib.loads((tmp_path / "assay.toml").read_text())
    assert table["environment"]["local"]["url"] == shop
    assert "openapi" in json.loads((tmp_path / table["project"]["contract"]).read_text())
    assert ".env" in (tmp_path / ".gitignore").read_text().splitlines()
    runs_green(tmp_path)


def test_from_a_contract_in_the_folder_and_a_url(shop: str, tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_bytes(resources.contract().read_bytes())
    assert assay("init", "--url", shop, cwd=tmp_path).code == 0
    assert tomllib.loads((tmp_path / "assay.toml").read_text())["project"]["contract"] == "openapi.yaml"
    runs_green(tmp_path)


def test_from_a_collection_into_a_new_folder(shop: str, tmp_path: Path) -> None:
    item = {"name": "Up", "request": {"method": "GET", "url": "{{base_url}}/health"}}
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    (tmp_path / "own.json").write_text(json.dumps({"info": {"name": "Own", "schema": schema}, "item": [item]}))
    assert assay("init", "new/project", "--from", "own.json", "--url", shop, cwd=tmp_path).code == 0
    ran = assay("run", "--env", "local", cwd=tmp_path / "new/project")
    assert ran.code == 0, ran.said


def test_from_a_url_that_only_answers(shop: str, tmp_path: Path) -> None:
    assert assay("init", f"{shop}/health", cwd=tmp_path).code == 0
    runs_green(tmp_path)


def serves(servers: list[dict[str, str]]) -> Callable[[Wire], None]:
    """An API with its contract at /openapi.json and nothing else than /v2/things."""
    things = {"get": {"responses": {"200": {"description": "all"}}}}
    contract = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "servers": servers,
        "paths": {"/things": things},
    }

    def script(wire: Wire) -> None:
        while head := wire.read_request():
            path = head.split()[1]
            if path == b"/openapi.json":
                wire.answer(json.dumps(contract).encode(), headers=("Content-Type: application/json",))
            else:
                wire.answer(b"[]", status="200 OK" if path == b"/v2/things" else "404 Not Found")

    return script


@pytest.mark.parametrize("path", ["", "/openapi.json"])
def test_a_server_that_is_relative_to_the_contract(path: str, tmp_path: Path) -> None:
    with RawServer(serves([{"url": "/v2"}])) as server:
        assert assay("init", "--from", f"{server.url}{path}", cwd=tmp_path).code == 0
        assert tomllib.loads((tmp_path / "assay.toml").read_text())["environment"]["local"]["url"] == f"{server.url}/v2"
        runs_green(tmp_path)


@pytest.mark.parametrize("path", ["", "/openapi.json"])
def test_a_contract_from_this_machine_sends_nobody_elsewhere(path: str, tmp_path: Path) -> None:
    with RawServer(serves([{"url": "https://api.production.example"}])) as server:
        assert assay("init", "--from", f"{server.url}{path}", cwd=tmp_path).code == 0
        assert tomllib.loads((tmp_path / "assay.toml").read_text())["environment"]["local"]["url"] == server.url


def test_where_no_contract_is_found_it_says_so(shop: str, tmp_path: Path) -> None:
    assert "No contract was found there" in assay("init", "--from", f"{shop}/health", cwd=tmp_path).out


def test_credentials_in_a_url_are_written_nowhere(tmp_path: Path) -> None:
    ran = assay("init", "--url", "http://ada:s3cr3t-word@127.0.0.1:9", cwd=tmp_path)
    sentence(ran, "the URL holds credentials", "http://***@127.0.0.1:9", "[identity]")
    assert "s3cr3t-word" not in ran.said
    assert list(tmp_path.iterdir()) == []


def test_a_project_in_pyproject_toml_is_one_already(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.assay.project]\nhosts = []\n")
    sentence(assay("init", cwd=tmp_path), "there is a project here already", "pyproject.toml", "--force")


def test_the_command_that_is_next_can_be_pasted(tmp_path: Path) -> None:
    assert "cd 'a b' && assay run" in assay("init", "a b", cwd=tmp_path).out


def test_with_nothing_at_all_and_nobody_to_ask(tmp_path: Path) -> None:
    assert assay("init", cwd=tmp_path).code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "assay.toml",
        ".gitignore",
        "local.postman_environment.json",
        f"{tmp_path.name.replace('_', '-')}.postman_collection.json",
    }


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("build/\n.env")
    (tmp_path / "local.postman_environment.json").write_text("mine")
    assert assay("init", cwd=tmp_path).code == 0
    assert (tmp_path / ".gitignore").read_text().splitlines()[:3] == ["build/", ".env", ".assay/"]
    assert (tmp_path / "local.postman_environment.json").read_text() == "mine"
    sentence(assay("init", cwd=tmp_path), "there is a project here already", "--force")
    (tmp_path / "assay.toml").write_text("[project]\n")
    assert assay("init", "--force", cwd=tmp_path).code == 0
    assert "environment" in tomllib.loads((tmp_path / "assay.toml").read_text())


def test_bad_input_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    for source in ("none.yaml", "broken.json", "http://127.0.0.1:9/", "http://127.0.0.1:0/"):
        sentence(assay("init", "--from", source, cwd=tmp_path), "error")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.json"]
