"""What differs between the fields of two environments' answers: presence, types, null, formats and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from statistics import median
from typing import Any

import msgspec

from assay.contract.inference.volatility import looks_volatile
from assay.model.finding import Severity
from assay.model.names import is_secret
from assay.trust.drift_places import Place, Places
from assay.trust.drift_rules import Difference, RuleName

ENOUGH = 5
"""Things that must have been seen in both before a field that is missing in all is not put down to the data."""
FEW = 3
"""Values that must have been of another type before that is not put down to the data."""
MANY = 5
"""Things in which a value must have been the same before it is taken for a setting."""
_VERSION = re.compile(r"(?:^|[_-])(?:api_?)?(?:version|build|commit|release|revision|git_?sha)$", re.IGNORECASE)
_SETTING = re.compile(
    r"(?:^|[_-])(?:currency|locale|language|time_?zone|unit|mode|enabled|env|environment|region|page_?size|per_?page"
    r"|default|plan|limit|max|min|maximum|minimum|feature|flag|status)s?(?:$|[_-])",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"(?:^|_)(?:id|uuid|key|slug|number|name|email|user|owner|author|customer|tenant|account|company|organi[sz]ation"
    r"|team|creat\w+|updat\w+|url|href|link|title|description|by|from|to)s?$|Id$|Name$|By$",
)
"""Names of what tells whose or which a thing is: the same in all things of one account, and another in the next."""
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{1,30}")
_CODES = frozenset({"code", "error", "type", "error_code", "errorcode", "status", "title"})
FACTOR = 50.0


def fields(a: Places, b: Places, *, fails: bool, lone: bool) -> Iterator[Difference]:
    """The differences. `fails`: the answers are errors; `lone`: there is one such thing in an environment.

    Values of fields whose name says that they are secret are not told.
    """
    for one in _fields(a, b, fails=fails, lone=lone):
        if is_secret(one.where.rpartition("/")[2]):
            severity: Severity = "medium" if one.rule == "drift-new" else one.severity
            before, after = (text if text in ("absent", "null") else "a secret" for text in (one.before, one.after))
            yield msgspec.structs.replace(one, before=before, after=after, severity=severity)
        else:
            yield one


def _fields(a: Places, b: Places, *, fails: bool, lone: bool) -> Iterator[Difference]:
    for where, ours in a.at.items():
        theirs = b.at.get(where)
        if theirs is not None:
            yield from _both(where, ours, theirs, fails=fails, lone=lone)
            yield from _less(where, ours, theirs, a, b, fails=fails)
        elif b.objects[ours.under] and ours.seen == a.parents(where):
            yield _missing(where, a, b, fails=fails, lone=lone)
    for where, theirs in b.at.items():
        if where not in a.at and a.objects[theirs.under] and not where.endswith("/*"):
            rule: RuleName = "drift-error" if fails else "drift-new"
            yield Difference(rule=rule, where=where, before="absent", after=_shown(theirs), severity="low",
                             sure=theirs.seen == b.parents(where))  # fmt: skip


def _missing(where: str, a: Places, b: Places, *, fails: bool, lone: bool) -> Difference:
    ours = a.at[where]
    sure = lone or fails or min(a.objects[ours.under], b.objects[ours.under]) >= ENOUGH
    near = _renamed(where, a, b)
    return Difference(
        rule="drift-error" if fails else "drift-missing",
        where=where,
        before=_shown(ours),
        after=f"absent (renamed to {near}?)" if near else "absent",
        severity="medium" if fails else "high",
        sure=sure,
        cause=f"The field seems to be called {near} there." if near else "",
    )


def _renamed(where: str, a: Places, b: Places) -> str:
    ours = a.at[where]
    name = where.rpartition("/")[2]
    fresh = [
        (SequenceMatcher(None, name.lower(), other.rpartition("/")[2].lower()).ratio(), other)
        for other, place in b.at.items()
        if other not in a.at and place.under == ours.under and place.kinds == ours.kinds
    ]
    best = max(fresh, default=(0.0, ""))
    return best[1] if best[0] >= 0.5 else ""


def _less(where: str, ours: Place, theirs: Place, a: Places, b: Places, *, fails: bool) -> Iterator[Difference]:
    """A field that one always has, and the other only here and there: told where there is much to go by."""
    one, other = a.objects[ours.under], b.objects[theirs.under]
    if ours.seen == one >= 10 and other >= 10 and theirs.seen <= other * 0.8 and not where.endswith("/*"):
        after = f"absent in {other - theirs.seen} of {other}"
        yield Difference(rule="drift-error" if fails else "drift-missing", where=where, before="always there",
                         after=after, severity="medium", sure=False)  # fmt: skip


def _both(where: str, ours: Place, theirs: Place, *, fails: bool, lone: bool) -> Iterator[Difference]:
    if ours.kinds and theirs.kinds and not ours.kinds & theirs.kinds:
        rule: RuleName = "drift-error" if fails else "drift-type"
        sure = lone or fails or min(ours.seen, theirs.seen) >= FEW
        yield Difference(rule=rule, where=where, before=_kinds(ours), after=_kinds(theirs), sure=sure,
                         severity="medium" if fails else "high")  # fmt: skip
        return
    if not fails:
        yield from _null(where, ours, theirs)
        yield from _format(where, ours, theirs)
        yield from _words(where, ours, theirs)
        yield from _unit(where, ours, theirs)
    yield from _value(where, ours, theirs, fails=fails, lone=lone)


def _null(where: str, ours: Place, theirs: Place) -> Iterator[Difference]:
    if ours.nulls or not theirs.nulls or not ours.kinds:
        return
    every = theirs.nulls == theirs.seen
    if every:
        sure = min(ours.seen, theirs.seen) >= ENOUGH
        yield Difference(rule="drift-null", where=where, before=_shown(ours), after="null", severity="high", sure=sure)
    elif ours.seen >= 10 and theirs.nulls >= theirs.seen * 0.2:
        after = f"null in {theirs.nulls} of {theirs.seen}"
        yield Difference(
            rule="drift-null", where=where, before="never null", after=after, severity="medium", sure=False
        )


def _format(where: str, ours: Place, theirs: Place) -> Iterator[Difference]:
    one, other = set(ours.formats), set(theirs.formats)
    if len(one) == 1 and len(other) == 1 and one != other and ours.kinds == theirs.kinds == {"string"}:
        before, after = next(iter(one)), next(iter(other))
        if "" in (before, after) and min(ours.seen, theirs.seen) < MANY and "date" not in before + after:
            return  # a name may look like an address by chance
        yield Difference(rule="drift-format", where=where, before=f"{before or 'plain text'}, as {_shown(ours)}",
                         after=f"{after or 'plain text'}, as {_shown(theirs)}", severity="high",
                         sure="uri" not in (before, after))  # fmt: skip


def _words(where: str, ours: Place, theirs: Place) -> Iterator[Difference]:
    """An enumeration in other letters; and, where there is much to go by, a word that the other has not."""
    one, other = ours.texts, theirs.texts
    if not (one and other) or max(len(one), len(other)) > 12:
        return
    if not all(_WORD.fullmatch(text) for text in (*one, *other)):
        return
    if _case(one) != _case(other) and "" not in (_case(one), _case(other)):
        yield Difference(rule="drift-enum", where=where, before=_list(one), after=_list(other), severity="high",
                         sure=bool({text.lower() for text in one} & {text.lower() for text in other}))  # fmt: skip
        return
    fresh = sorted(set(other) - set(one))
    if fresh and min(ours.seen, theirs.seen) >= 20 and ours.seen >= 4 * len(one) and theirs.seen >= 4 * len(other):
        yield Difference(rule="drift-enum", where=where, before=_list(one), after=f"{_list(fresh)} as well",
                         severity="medium", sure=False)  # fmt: skip


def _case(texts: list[str]) -> str:
    return "lower" if all(map(str.islower, texts)) else "upper" if all(map(str.isupper, texts)) else ""


def _unit(where: str, ours: Place, theirs: Place) -> Iterator[Difference]:
    one, other = _numbers(ours), _numbers(theirs)
    if min(len(one), len(other)) < MANY or min(*one, *other) <= 0:
        return
    low, high = sorted((median(one), median(other)))
    apart = max(one) < min(other) or max(other) < min(one)
    if apart and high >= FACTOR * low and not any(looks_volatile(value) for value in (low, high)):
        yield Difference(rule="drift-unit", where=where, before=f"about {median(one):g}",
                         after=f"about {median(other):g}", severity="medium", sure=False)  # fmt: skip


def _numbers(place: Place) -> list[float]:
    return [float(value) for kind, value in place.values if kind in ("integer", "number") and abs(value) < 1e300]


def _value(where: str, ours: Place, theirs: Place, *, fails: bool, lone: bool) -> Iterator[Difference]:
    one, other = ours.only, theirs.only
    name = where.rpartition("/")[2]
    if one is None or other is None or type(one) is not type(other) or one == other:
        return
    before, after = _text(one), _text(other)
    if _VERSION.search(name) and "*" not in where:
        yield Difference(rule="drift-version", where=where, before=before, after=after, severity="info")
    elif looks_volatile(one, name) or looks_volatile(other, name) or (not fails and _OWN.search(name)):
        return
    elif fails:
        if name.lower() in _CODES and " " not in before + after:
            yield Difference(rule="drift-error", where=where, before=before, after=after, severity="medium")
    elif min(ours.seen, theirs.seen) >= MANY or (lone and "*" not in where and _is_setting(name, one)):
        yield Difference(rule="drift-value", where=where, before=before, after=after, severity=_harm(name), sure=False)


def _harm(name: str) -> Severity:
    return "medium" if _SETTING.search(name) else "low"


def _is_setting(name: str, value: Any) -> bool:
    return isinstance(value, bool) or _SETTING.search(name) is not None


def _kinds(place: Place) -> str:
    return f"{' or '.join(sorted(place.kinds))}, as {_shown(place)}"


def _shown(place: Place) -> str:
    if place.values:
        return _text(next(iter(place.values))[1])
    return " or ".join(sorted(place.kinds)) or "null"


def _text(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _list(texts: list[str]) -> str:
    return ", ".join(sorted(texts)[:8])
