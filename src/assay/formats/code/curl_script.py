"""A suite as a shell script: one curl command a step, {{variables}} as variables of the shell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.formats.code.curl_step import Told, told_step
from assay.formats.code.shell_variables import Names
from assay.formats.document import Loss, Written
from assay.formats.shell import UNSAFE, quoted
from assay.formats.walk import Spot, script_name, spots, suite_losses
from assay.model.suite import Suite
from assay.model.variable import Environment, Variable


def write_curl_script(suite: Suite, environments: tuple[Environment, ...] = ()) -> Written:
    """One file, `requests.sh`. Values that are secret are not written: the script asks for them."""
    names = Names()
    told = [(spot, told_step(spot, names)) for spot in spots(suite)]
    known = [variable for one in environments for variable in one.variables] + list(suite.variables)
    head = ["#!/bin/sh", f"# {_line(suite.name)}", *_settings(names, known)]
    parts = ["\n".join(head), *(_command(spot, one) for spot, one in told)]
    losses = [*suite_losses(suite, variables=None), *(loss for spot, one in told for loss in _losses(spot, one))]
    text = "\n\n".join(parts) + "\n"
    return Written(files={"requests.sh": text.encode("utf-8", "replace")}, losses=tuple(losses))


def _settings(names: Names, known: list[Variable]) -> Iterator[str]:
    """A default for each variable that is known, and a question for the others."""
    values = {one.key: one for one in reversed(known) if one.enabled}
    for written, shell in names.used.items():
        variable = values.get(written)
        if variable is None or variable.secret or _is_empty(variable.value):
            yield f': "${{{shell}:?set it first}}"'
        else:
            default = quoted(_text(variable.value))
            yield f"{shell}=${{{shell}-{default}}}" if default == _text(variable.value) else _default(shell, default)


def _default(shell: str, default: str) -> str:
    return f'[ -n "${{{shell}+x}}" ] || {shell}={default}'


def _is_empty(value: Any) -> bool:
    return value is None or value is msgspec.UNSET or value == ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _line(text: str) -> str:
    """A text for a comment: on one line, and without what a terminal obeys."""
    return UNSAFE.sub(" ", text)


def _command(spot: Spot, told: Told) -> str:
    line = " ".join(told.words)
    body = line if len(line) <= 100 else " \\\n  ".join(told.words)
    return f"# {_line(spot.where)}\n{body}"


def _losses(spot: Spot, told: Told) -> Iterator[Loss]:
    step = spot.step
    listens = [script.listen for script in step.scripts if script.enabled and not script.blank]
    found = [*told.losses, *(f"the {script_name(listen)}" for listen in dict.fromkeys(listens))]
    found += ["the saved examples"] if step.examples else []
    found += ["the description"] if step.description or step.request.description else []
    found += ["the variables of the request"] if step.variables else []
    return (Loss(where=spot.where, what=what) for what in dict.fromkeys(found))
