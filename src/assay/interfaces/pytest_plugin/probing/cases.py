"""The decorator: lists cases while tests are collected, and gives each to a test of its own."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from assay.app.probing.options import ProbeOptions
from assay.app.probing.preparing import prepare
from assay.model.case import Case
from assay.model.errors import AssayError, UsageError

F = TypeVar("F", bound=Callable[..., Any])
TAKEN = frozenset({"url", "app", "env", "config", "identities", "identity", "only", "skip", "safe", "seed", "insecure"})


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a decorator was given: options, and the application itself where it was given as an object."""

    options: ProbeOptions
    application: Any = None


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """One case, and what it is to be carried out with."""

    case: Case
    asked: Asked


def cases(contract: str | None = None, *, app: Any = None, **options: Any) -> Callable[[F], F]:
    """Give the test one case a call, as its argument `case`; its id is that of `assay probe --list`.

    `contract` is a path as seen from the working directory, or from the test's own file; None: the project's. `app`
    is an ASGI or WSGI application, or its `package.module:name`. Further options are those of `assay probe`: url, env,
    config, identities, identity, only, skip, safe, seed, insecure. Without app and url, the tests go to what the
    fixture `base_url` says, else to --assay-url, else to --assay-env.
    """
    caller = inspect.stack()[1].filename
    try:
        asked = _asked(contract, app, options, Path(caller).parent)
        found = prepare(asked.options, only_listed=True).cases
    except AssayError as problem:
        raise pytest.Collector.CollectError(f"assay.cases: {problem}") from None
    rows = [pytest.param(Chosen(case=case, asked=asked), id=case.id) for case in found]
    return pytest.mark.parametrize("case", rows, indirect=True)


def _asked(contract: str | None, app: Any, options: dict[str, Any], beside: Path) -> Asked:
    for name in options.keys() - TAKEN:
        near = difflib.get_close_matches(name, TAKEN, 1)
        raise UsageError(f"unknown option {name!r}", remedy=f"Did you mean {near[0]}?" if near else "")
    lists = {name: _tuple(value) for name, value in options.items() if name in ("only", "skip", "identity")}
    given = ProbeOptions(
        contract=_found(contract, beside),
        app=app if app is None or isinstance(app, str) else "given:given",
        **{**options, **lists},
    )
    return Asked(options=given, application=None if isinstance(app, str) else app)


def _tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _found(contract: str | None, beside: Path) -> str | None:
    """The path as it is, where there is such a file; else beside the test."""
    if contract is None or Path(contract).exists() or not (beside / contract).exists():
        return contract
    return str(beside / contract)
