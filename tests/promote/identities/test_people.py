"""The identities of a project in a suite: clients by name, owner and stranger explicit, secrets from outside."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib.resources import as_file
from pathlib import Path

import pytest

from assay.app.identity_file import read_identities
from assay.demo import resources
from assay.demo.serve import serving
from assay.model.errors import AssayError
from tests.promote.identities.promoted import text_of
from tests.promote.promoting import SECRETS, SOURCE, assay, run_suite

LOGIN = 'login = {{ request = "Auth/Login", username = "{0}", password = "${{{1}}}", token = "/access_token" }}\n'
PROJECT = (
    '[identity.alice]\nrole = "member"\ntenant = "acme"\n'
    + LOGIN.format("alice", "ALICE_PW")
    + '[identity.carol]\nrole = "member"\ntenant = "globex"\n'
    + LOGIN.format("carol", "CAROL_PW")
    + '[identity.root]\nrole = "admin"\ntenant = "acme"\n'
    + LOGIN.format("ada", "ROOT_PW")
    + '[identity.old]\ntoken = "${OLD_TOKEN}"\nexpired = true\n[identity.nobody]\n'
)
PEOPLE = {
    "ALICE_PW": "alice-secret-1",
    "CAROL_PW": "carol-secret-1",
    "ROOT_PW": "ada-secret-1",
    "OLD_TOKEN": "eyJhbGciOiJIUzI1NiJ9.e30.bm8",
}
CONTRACT = str(Path(SOURCE) / "assay" / "demo" / "openapi.yaml")


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture(scope="module")
def suite(shop: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    (folder / "assay.toml").write_text(PROJECT)
    return promoted(shop, folder)


def promoted(url: str, folder: Path, *options: str) -> Path:
    with as_file(resources.collection()) as collection, as_file(resources.environment()) as environment:
        given = ("promote", str(collection), "-e", str(environment), "--url", url, "--out", "api", "--no-proof")
        done = assay(*given, "--contract", CONTRACT, "--permissions", *options, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "api"


def test_each_has_a_client_and_the_owner_and_the_stranger_have_names(suite: Path) -> None:
    conftest = (suite / "conftest.py").read_text()
    for name in ("alice", "carol", "root", "old"):
        assert f"def {name}_client(" in conftest
    assert "Sends as carol: member of globex." in conftest
    tests = (suite / "test_permissions.py").read_text()
    assert "def test_carol_does_not_reach_the_order_of_alice(" in tests
    assert "def test_carol_sees_no_address_of_alice_in_the_list(" in tests
    assert "def test_alice_has_no_right_to_it(" in tests
    assert "def test_old_gets_in_no_more(" in tests


def test_it_is_green_without_assay_toml_and_holds_no_secret(suite: Path, shop: str, tmp_path: Path) -> None:
    shutil.copytree(suite, tmp_path / "api")
    options = ("-p", "no:randomly", "-k", "carol or alice or old")
    done = run_suite(tmp_path / "api", shop, *options, extra={**SECRETS, **PEOPLE})
    assert done.returncode == 0, done.stdout
    text = text_of(suite)
    assert not [one for one in (*PEOPLE.values(), *SECRETS.values()) if one in text and one != "newbie-secret-1"]


@pytest.mark.proof
def test_what_is_open_to_strangers_turns_it_red(suite: Path) -> None:
    for defect in ("orders-open", "addresses-deleted-by-anyone", "paid-by-anyone", "members-make-users"):
        with serving(defects=(defect,)) as url:
            options = ("-x", "-k", "carol or alice")
            done = run_suite(suite, url, *options, extra={**SECRETS, **PEOPLE})
        assert done.returncode == 1, defect


FORMS = {
    "a.json": json.dumps({"alice": {"role": "member", "token": "${A}"}, "nobody": {}}),
    "b.json": json.dumps({"identities": [{"name": "alice", "role": "member", "token": "${A}"}, {"name": "nobody"}]}),
    "c.yaml": "identities:\n  alice:\n    role: member\n    token: ${A}\n  nobody:\n",
    "d.yml": "- name: alice\n  role: member\n  token: ${A}\n- name: nobody\n",
    "e.toml": '[alice]\nrole = "member"\ntoken = "${A}"\n[nobody]\n',
    "f.toml": '[[identities]]\nname = "alice"\nrole = "member"\ntoken = "${A}"\n[[identities]]\nname = "nobody"\n',
}


@pytest.mark.parametrize("name", FORMS)
def test_a_file_of_identities_is_a_mapping_or_a_list(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FORMS[name])
    found = read_identities(tmp_path / name)
    assert list(found) == ["alice", "nobody"]
    assert (found["alice"].role, found["alice"].token, found["nobody"].token) == ("member", "${A}", None)


@pytest.mark.parametrize(
    "text", ["", "3", "[1, 2]", '{"a": 3}', '{"a": {"tokn": "x"}}', "{", '[{"role": "x"}]', '{"a": {"token": 5}}']
)
def test_a_file_that_is_none_is_refused_with_its_name(text: str, tmp_path: Path) -> None:
    (tmp_path / "people.json").write_text(text)
    with pytest.raises(AssayError) as told:
        read_identities(tmp_path / "people.json")
    assert "people.json" in str(told.value.where)
