"""Inputs that are missing, broken, empty, huge, deep or of another kind: one clear sentence, and exit 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import assay, clean, sentence
from tests.cli.documents import PASSES, collection, folder, request, saved

DEAD = "http://127.0.0.1:9/x"
BROKEN = '{\n "info": {},\n "item": [\n  {"name": }\n ]\n}'
INPUTS = {
    "missing.json": None,
    "empty.json": b"",
    "broken.json": BROKEN.encode(),
    "binary.json": bytes(range(256)) * 20,
    "deep.json": b"[" * 200_000 + b"]" * 200_000,
    "deep-objects.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "nan.json": b'{"a": NaN}',
    "half.json": b'{"info": {"name": "x',
}
OPTIONS = {
    "collection": (),
    "environment": ("c.json", "-e"),
    "globals": ("c.json", "-g"),
    "data": ("c.json", "-d"),
    "jar": ("c.json", "--cookie-jar"),
    "certificates": ("c.json", "--ssl-client-cert-list"),
}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    saved(tmp_path, collection(folder("Orders", request(DEAD, "list orders"))))
    return tmp_path


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.proof
def test_a_file_that_is_no_input(here: Path, name: str, option: str) -> None:
    data = INPUTS[name]
    if data is not None:
        (here / name).write_bytes(data)
    ran = assay("run", *OPTIONS[option], name, cwd=here)
    sentence(ran, name)
    clean(ran.err)
    if name == "broken.json":
        assert "broken.json:4:12" in ran.err or "broken.json:4:11" in ran.err
    assert not (here / ".assay").exists(), "nothing was begun, so nothing is logged"


@pytest.mark.proof
@pytest.mark.parametrize("option", OPTIONS)
def test_a_folder_where_a_file_belongs(here: Path, option: str) -> None:
    (here / "folder").mkdir()
    sentence(assay("run", *OPTIONS[option], "folder", cwd=here), "folder")


@pytest.mark.proof
@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here refuses to be read")
@pytest.mark.parametrize("option", OPTIONS)
def test_a_file_that_cannot_be_read(here: Path, option: str) -> None:
    sentence(assay("run", *OPTIONS[option], "/proc/self/mem", cwd=here), "/proc/self/mem", "nput/output error")


@pytest.mark.proof
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no file without an end here")
@pytest.mark.parametrize("option", ["collection", "data"])
def test_a_file_without_an_end(here: Path, option: str) -> None:
    sentence(assay("run", *OPTIONS[option], "/dev/zero", cwd=here), "larger than")


def test_a_misspelt_file_is_told_its_neighbour(here: Path) -> None:
    saved(here, collection(), "shop.postman_collection.json")
    sentence(assay("run", "shop.postman_colection.json", cwd=here), "Did you mean shop.postman_collection.json?")


@pytest.mark.proof
@pytest.mark.parametrize(("text", "words"), [("[]", "list"), ("1", "number"), ("null", "null"), ("{}", "empty object")])
def test_json_that_is_no_collection(here: Path, text: str, words: str) -> None:
    (here / "x.json").write_text(text)
    sentence(assay("run", "x.json", cwd=here), "x.json", words, "Export")


WRONG = {
    "--folder Order": (1, 'Unable to find a folder or request: "Order"', "Orders"),
    "-r juint": (2, "juint", "junit"),
    "-r htmlextra": (2, "htmlextra", "html"),
    "-r allure": (2, "allure", "Newman's reporters from npm cannot be loaded"),
    "--report htlm": (2, "htlm", "html"),
    "--report html=": (2, "no path"),
    "--reporter-junit-exprot x.xml": (2, "--reporter-junit-exprot", "--reporter-junit-export"),
    "--reporter-cli-no-sumary": (2, "--reporter-cli-no-sumary", "--reporter-cli-no-summary"),
    "--iteration-cuont 3": (2, "--iteration-cuont", "--iteration-count"),
    "--bail sometimes": (2, "--bail", "'sometimes'", "failure", "folder"),
    "-n 0": (2, "-n", "'0'"),
    "-n x": (2, "-n", "'x'"),
    "-n 1e3": (2, "-n"),
    "-n 99999999999999999999": (2, "-n"),
    "--timeout x": (2, "--timeout"),
    "--timeout-request -1": (2, "--timeout-request"),
    "--timeout-script 0": (2, "--timeout-script"),
    "--delay-request 99999999999999": (2, "--delay-request"),
    "--max-time soon": (2, "--max-time", "'soon'"),
    "--max-time 0": (2, "--max-time"),
    "--color pink": (2, "--color", "pink"),
    "--parallel 0": (2, "--parallel"),
    "--parallel 100000": (2, "--parallel"),
    "--retry x": (2, "--retry"),
    "--max-body lots": (2, "--max-body", "'lots'"),
    "--script-memory 99999999": (2, "--script-memory"),
    "--seed x": (2, "--seed"),
    "--env nowhere": (2, "--env", "nowhere"),
    "--identity nobody": (2, "--identity", "nobody"),
    "--url ftp://x": (2, "--url", "ftp://x"),
    "--env-var =x": (2, "--env-var"),
    "--working-dir nowhere": (2, "--working-dir", "nowhere"),
    "--ssl-client-cert no.pem": (2, "no.pem"),
    "--ssl-client-cert c.json --ssl-client-key c.json": (2, "c.json"),
    "--ssl-extra-ca-certs no.pem": (2, "no.pem"),
    "--ssl-extra-ca-certs c.json": (2, "c.json", "certificate"),
    "--config no.toml": (2, "no.toml"),
    "--ignore-redirects=3": (2, "--ignore-redirects"),
    "more.json": (2, "more.json"),
    "-e": (2, "-e"),
}


@pytest.mark.parametrize("arguments", WRONG)
@pytest.mark.proof
def test_wrong_usage(here: Path, arguments: str) -> None:
    code, *words = WRONG[arguments]
    ran = assay("run", "c.json", *arguments.split(), cwd=here)
    sentence(ran, *map(str, words), code=int(str(code)))
    assert ran.out == ""


def test_no_collection_at_all(here: Path) -> None:
    sentence(assay("run", cwd=here), "no collection", "assay run COLLECTION")


def test_an_unknown_verb(here: Path) -> None:
    sentence(assay("rnu", cwd=here), "rnu", "Did you mean `run`?")


@pytest.mark.proof
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "no JSON object"),
        ('{"run": {"iterationCount": "many"}}', "iteration_count"),
        ('{"run": {"bail": 7}}', "bail"),
        ('{"run": {"folder": {"a": 1}}}', "folder"),
        ('{"run": {"envVar": 3}}', "env_var"),
        ('{"run": 3}', "run"),
    ],
)
def test_newmanrc(here: Path, text: str, words: str) -> None:
    (here / ".newmanrc").write_text(text)
    sentence(assay("run", "c.json", cwd=here), ".newmanrc", words)


@pytest.mark.proof
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[project\n", ("line 1",)),
        ("a = 1\n[b\n", ("line 2",)),
        ("[projct]\n", ("[projct]", "[project]")),
        ("[environment.local]\nurll = 'http://x'\n", ("urll",)),
        ("[environment.local]\nurl = 3\n", ("environment",)),
        ("project = 3\n", ("project",)),
        ("identity = 3\n", ("identity",)),
        ("[identity]\nann = 3\n", ("identity",)),
        ("environment = []\n", ("environment",)),
        ('[identity.ann]\ntoken = "abc"\n', ("[identity.ann]", "ANN_TOKEN")),
        ("[run]\nitration_count = 3\n", ("itration_count", "iteration_count")),
        ("[run]\nretry = 'often'\n", ("retry",)),
        ("[run]\nparallel = -1\n", ("parallel",)),
        ('[project]\ncollection = "nowhere.json"\nhosts = "x"\n', ("hosts",)),
        ("\x00", ("TOML",)),
    ],
)
def test_assay_toml(here: Path, text: str, words: tuple[str, ...]) -> None:
    (here / "assay.toml").write_text(text)
    sentence(assay("run", "c.json", cwd=here), "assay.toml", *words)


def test_assay_toml_that_is_no_text(here: Path) -> None:
    (here / "assay.toml").write_bytes(b"\xff\xfe\x00")
    sentence(assay("run", "c.json", cwd=here), "assay.toml", "UTF-8")


def test_a_variable_that_is_not_set_is_named(here: Path) -> None:
    (here / "assay.toml").write_text('[environment.local]\nurl = "${SHOP_URL}"\n')
    sentence(assay("run", "c.json", "--env", "local", cwd=here), "SHOP_URL", "not set")


@pytest.mark.proof
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ("header",)),
        ("hello\n", ("header",)),
        ('{"assay-log":99}\n', ("newer",)),
        ('{"assay-log":1}\n{"at":1,"event":{"event":"no-such"}}\n', (":2",)),
    ],
)
def test_a_log_that_is_none(here: Path, text: str, words: tuple[str, ...]) -> None:
    (here / "x.jsonl").write_text(text)
    sentence(assay("report", "x.jsonl", cwd=here), "x.jsonl", *words)


def test_names_from_a_collection_cannot_drive_the_terminal(here: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[31mred\u202egnp.exe\x9b2J\r\n::error::x"
    saved(
        here, collection(folder(evil, request("{{nowhere}}", evil, test=f"console.log({json.dumps(evil)})")), name=evil)
    )
    for kind in ("console", "junit", "markdown", "github"):
        ran = assay("run", "c.json", "--verbose", "--report", f"{kind}=out.txt", cwd=here)
        clean(ran.said)
        clean((here / "out.txt").read_text(encoding="utf-8"))
    sentence(assay("run", "c.json", "--folder", evil + "?", cwd=here), "Unable to find", code=1)
    clean(assay("run", evil, cwd=here).err)


def test_60_megabytes_of_input(here: Path) -> None:
    big = collection(request(DEAD, test=PASSES + "//" + "x" * 1000), variable=[{"key": "v", "value": "y" * (60 << 20)}])
    saved(here, big, "big.json")
    ran = assay("run", "big.json", cwd=here)
    assert ran.code == 1
    assert len(ran.out) < 100_000
