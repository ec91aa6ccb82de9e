"""[laws]: what is said of rules and of the API, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.notes_site import CONTRACT

from assay.app.probing.laws import declared_in, read_laws, shared
from assay.app.project import Project, load
from assay.formats.openapi import read_openapi
from assay.model.contract import Contract
from assay.model.errors import UsageError
from assay.model.finding import Basis, Finding
from assay.model.rule import Rule

RULES = {"foreign-read": 1, "slow": 1, "sort-lost": 1}


def project(tmp_path: Path, text: str) -> Project:
    path = tmp_path / "assay.toml"
    path.write_text(text)
    return load(path)


def rule(name: str, *, by_choice: bool = False) -> Rule:
    return Rule(name=name, title="", law="", severity="low", basis="inferred", assumes="", by_choice=by_choice)


def contract() -> Contract:
    return read_openapi({"api.json": json.dumps(CONTRACT).encode()}, "api.json")


def finding(basis: Basis) -> Finding:
    return Finding(
        rule="sort-lost", title="", severity="low", confidence="confirmed", basis=basis, operation="GET /notes"
    )


def test_rules_are_switched_off_and_on_and_made_to_gate(tmp_path: Path) -> None:
    found = read_laws(
        project(tmp_path, '[project]\n[laws]\nforeign-read = false\nslow = true\nsort-lost = "declared"\n'), RULES, ()
    )
    assert not found.is_asked(rule("foreign-read"))
    assert found.is_asked(rule("slow", by_choice=True))
    assert not found.is_asked(rule("other", by_choice=True))
    assert found.is_asked(rule("other"))
    law = found.about("foreign-read")
    assert law is not None
    assert law.where == "assay.toml:3"
    assert found.told(finding("inferred")).basis == "declared"
    assert found.told(finding("effect")).basis == "effect"


def test_what_is_said_of_the_api_becomes_words_of_the_contract(tmp_path: Path) -> None:
    lines = ('"notes.text" = "unique"', '"notes.id" = "unique"', '"notes" = "private"', '"POST /notes" = ["a", "b"]')
    text = "\n".join(("[laws]", *lines))
    found = read_laws(project(tmp_path, text), RULES, ("a", "b"))
    told = declared_in(contract(), found)
    note: Any = told.definitions["Note"]
    assert note["properties"]["text"]["description"].startswith("Unique.")
    assert note["properties"]["id"]["description"] == "Unique."
    summaries = {one.name: one.summary for one in told.operations}
    assert "Only for its owner." in summaries["GET /notes/{note_id}"]
    assert summaries["POST /notes"].startswith("Only for a or b.")
    assert summaries["POST /login"] == ""
    assert next(one for one in told.operations if one.name == "POST /notes").description.endswith("text is unique. ")


def test_what_is_shared_has_no_strangers(tmp_path: Path) -> None:
    found = read_laws(project(tmp_path, '[laws]\n"GET /notes/{note_id}" = "shared"\n'), RULES, ("member",))
    assert shared(contract(), found) == {"GET /notes/{note_id}"}
    assert declared_in(contract(), found) == contract()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("foreign-raed = false", ("foreign-raed", "foreign-read")),
        ('foreign-read = "of"', ("foreign-read", "declared")),
        ('"POST /notes" = "membre"', ("membre", "member")),
        ('"POST /notes" = 3', ("POST /notes", "role")),
        ('"notes.text" = "uniqe"', ("uniqe", "unique")),
        ('"POST /nots" = "member"', ("POST /nots", "POST /notes")),
        ('"noets" = "private"', ("noets",)),
        ('"notes.txet" = "unique"', ("notes", "txet")),
    ],
)
def test_what_means_nothing_is_refused_with_the_nearest(tmp_path: Path, line: str, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        declared_in(contract(), read_laws(project(tmp_path, f"[laws]\n{line}\n"), RULES, ("member",)))
    said = str(caught.value)
    assert "assay.toml:2" in said
    for word in words:
        assert word in said
