"""The laws that a probing run goes by, as rows: each rule with its state, and the contract's own words for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assay.app.probing.documents import contract_of
from assay.app.probing.identities import named
from assay.app.probing.laws import Laws, declared_in, read_laws
from assay.app.probing.options import ProbeOptions
from assay.app.probing.preparing import project_of
from assay.app.probing.quoting import quotes
from assay.app.probing.registry import rules
from assay.app.project import Project
from assay.model.rule import Rule
from assay.probes.permissions.roles import ROLE
from assay.probes.target import Target

LONGEST = 160


def rules_of(options: ProbeOptions) -> list[dict[str, Any]]:
    """Every rule by name. The contract is quoted where there is one. Raises UsageError for laws that are wrong."""
    project = project_of(options)
    known = rules()
    laws = _laws(project, known)
    quotes = _quotes(options, project, laws)
    return [_row(known[name], laws, quotes.get(name, [])) for name in sorted(known)]


def said_of_api(options: ProbeOptions) -> list[str]:
    """What the project itself says of its API."""
    project = project_of(options)
    return [f"{law.subject} = {law.says} ({law.where})" for law in _laws(project, rules()).of_api]


def _laws(project: Project, known: dict[str, Rule]) -> Laws:
    return read_laws(project, known, (one.role for one in project.identity.values()))


def _row(rule: Rule, laws: Laws, quotes: list[dict[str, str]]) -> dict[str, Any]:
    law = laws.about(rule.name)
    basis = "declared" if law is not None and law.says == "declared" and rule.basis == "inferred" else rule.basis
    return {
        "name": rule.name,
        "title": rule.title,
        "law": rule.law,
        "severity": rule.severity,
        "basis": basis,
        "gates": basis != "inferred",
        "assumes": rule.assumes,
        "state": "on" if laws.is_asked(rule) else "off" if not rule.by_choice or law else "by choice",
        "set_at": law.where if law is not None else "",
        "quotes": quotes,
    }


def _quotes(options: ProbeOptions, project: Project, laws: Laws) -> dict[str, list[dict[str, str]]]:
    """By rule: the sentences of the contract, or of assay.toml, that its cases are made of."""
    if options.contract is None and project.project.contract is None:
        return {}
    contract = declared_in(contract_of(options, project), laws)
    target = Target(contract, "", named(project))
    places = _Places(contract.source)
    found: dict[str, list[dict[str, str]]] = {}
    for rule, operation, sentence in quotes(target):
        where = (_of_project(laws, operation) if rule == ROLE.name else "") or places.of(sentence)
        told = {"operation": operation, "sentence": sentence[:LONGEST], "where": where}
        found.setdefault(rule, []).append(told)
    return found


def _of_project(laws: Laws, operation: str) -> str:
    return next((law.where for law in laws.of_api if law.subject == operation), "")


class _Places:
    """Lines of the contract's own file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines = list(_lines(source))

    def of(self, sentence: str) -> str:
        """`openapi.yaml:12`; the file alone where the sentence is broken otherwise there."""
        start = " ".join(sentence.split()[:4])
        for number, text in enumerate(self._lines, 1):
            if start in text:
                return f"{Path(self._source).name}:{number}"
        return Path(self._source).name


def _lines(source: str) -> Iterator[str]:
    try:
        with open(source, encoding="utf-8", errors="replace") as file:
            yield from (" ".join(text.split()) for text in file)
    except OSError:
        return
