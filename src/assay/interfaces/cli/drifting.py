"""Compares environments for a person."""

from __future__ import annotations

from functools import partial

from assay.app.trusting.drift import Drifted, execute, ready
from assay.app.trusting.drift_options import DriftOptions
from assay.interfaces.cli.finding import Execute, carried


def compare(options: DriftOptions, reports: tuple[str, ...], *, quiet: bool, color: str) -> int:
    """The whole of `assay trust drift`; returns the exit code."""
    return carried(partial(_ready, options), reports, quiet=quiet, color=color)


def _ready(options: DriftOptions) -> Execute[Drifted]:
    return partial(execute, ready(options))
