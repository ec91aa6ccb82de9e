"""What may stand in a body: checked field by field, the first that is wrong is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.third_api.refusals import Refusal

Check = Callable[[Any], str | None]
"""What is wrong with a value."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
MAIL = re.compile(r"[A-Za-z0-9._+-]{1,60}@[A-Za-z0-9-]{1,60}(\.[A-Za-z0-9-]{1,60})+")


@dataclass(frozen=True)
class Field:
    check: Check
    needed: bool = False
    default: Any = None
    nullable: bool = False
    loose: tuple[str, ...] = ()
    """Defects that switch the check off."""


def text(least: int, most: int) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return "is no text"
        return None if least <= len(value) <= most else f"has not {least} to {most} characters"

    return check


def whole(least: int, most: int) -> Check:
    def check(value: Any) -> str | None:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            return "is no whole number"
        return None if least <= value <= most else f"is not between {least} and {most}"

    return check


def number(least: float, most: float) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return "is no number"
        return None if least <= value <= most else f"is not between {least} and {most}"

    return check


def one_of(*choices: str) -> Check:
    return lambda value: None if isinstance(value, str) and value in choices else f"is none of {', '.join(choices)}"


def truth(value: Any) -> str | None:
    return None if isinstance(value, bool) else "is neither true nor false"


def moment(value: Any) -> str | None:
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        return "is no date and time"
    try:
        at(value)
    except ValueError:
        return "is no date and time"
    return None


def at(value: str) -> datetime:
    return datetime.fromisoformat(value.upper())


def mail(value: Any) -> str | None:
    return None if isinstance(value, str) and len(value) <= 120 and MAIL.fullmatch(value) else "is no mail address"


def several(most: int, check: Check) -> Check:
    def of(value: Any) -> str | None:
        if not isinstance(value, list) or len(value) > most:
            return f"is no list of at most {most}"
        if any(one in value[:number] for number, one in enumerate(value)):
            return "has something twice"
        return next((wrong for wrong in map(check, value) if wrong), None)

    return of


def read(
    given: Any, fields: Mapping[str, Field], has: Callable[[str], bool], *, strict: bool = False
) -> dict[str, Any]:
    """The values of all fields; where one is not given, its default. `strict`: nothing else may be there."""
    if not isinstance(given, dict):
        raise Refusal("invalid", "The body is no object.")
    if strict and (more := sorted(given.keys() - fields.keys())):
        raise Refusal("invalid", f"There is no field {more[0][:40]}.", more[0][:40])
    return {name: _value(given, name, field, has) for name, field in fields.items()}


def _value(given: dict[str, Any], name: str, field: Field, has: Callable[[str], bool]) -> Any:
    is_loose = any(map(has, field.loose))
    if name not in given:
        if field.needed and not is_loose:
            raise Refusal("invalid", f"{name} is missing.", name)
        return field.default
    value = given[name]
    if value is None and field.nullable:
        return None
    wrong = None if is_loose else field.check(value)
    if wrong:
        raise Refusal("invalid", f"{name} {wrong}.", name)
    return value
