"""Predicates as expectations of Postman's scripts."""

from __future__ import annotations

from collections.abc import Callable

from assay.formats.code.javascript_text import quoted
from assay.formats.hurl.entry import File, Octets, Pattern, Placeholder, Predicate, Value
from assay.formats.hurl.javascript import regexp, scalar
from assay.formats.hurl.taking import Taken
from assay.formats.hurl.untold import Untold

SEVERAL = frozenset({"includes", "isCollection", "isList", "isEmpty"})
"""Predicates that look at all headers of a name."""
_MISSING = "to.not.equal(undefined)"
_CHAINS = {
    "exists": ".not.equal(undefined)",
    "isEmpty": ".be.empty",
    "isString": '.be.a("string")',
    "isNumber": '.be.a("number")',
    "isBoolean": '.be.a("boolean")',
    "isDate": '.be.a("date")',
    "isList": '.be.an("array")',
    "isObject": '.be.an("object")',
    "isCollection": ".satisfy(_.isObject)",
    "isInteger": ".satisfy(Number.isInteger)",
    "isFloat": '.satisfy((one) => typeof one === "number" && !Number.isInteger(one))',
    "isIsoDate": r".match(/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/)",
    "isUuid": ".match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)",
    "isIpv4": r".match(/^(\d{1,3}\.){3}\d{1,3}$/)",
    "isIpv6": ".match(/^[0-9a-f:.]*:[0-9a-f:.]*$/i)",
}
_COMPARISONS = {">": "above", ">=": "at.least", "<": "below", "<=": "at.most"}


def expectations(found: Taken, wanted: Predicate) -> list[str]:
    """The lines of a test that judge a value. Raises Untold for what they cannot say."""
    if found.kind == "elements":
        return [f"pm.expect({found.code}.length).to{_of_elements(wanted)};"]
    if found.kind in ("bytes", "hex"):
        return [_of_bytes(found, wanted)]
    if wanted.name == "exists":
        return [f"pm.expect({found.code}).to{'.equal(undefined)' if wanted.negated else _CHAINS['exists']};"]
    chain = _chain(wanted)
    negative = wanted.negated or wanted.name in ("!=", "matches")
    if not negative:
        return [f"pm.expect({found.code}).to{chain};"]
    negation = ".not" if wanted.negated != (wanted.name == "!=") else ""
    return [f"const value = {found.code};", f"pm.expect(value).{_MISSING};", f"pm.expect(value).to{negation}{chain};"]


def _chain(wanted: Predicate) -> str:
    if wanted.name in _CHAINS:
        return _CHAINS[wanted.name]
    return _WITH_VALUE[wanted.name](wanted.value)


def _of_elements(wanted: Predicate) -> str:
    if wanted.name == "exists":
        return ".equal(0)" if wanted.negated else ".be.above(0)"
    if wanted.name == "isEmpty":
        return ".be.above(0)" if wanted.negated else ".equal(0)"
    raise Untold("elements can only be counted")


def _of_bytes(found: Taken, wanted: Predicate) -> str:
    negation = ".not" if wanted.negated != (wanted.name == "!=") else ""
    if wanted.name in ("exists", "isEmpty") and found.kind == "bytes":
        empty = ".equal(0)" if (wanted.name == "isEmpty") != wanted.negated else ".be.above(0)"
        return f"pm.expect({found.code}.length).to{empty if wanted.name == 'isEmpty' else '.be.at.least(0)'};"
    data = _data(wanted.value)
    code = found.code if found.kind == "hex" else f'{found.code}.toString("hex")'
    if wanted.name in ("==", "!="):
        return f"pm.expect({code}).to{negation}.equal({quoted(data)});"
    if wanted.name in ("startsWith", "endsWith"):
        edges = f"^{data}" if wanted.name == "startsWith" else f"{data}$"
        return f"pm.expect({code}).to{negation}.match(/{edges}/);"
    if wanted.name == "contains":
        return f"pm.expect({code}).to{negation}.match(/^(..)*?{data}/);"
    raise Untold(f"the predicate {wanted.name} has no counterpart for bytes")


def _data(value: Value) -> str:
    if isinstance(value, Octets):
        return value.data.hex()
    if isinstance(value, str) and "{{" not in value:
        return value.encode("utf-8", "replace").hex()
    raise Untold("bytes are compared with bytes only")


def _equal(value: Value) -> str:
    return f".eql({scalar(value)})"


def _compared(word: str) -> Callable[[Value], str]:
    def write(value: Value) -> str:
        if isinstance(value, str):
            operator = next(sign for sign, name in _COMPARISONS.items() if name == word)
            return f".satisfy((one) => one {operator} {scalar(value)})"
        return f".be.{word}({scalar(value)})"

    return write


def _starts(value: Value) -> str:
    return f'.match(new RegExp("^" + _.escapeRegExp({_text(value)})))'


def _ends(value: Value) -> str:
    return f'.match(new RegExp(_.escapeRegExp({_text(value)}) + "$"))'


def _text(value: Value) -> str:
    if not isinstance(value, str | Placeholder):
        raise Untold("texts are compared with texts only")
    return scalar(value)


def _matches(value: Value) -> str:
    if not isinstance(value, Pattern):
        raise Untold("a value is matched with a regular expression only")
    return f".match({regexp(value)})"


def _member(value: Value) -> str:
    if isinstance(value, Octets | File):
        raise Untold("bytes and files cannot be compared with this")
    return f".deep.include({scalar(value)})"


_WITH_VALUE: dict[str, Callable[[Value], str]] = {
    "==": _equal,
    "!=": _equal,
    "startsWith": _starts,
    "endsWith": _ends,
    "contains": lambda value: f".include({_text(value)})",
    "includes": _member,
    "matches": _matches,
    **{sign: _compared(word) for sign, word in _COMPARISONS.items()},
}
