"""JSONPath as JavaScript: a path to one place with lodash, others step by step."""

from __future__ import annotations

import json
import re

from assay.formats.code.javascript_text import quoted
from assay.formats.hurl.untold import Untold

_NAME = re.compile(r"[^\s.\[\]()'\"?@*,]+")
_QUOTED = r"'((?:[^'\\]|\\.)*+)'|\"((?:[^\"\\]|\\.)*+)\""
_BRACKET = re.compile(
    rf"\[\s*(?:(?P<each>\*)|(?P<slice>-?\d{{0,9}}\s*:\s*-?\d{{0,9}})|"
    rf"(?P<keys>(?:{_QUOTED}|-?\d{{1,9}})(?:\s*,\s*(?:{_QUOTED}|-?\d{{1,9}}))*+))\s*\]"
)
_KEY = re.compile(rf"{_QUOTED}|(-?\d{{1,9}})")
_PATH_STEP = re.compile(rf"\.([A-Za-z_][\w-]*)|\[(?:{_QUOTED}|(\d{{1,9}}))\]")
_OPERAND = re.compile(rf"\s*@((?:\.[A-Za-z_][\w-]*|\[(?:{_QUOTED}|\d{{1,9}})\])*+)\s*")
_OPERATOR = re.compile(r"(==|!=|<=|>=|<|>)\s*")
_LITERAL = re.compile(rf"{_QUOTED}|(-?\d+(?:\.\d+)?|true|false|null)")
_JOIN = re.compile(r"\s*(&&|\|\|)")
_ESCAPE = re.compile(r"\\(.)")
_OPERATORS = {"==": "===", "!=": "!=="}
MAX_STEPS = 100
Step = tuple[str, str]
"""(the place that it leads to, where it is one: as JSON; the function that takes the step)."""


def json_path(root: str, path: str, needed: set[str]) -> str:
    """An expression for what a path finds in the value of `root`. Functions that it needs are added to `needed`.

    As in Hurl, a path that can only lead to one place gives its value, or undefined; others give a list.
    Raises Untold for what it cannot say.
    """
    if "{{" in path:
        raise Untold("the JSONPath holds a variable")
    steps = _steps(path.strip())
    if all(place for place, _ in steps):
        return _single(root, [json.loads(place) for place, _ in steps])
    needed.add("select")
    for _, code in steps:
        needed.add(code.partition("(")[0])
        needed.update(name for name in ("child", "at") if f"{name}(" in code)
    return f"select({', '.join([root, *(code for _, code in steps)])})"


def _single(root: str, places: list[str | int]) -> str:
    code, path = root, list[str]()
    for place in places:
        if isinstance(place, int) and place < 0:
            code, path = f"_.first(_.takeRight({_got(code, path)}, {-place}))", []
        else:
            path.append(quoted(place) if isinstance(place, str) else str(place))
    return _got(code, path)


def _got(code: str, path: list[str]) -> str:
    return f"_.get({code}, [{', '.join(path)}])" if path else code


def _steps(path: str) -> list[Step]:
    position = 1 if path.startswith("$") else 0
    steps: list[Step] = []
    while position < len(path):
        if len(steps) > MAX_STEPS:
            raise Untold("the JSONPath is too long")
        if path.startswith("..", position):
            steps.append(("", "deep"))
            position += 2 if path.startswith("[", position + 2) else 1
            continue
        step, position = _step(path, position)
        steps.append(step)
    return steps


def _step(path: str, position: int) -> tuple[Step, int]:
    if path.startswith("[?(", position):
        return _where(path, position + 3)
    if path.startswith("[", position):
        found = _BRACKET.match(path, position)
        if found is None:
            raise Untold(f"the part `{path[position : position + 30]}` of the JSONPath has no counterpart")
        return _bracket(found), found.end()
    position += path.startswith(".", position)
    if path.startswith("*", position):
        return ("", "each"), position + 1
    name = _NAME.match(path, position)
    if name is None:
        raise Untold(f"the part `{path[position : position + 30]}` of the JSONPath has no counterpart")
    return _child(name[0]), name.end()


def _child(key: str | int) -> Step:
    if isinstance(key, int) and key < 0:
        return json.dumps(key), f"at({key})"
    return json.dumps(key), f"child({quoted(key) if isinstance(key, str) else key})"


def _bracket(found: re.Match[str]) -> Step:
    if found["each"]:
        return "", "each"
    if found["slice"] is not None:
        start, _, end = found["slice"].partition(":")
        return "", f"slice({start.strip() or 0}, {end.strip() or 'undefined'})"
    keys = [_child(_key(key)) for key in _KEY.finditer(found["keys"])]
    return keys[0] if len(keys) == 1 else ("", f"either({', '.join(code for _, code in keys)})")


def _key(found: re.Match[str]) -> str | int:
    single, double, number = found.groups()
    return int(number) if number is not None else _ESCAPE.sub(r"\1", single if single is not None else double)


def _where(path: str, position: int) -> tuple[Step, int]:
    """A condition on the members: comparisons and names, joined by && or ||."""
    code = ""
    while True:
        operand = _OPERAND.match(path, position)
        if operand is None:
            raise Untold("the condition in the JSONPath has no counterpart")
        place = [_key(key) for key in map(_as_key, _PATH_STEP.finditer(operand[1])) if key]
        position = operand.end()
        operator = _OPERATOR.match(path, position)
        literal = _LITERAL.match(path, operator.end()) if operator else None
        code += _condition(place, operator, literal)
        position = literal.end() if literal else position
        join = _JOIN.match(path, position)
        if join is None:
            break
        code += f" {join[1]} "
        position = join.end()
    end = re.compile(r"\s*\)\s*\]").match(path, position)
    if end is None:
        raise Untold("the condition in the JSONPath has no counterpart")
    return ("", f"where((item) => {code})"), end.end()


def _as_key(found: re.Match[str]) -> re.Match[str] | None:
    name = found[1]
    return _KEY.match(json.dumps(name) if name is not None else found[0][1:])


def _condition(place: list[str | int], operator: re.Match[str] | None, literal: re.Match[str] | None) -> str:
    path = f"[{', '.join(quoted(key) if isinstance(key, str) else str(key) for key in place)}]"
    if operator is None:
        if not place:
            raise Untold("the condition in the JSONPath has no counterpart")
        return f"_.has(item, {path})"
    if literal is None:
        raise Untold("the condition in the JSONPath has no counterpart")
    single, double, other = literal.groups()
    value = other if other is not None else quoted(_ESCAPE.sub(r"\1", single if single is not None else double))
    got = f"_.get(item, {path})" if place else "item"
    return f"{got} {_OPERATORS.get(operator[1], operator[1])} {value}"
