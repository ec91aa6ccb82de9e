"""The shape of an active judge: cases that are listed before anything is sent, and a program for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.target import Target

if TYPE_CHECKING:
    from assay.probes.session import Session


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """An active judge. `cases` sends nothing; `run` is a program that ends in findings."""

    name: str
    rules: tuple[Rule, ...]
    cases: Callable[[Target], Iterator[Case]]
    run: Callable[[Case, Session], Program[tuple[Finding, ...]]]
