"""What a query parameter filters by, as its name and its description say; and whether an item fulfils it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Literal

import msgspec

from assay.contract.kinds import kinds
from assay.model.contract import Contract, Parameter
from assay.probes.bodies import resolved
from assay.probes.lists.ordering import moment, number
from assay.probes.resources import singular, words_of

Kind = Literal["equal", "among", "least", "most", "present"]
_LEAST = frozenset({"min", "minimum", "from", "since", "after", "gte", "gt", "ge", "start", "least", "over", "above"})
_MOST = frozenset(
    {"max", "maximum", "to", "until", "before", "lte", "lt", "le", "end", "most", "under", "below", "till"}
)
_STRICT = frozenset({"gt", "lt", "over", "above", "under", "below", "after", "before"})
_EXACT = frozenset({"eq", "exact", "is", "equals"})
_FRAMES = frozenset({"filter", "filters", "where", "f"})
_FILTERS = re.compile(
    r"\b(only|filter\w*|match\w*|whose|restrict\w*|limit(?:s|ed)? (?:\w+ )?to|with (?:this|the|that|a given)"
    r"|by (?:this|the|its)|of this|in this|having|equals?|belong\w*)\b",
    re.IGNORECASE,
)
_NO_EQUALITY = re.compile(
    r"\b(start\w*|begin\w*|since|after|before|until|up to|at least|at most|minimum|maximum|exclud\w*|except|not|hide"
    r"|omit|includ\w*|also|sort\w*|order(?:ed|ing)? by|prefix\w*|regex\w*|pattern|comma|from|fuzzy|similar\w*"
    r"|expression|range|glob|wildcard|or (?:more|less|later|earlier|higher|lower|above|below))\b",
    re.IGNORECASE,
)
_MORE_THAN_A_CHOICE = re.compile(r"\b(includ\w*|also|hide|omit|exclud\w*|sort\w*|expand\w*)\b", re.IGNORECASE)
"""Of truth values: `lent or not` filters, `also those that are not lent` does not."""
_INCLUSIVE = re.compile(
    r"\b(or more|or less|at least|at most|inclusive\w*|or (?:later|earlier|higher|lower)|[<>]=)\b", re.I
)
_STATED = re.compile(
    r"\b(exclusive\w*|more than|less than|(?:strictly )?(?:greater|above|below|over|under|lower|smaller))\b", re.I
)
_TIMES = frozenset({"at", "on", "date", "time", "timestamp"})
_STOCKED = frozenset({"in", "has", "is", "with"})
_SLACK = timedelta(seconds=1)
_DAYS = timedelta(days=2)


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """One filter."""

    parameter: Parameter
    kind: Kind
    field: str
    """Of the items, by words."""
    exact: bool
    """Whether the value must be the same; else text may be matched in part."""
    inclusive: bool = False
    """Whether a number that is the bound itself fulfils it for certain."""
    said: bool = False
    """Whether the contract says in words, or by its choice of values, that it filters."""


def meaning_of(parameter: Parameter, fields: Mapping[str, Any], contract: Contract) -> Meaning | None:
    """What a parameter means for items with these fields; None where it may mean anything else."""
    words = [word for word in words_of(parameter.name) if word not in _EXACT or len(words_of(parameter.name)) == 1]
    if len(words) > 1 and words[0] in _FRAMES:
        words = words[1:]
    described = parameter.description
    said = _FILTERS.search(described) is not None
    bound = _bound(words)
    said = said or (bound is not None and _INCLUSIVE.search(described) is not None)
    if described and not said:
        return None
    schema = resolved(parameter.schema, contract)
    name = "_".join(words)
    if bound is not None and name not in fields:
        return _range(parameter, bound[0], bound[1], fields, said=said)
    is_choice = kinds(parameter.schema, contract.definitions) == {"boolean"}
    if bound is not None or (_MORE_THAN_A_CHOICE if is_choice else _NO_EQUALITY).search(described):
        return None
    return _equality(parameter, name, schema, fields, contract, said=said)


def _bound(words: list[str]) -> tuple[Kind, list[str]] | None:
    for place, rest in ((0, words[1:]), (-1, words[:-1])):
        if len(words) > 1 and words[place] in _LEAST | _MOST:
            return ("least" if words[place] in _LEAST else "most"), rest
    return None


def _range(parameter: Parameter, kind: Kind, rest: list[str], fields: Iterable[str], *, said: bool) -> Meaning | None:
    field = near("_".join(rest), fields)
    if not field:
        return None
    words = set(words_of(parameter.name))
    told = _INCLUSIVE.search(parameter.description) is not None
    strict = _STATED.search(parameter.description) is not None or bool(words & _STRICT)
    named = bool(words & {"min", "minimum", "max", "maximum", "gte", "lte", "ge", "le"})
    return Meaning(
        parameter=parameter, kind=kind, field=field, exact=True, inclusive=told or (named and not strict), said=said
    )


def near(name: str, fields: Iterable[str]) -> str:
    """The field with this name, else the one that is its time: `created_at`. A price may be in another unit."""
    known = list(fields)
    if name in known:
        return name
    begun = [one for one in known if name and one.startswith(f"{name}_") and one.rpartition("_")[2] in _TIMES]
    return begun[0] if len(begun) == 1 else ""


def _equality(
    parameter: Parameter,
    name: str,
    schema: dict[str, Any],
    fields: Mapping[str, Any],
    contract: Contract,
    *,
    said: bool,
) -> Meaning | None:
    allowed = kinds(parameter.schema, contract.definitions)
    words = name.split("_")
    if allowed == {"boolean"} and name not in fields and len(words) > 1 and words[0] in _STOCKED:
        field = "_".join(words[1:])
        return _meant(parameter, "present", field, exact=True, said=said) if said and field in fields else None
    listed = next((one for one in fields if singular(one) == singular(name) and isinstance(fields[one], list)), None)
    if listed is not None:
        return _meant(parameter, "among", listed, exact=False, said=said)
    if name not in fields or moment(fields[name]) is not None:
        return None
    if not said and "enum" not in schema and number(fields[name]) is not None:
        return None  # four stars may be four or more
    chosen = "enum" in schema or (bool(allowed) and not allowed & {"string", "array", "object"})
    return _meant(parameter, "equal", name, exact=chosen or name.endswith("id"), said=said or "enum" in schema)


def _meant(parameter: Parameter, kind: Kind, field: str, *, exact: bool, said: bool) -> Meaning:
    return Meaning(parameter=parameter, kind=kind, field=field, exact=exact, said=said)


def fulfils(meaning: Meaning, wanted: Any, item: Mapping[str, Any]) -> bool | None:
    """Whether an item, by its fields in words, fulfils a filter; None where that cannot be told."""
    value = item.get(meaning.field)
    if meaning.kind == "present":
        return None if value is None else bool(value) is bool(wanted)
    if value is None:
        return None
    if meaning.kind == "among":
        if not isinstance(value, list) or not all(isinstance(one, str | int) for one in value):
            return None
        return str(wanted).casefold() in {str(one).casefold() for one in value}
    if meaning.kind == "equal":
        return _equals(value, wanted, exact=meaning.exact)
    return _within(meaning, value, wanted)


def _equals(value: Any, wanted: Any, *, exact: bool) -> bool | None:
    if isinstance(value, list | dict):
        return None
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted if isinstance(value, bool) and isinstance(wanted, bool) else None
    one, other = str(value).casefold().strip(), str(wanted).casefold().strip()
    if number(value) is not None and number(wanted) is not None:
        return number(value) == number(wanted)
    if one == other or exact:
        return one == other
    return None if other in one else False


def _within(meaning: Meaning, value: Any, wanted: Any) -> bool | None:
    bound, found = number(wanted), number(value)
    if bound is not None and found is not None:
        if found == bound:
            return True if meaning.inclusive else None
        return (found > bound) is (meaning.kind == "least")
    then, when = moment(wanted), moment(value)
    if then is None or when is None:
        return None
    slack = _DAYS if len(str(wanted)) <= 10 or len(str(value)) <= 10 else _SLACK
    return None if abs(when - then) <= slack else (when > then) is (meaning.kind == "least")
