"""Numbers and lists."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from assay.stub.replying.templates.fill import Helper, HelperCall
from assay.stub.replying.templates.helpers.refusing import error
from assay.stub.replying.templates.values import UrlPath, shown

MOST_ITEMS = 10_000
"""Items of a list that a helper makes."""
_LONGEST_NUMBER = 300
"""Digits of a number that is reckoned with."""


def _number(value: Any) -> Decimal | int:
    """A number, or the one that a text holds; anything else is 0, as it is for WireMock."""
    if isinstance(value, bool) or value is None:
        return 0
    if isinstance(value, int | Decimal):
        return value if len(str(value)) <= _LONGEST_NUMBER else 0
    text = shown(value).strip()[:_LONGEST_NUMBER]
    try:
        number = Decimal(text)
    except InvalidOperation:
        return 0
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
        return 0
    return int(text) if text.lstrip("+-").isdigit() else number


def math(call: HelperCall) -> Any:
    """`left operator right`; whole numbers stay whole, and a quotient has the digits of its left side."""
    if len(call.arguments) != 3:
        return error("All maths functions require two operands and an operator as parameters e.g. 3 '+' 2")
    left, right = _number(call.get(0)), _number(call.get(2))
    operator = call.text(1)
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator in {"*", "x"}:
        return left * right
    if operator not in {"/", "%"}:
        return error(f"{operator} is not a valid mathematical operator")
    if right == 0:
        raise ValueError("division by zero")
    if operator == "%":
        rest = Decimal(left) % Decimal(right)
        return int(rest) if isinstance(left, int) and (isinstance(right, int) or not rest) else rest
    if isinstance(left, int):
        return int((Decimal(left) / Decimal(right)).quantize(Decimal(1), ROUND_HALF_UP))
    return (left / Decimal(right)).quantize(Decimal(1).scaleb(int(left.as_tuple().exponent)), ROUND_HALF_UP)


def number_format(call: HelperCall) -> str:
    """Grouped and rounded: by style (integer, percent, currency) or by a pattern such as `#,##0.0`."""
    number = Decimal(_number(call.first()))
    style = call.text(1)
    if style == "integer":
        return f"{number.quantize(Decimal(1), ROUND_HALF_EVEN):,}"
    if style == "percent":
        return f"{(number * 100).quantize(Decimal(1), ROUND_HALF_EVEN):,}%"
    if style == "currency":
        return f"{'-' if number < 0 else ''}${abs(number).quantize(Decimal('0.01'), ROUND_HALF_EVEN):,}"
    if style and ("#" in style or "0" in style):
        return _patterned(number, style)
    grouped = call.named.get("groupingUsed", True) is not False
    fewest = int(call.named.get("minimumFractionDigits", 0))
    return _rounded(number, fewest, int(call.named.get("maximumFractionDigits", max(3, fewest))), grouped)


def _patterned(number: Decimal, pattern: str) -> str:
    core = "".join(mark for mark in pattern if mark in "#0,.")
    whole, _, fraction = core.partition(".")
    head = pattern[: pattern.index(core[0])]
    tail = pattern[pattern.rindex(core[-1]) + 1 :]
    number = number * 100 if tail == "%" else number
    text = _rounded(number, fraction.count("0"), len(fraction), "," in whole, whole.count("0"))
    return f"{head}{text}{tail}"


def _rounded(number: Decimal, fewest: int, most: int, grouped: bool, digits: int = 1) -> str:
    if not 0 <= fewest <= most <= 100:
        raise ValueError("there is no such number of digits")
    text = f"{number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_EVEN):f}"
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = text.partition(".")
    fraction = fraction[:fewest] + fraction[fewest:].rstrip("0")
    whole = whole.zfill(digits)
    whole = f"{int(whole):,}".zfill(digits) if grouped else whole
    return f"{sign}{whole}{'.' + fraction if fraction else ''}"


def range_(call: HelperCall) -> Any:
    """Whole numbers from one to another, both included."""
    if len(call.arguments) != 2 or not all(isinstance(bound, int) for bound in call.arguments):
        return error("The range helper requires both lower and upper bounds as integer parameters")
    lower, upper = call.arguments
    if not 0 <= upper - lower < MOST_ITEMS:
        raise ValueError(f"a range has 1 to {MOST_ITEMS:,} numbers, unlike {lower} to {upper}")
    return list(range(lower, upper + 1))


def array(call: HelperCall) -> list[Any]:
    """A list of the arguments."""
    return list(call.arguments)


def _list(call: HelperCall) -> list[Any]:
    value = call.first()
    if not isinstance(value, list):
        raise ValueError(f"a list is expected, not {shown(value)[:40]!r}")
    return list(value)


def _place(call: HelperCall, size: int, last: int) -> int:
    place = call.named.get("position", "end")
    if place in {"start", "end"}:
        return 0 if place == "start" else last
    if not isinstance(place, int) or not 0 <= place <= size:
        raise ValueError("position is an index, 'start' or 'end'")
    return place


def array_add(call: HelperCall) -> Any:
    """A list with one item more."""
    items = _list(call)
    if len(items) >= MOST_ITEMS:
        raise ValueError(f"a list has at most {MOST_ITEMS:,} items here")
    items.insert(_place(call, len(items), len(items)), call.get(1))
    return items


def array_remove(call: HelperCall) -> Any:
    """A list with one item less."""
    items = _list(call)
    place = _place(call, len(items), len(items) - 1)
    if 0 <= place < len(items):
        del items[place]
    return items


def array_join(call: HelperCall) -> str:
    """The items with a separator between; a block writes each."""
    items = call.get(1)
    items = items if isinstance(items, list) else [] if items is None else [items]
    if call.block is None:
        texts = [shown(item) for item in items]
    else:
        texts = [call.inside(item, {"index": index}, (item,)) for index, item in enumerate(items)]
    return f"{shown(call.named.get('prefix'))}{call.text(0).join(texts)}{shown(call.named.get('suffix'))}"


def size(call: HelperCall) -> int:
    """Characters of a text, items of a list, members of a map."""
    value = call.first()
    if isinstance(value, UrlPath | list | tuple | dict | str):
        return len(value)
    return 0 if value is None else len(shown(value))


HELPERS: dict[str, Helper] = {
    "math": math,
    "numberFormat": number_format,
    "range": range_,
    "array": array,
    "arrayAdd": array_add,
    "arrayRemove": array_remove,
    "arrayJoin": array_join,
    "size": size,
}
