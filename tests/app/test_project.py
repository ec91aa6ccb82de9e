"""assay.toml: found upwards, checked, and never a place for secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.app.place import find
from assay.app.project import Lookup, load
from assay.model.errors import InputError, UsageError

GOOD = """
[project]
collection = "shop.json"
hosts = ["api.test"]
[environment.local]
url = "http://127.0.0.1:8000"
variables = { tenant = "acme", limit = 3 }
[identity.alice]
token = "${ALICE_TOKEN}"
variable = "access_token"
[identity.root]
login = { request = "Auth/Login", username = "${ROOT}", password = "${ROOT_PW}", token = "/access_token" }
[identity.billing]
api_key = { name = "X-Api-Key", in = "header", value = "${KEY}" }
[tier.quick]
probe = { budget = 500 }
"""


def write(folder: Path, text: str, name: str = "assay.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_whole_one(tmp_path: Path) -> None:
    project = load(write(tmp_path, GOOD))
    assert project.project.hosts == ("api.test",)
    assert project.environment["local"].variables == {"tenant": "acme", "limit": 3}
    assert project.identity["billing"].api_key is not None
    assert project.identity["billing"].api_key.place == "header"
    assert project.locate("shop.json") == str(tmp_path / "shop.json")
    assert project.locate("https://api.test/shop.json") == "https://api.test/shop.json"


def test_it_is_found_from_below_and_in_pyproject(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    write(tmp_path, '[tool.assay.project]\ncollection = "c.json"\n', "pyproject.toml")
    assert find(inner) == tmp_path / "pyproject.toml"
    assert load(find(inner)).project.collection == "c.json"
    write(tmp_path / "a", GOOD)
    assert find(inner) == tmp_path / "a" / "assay.toml"
    assert load(None).project.collection is None


@pytest.mark.parametrize(
    ("text", "says", "remedy"),
    [
        ("[projct]\n", "unknown table [projct]", "[project]"),
        ("[environment.local]\nurll = 'x'\n", "unknown setting `urll`", ""),
        ("[environment.local]\nurl = 3\n", "expected `str`, got `int`, in environment.*.url", ""),
        ("[identity.alice]\ntoken = 'abc123'\n", "a literal secret in [identity.alice], token", "${ALICE_TOKEN}"),
        ("[identity.a]\nbasic = { username = 'u', password = 'p' }\n", "literal secret", "${A_PASSWORD}"),
        ("[identity.a]\ncookie = { sid = 'p' }\n", "literal secret", "${A_COOKIE}"),
    ],
)
def test_what_is_wrong_is_said_with_the_place(tmp_path: Path, text: str, says: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(write(tmp_path, text))
    assert says in caught.value.what
    assert remedy in caught.value.remedy
    assert "assay.toml" in caught.value.where


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2"):
        load(write(tmp_path, "[project]\nname = \n"))
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "nowhere.toml")


def test_references_come_from_the_environment_then_from_dotenv(tmp_path: Path) -> None:
    project = load(write(tmp_path, GOOD))
    write(tmp_path, "# a comment\nexport ALICE_TOKEN='from file'\nROOT=boss # the boss\n", ".env")
    lookup = Lookup(project, {"ROOT": "from process"})
    assert lookup.fill("${ALICE_TOKEN}", "token") == "from file"
    assert lookup.fill("x-${ROOT}", "login") == "x-from process"
    assert repr(lookup.secret("${ROOT}", "login")) == "***"
    with pytest.raises(UsageError, match="needs the variable ROOT_PW"):
        lookup.fill("${ROOT_PW}", "login")
