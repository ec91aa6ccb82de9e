"""Promotes a collection of one kind against its API, and runs what was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from tests.promote.identities.guarded import CLIENT, KEY, SIGNING, STATIC, USERS
from tests.promote.identities.kinds import KINDS
from tests.promote.promoting import assay

BASIC_ANN = "YW5uOmFubi1wYXNzLTFmOWM="
SECRETS = [*USERS.values(), KEY, STATIC, CLIENT[1], SIGNING, BASIC_ANN]
LITERALS = {
    "login-literal": {"NOTES_BEARER_ANN_PASSWORD": USERS["ann"]},
    "bearer-literal": {"NOTES_BEARER_TOKEN": STATIC},
    "basic-literal": {"NOTES_BASIC_BEN_PASSWORD": USERS["ben"]},
    "basic-handwritten": {"NOTES_BASIC_BASIC_CREDENTIALS": BASIC_ANN},
    "apikey-literal": {"NOTES_APIKEY_X_API_KEY": KEY},
}


class Promoted(msgspec.Struct, frozen=True, kw_only=True):
    """A suite, and what has to stand in the process environment for it."""

    folder: Path
    told: dict[str, Any]
    environment: dict[str, str]
    base: str
    """The variable for the URL."""


def promoted(kind: str, url: str, folder: Path, *options: str) -> Promoted:
    """The collection of a kind, first run as it is and then promoted."""
    collection, environment = KINDS[kind]
    (folder / "collection.json").write_text(json.dumps(collection))
    (folder / "environment.json").write_text(json.dumps(environment))
    given = ("collection.json", "-e", "environment.json", "--env-var", f"base_url={url}")
    ran = assay("run", *given, cwd=folder)
    assert ran.returncode == 0, ran.stdout
    done = assay("promote", *given, "--out", "api", "--no-proof", "--json", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    values = {row["key"]: row["value"] for row in environment["values"]}
    needed = {one["env"]: values.get(one["variable"], "") for one in told["environment"] if one["default"] is None}
    base = next(one["env"] for one in told["environment"] if one["fixture"] == "base_url")
    return Promoted(folder=folder / "api", told=told, environment={**needed, **LITERALS.get(kind, {})}, base=base)


def text_of(folder: Path) -> str:
    """Everything that was written."""
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
