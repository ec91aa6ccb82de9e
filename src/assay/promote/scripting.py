"""What a script says of variables, seen at a glance: which it reads, which it sets, and whether it steers the flow."""

from __future__ import annotations

import re

from assay.promote.templates import names_in

_NAME = r"""\(\s*["'`]([^"'`\n]{1,200})["'`]"""
_GET = re.compile(
    rf"(?:variables|environment|collectionVariables|globals|iterationData)\s*\.\s*(?:get|has){_NAME}"
    rf"|postman\.get(?:Environment|Global)Variable{_NAME}"
)
_SET = re.compile(
    rf"(variables|environment|collectionVariables|globals)\s*\.\s*set{_NAME}"
    rf"|postman\.set(?:Environment|Global)Variable{_NAME}"
)
_INDEXED = re.compile(r"""(?<![\w$.\])])(environment|globals|data)(?:\.([A-Za-z_]\w*)|\[\s*["']([^"'\n]+)["']\s*\])""")
_OWN_DATA = re.compile(
    r"\b(?:const|let|var)\b[^;=\n]{0,200}\bdata\b|\bdata\s*=>|\bfunction\s*\w*\([^)\n]{0,200}\bdata\b"
)
"""A name `data` of the script itself, in the place of the iteration's."""
_NEXT = re.compile(r"setNextRequest\s*\(\s*([^)\n]{0,200})\)?")
_OWN_NAME = re.compile(r"pm\s*\.\s*info\s*\.\s*requestName|request\s*\.\s*name")
_RANDOM = re.compile(r"Math\.random|Date\.now|new Date\b|\{\{\$|uuid|moment\(|randomUUID|_\.random|_\.sample")
_COMMENT = re.compile(r"/\*.*?\*/|(?m:^\s*//[^\n]*$)", re.DOTALL)
_METHODS = frozenset({"get", "set", "has", "unset", "clear", "toObject", "replaceIn", "name", "values"})


def reads(script: str) -> list[str]:
    """The variables whose values it asks for, in order."""
    text = _COMMENT.sub("", script)
    found = [name for groups in _GET.findall(text) for name in groups if name]
    own = _OWN_DATA.search(text) is not None
    indexed = [found[2] or found[3] for found in _INDEXED.finditer(text) if not (own and found[1] == "data")]
    found += [name for name in indexed if name not in _METHODS]
    return list(dict.fromkeys([*found, *names_in(text)]))


def sets(script: str) -> list[str]:
    """The variables that it sets for the steps that follow, in order; those of `pm.variables` too."""
    found = [name or legacy for _, name, legacy in _SET.findall(_COMMENT.sub("", script))]
    return list(dict.fromkeys(found))


def local_sets(script: str) -> frozenset[str]:
    """The variables that it sets for its own request alone."""
    return frozenset(name for scope, name, _ in _SET.findall(_COMMENT.sub("", script)) if scope == "variables")


def next_request(script: str, own: str) -> str:
    """How it steers the flow: "" not at all, "itself" to the same request (polling), "another" elsewhere."""
    targets = [target.strip() for target in _NEXT.findall(_COMMENT.sub("", script))]
    steering = [one for one in targets if one not in ("", "null")]
    if not steering:
        return "another" if targets else ""
    to_itself = all(_OWN_NAME.fullmatch(one) or one.strip("\"'`") == own for one in steering)
    return "itself" if to_itself else "another"


def random(script: str) -> bool:
    """Whether chance or the clock has a part in it."""
    return bool(_RANDOM.search(_COMMENT.sub("", script)))
