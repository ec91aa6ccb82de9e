"""What a probing run would do, before anything is sent: its cases, and the laws that it goes by."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from assay.app.probing.options import ProbeOptions
from assay.interfaces.cli.streams import Output
from assay.model.case import Case
from assay.model.errors import Exit
from assay.report.clean import line


def list_all(options: ProbeOptions, *, as_json: bool) -> int:
    """Every case with its id, the most telling first."""
    from assay.app.probing.preparing import prepare

    cases = prepare(options, only_listed=True).cases
    _written(_json(map(_shown, cases)) if as_json else map(_row, cases))
    return Exit.CLEAN


def _row(case: Case) -> str:
    who = case.stranger or case.identity
    what = f"{line(case.what)} as {line(who)}" if who else line(case.what)
    what += f" ({line(', '.join(case.others))})" if case.others else ""
    return f"{case.id}  {line(case.rule):<24}  {line(case.operation):<40}  {what}\n"


def _shown(case: Case) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": case.id}
    names = (
        "rule",
        "rules",
        "operation",
        "where",
        "what",
        "identity",
        "stranger",
        "tags",
        "sends",
        "writes",
        "weight",
        "probe",
    )
    return fields | {name: getattr(case, name) for name in names} | {"fingerprint": case.fingerprint}


def show_laws(options: ProbeOptions, *, as_json: bool) -> int:
    """Every rule with what must hold, what it stands on, and what it takes for granted."""
    from assay.app.probing.listing import rules_of, said_of_api

    rules = rules_of(options)
    if as_json:
        _written(_json(rules))
        return Exit.CLEAN
    _written(_told(rules, said_of_api(options)))
    return Exit.CLEAN


def _told(rules: Iterable[dict[str, Any]], said: Iterable[str]) -> Iterator[str]:
    for rule in rules:
        state = f"; {rule['state']}, {rule['set_at']}" if rule["set_at"] else f"; {rule['state']}"
        marks = f"{rule['severity']}, {rule['basis']}{'' if rule['state'] == 'on' else state}"
        yield f"{rule['name']}  ({marks})\n  {rule['law']}.\n  Assumes: {rule['assumes']}\n"
        for quote in rules_quotes(rule):
            yield f"  {quote}\n"
        yield "\n"
    for text in said:
        yield f"{line(text)}\n"


def rules_quotes(rule: dict[str, Any]) -> Iterator[str]:
    """The sentences of the contract that a rule goes by, each with its place."""
    for one in rule["quotes"]:
        yield line(f'{one["operation"]}: "{one["sentence"]}" ({one["where"]})')


def _json(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A JSON list, a row a line."""
    first = True
    for row in rows:
        yield f"{'[' if first else ','}\n{json.dumps(row, ensure_ascii=False)}"
        first = False
    yield "[]\n" if first else "\n]\n"


def _written(pieces: Iterable[str]) -> None:
    out = Output(sys.stdout)
    for piece in pieces:
        out.write(piece)
    out.finish()
