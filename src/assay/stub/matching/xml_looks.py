"""XML that equals other XML, and what an XPath finds in one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml import etree

from assay.model.stub.java_regex import BadRegex, compiled
from assay.model.stub.matcher import Absent, EqualToXml, MatchesXPath
from assay.stub.dates.java_format import BadDate, from_iso
from assay.stub.matching.comparison import Comparison, plain
from assay.stub.matching.texts import full_match
from assay.stub.matching.xml_tree import BadXml, tree_of, without_default_namespaces

_MAX_XPATH = 4_000
_NAMES_FREE = frozenset({"NAMESPACE_PREFIX", "XML_VERSION", "XML_STANDALONE", "XML_ENCODING", "SCHEMA_LOCATION"})


def equal_to_xml(matcher: EqualToXml) -> Comparison:
    """The same XML: white space at the ends of texts, comments and prefixes do not count."""
    comparison = _Comparison(matcher)

    def fits(value: str | None) -> bool:
        try:
            return value is not None and comparison.same(tree_of(matcher.text), tree_of(str(value)))
        except (BadXml, BadRegex):
            return False

    return plain(fits, "equals the XML")


class _Comparison:
    """What may differ."""

    def __init__(self, matcher: EqualToXml) -> None:
        self.exempt = _NAMES_FREE | frozenset(matcher.exempt)
        self.blind = matcher.namespace_awareness.upper() == "NONE"
        self.any_order = matcher.ignore_order
        self.placeholder: Any = None
        if matcher.placeholders:
            opening, closing = matcher.opening or r"\$\{", matcher.closing or r"\}"
            self.placeholder = compiled(rf"\s*{opening}\s*xmlunit\.([a-zA-Z]+)(?:\((.*)\))?\s*{closing}\s*")

    def same(self, wanted: etree._Element, got: etree._Element) -> bool:
        """Whether an element and all in it is the same."""
        if not self._same_name(wanted, got) or not self._same_attributes(wanted, got):
            return False
        children, others = _children(wanted), _children(got)
        text, other = _text(wanted), _text(got)
        stands = self.placeholder.fullmatch(text) if self.placeholder else None
        if stands and not children:
            return _stands_for(stands[1], stands[2], other)
        if "TEXT_VALUE" not in self.exempt and text != other:
            return False
        if len(children) != len(others):
            return "CHILD_NODELIST_LENGTH" in self.exempt
        return self._same_children(children, others)

    def _same_name(self, wanted: etree._Element, got: etree._Element) -> bool:
        one, other = etree.QName(wanted), etree.QName(got)
        if one.localname != other.localname and "ELEMENT_TAG_NAME" not in self.exempt:
            return False
        if one.namespace is None:  # WireMock asks for no namespace where none is written
            return True
        return one.namespace == other.namespace or self.blind or "NAMESPACE_URI" in self.exempt

    def _same_attributes(self, wanted: etree._Element, got: etree._Element) -> bool:
        one, other = dict(wanted.items()), dict(got.items())
        if set(one) != set(other):
            counted = len(one) == len(other) or "ELEMENT_NUM_ATTRIBUTES" in self.exempt
            if not counted or "ATTR_NAME_LOOKUP" not in self.exempt:
                return False
            one = {key: value for key, value in one.items() if key in other}
        return "ATTR_VALUE" in self.exempt or all(self._same_value(str(one[key]), str(other[key])) for key in one)

    def _same_value(self, wanted: str, got: str) -> bool:
        stands = self.placeholder.fullmatch(wanted) if self.placeholder else None
        return _stands_for(stands[1], stands[2], got) if stands else wanted == got

    def _same_children(self, wanted: list[etree._Element], got: list[etree._Element]) -> bool:
        """Each wanted child against the next of its name that is left, or where order is free, any."""
        left = list(got)
        for child in wanted:
            if self.any_order:
                found = next((other for other in left if self.same(child, other)), None)
            else:
                found = next((other for other in left if self._same_name(child, other)), None)
                found = found if found is not None and self.same(child, found) else None
            if found is None:
                return False
            left.remove(found)
        return True


def _children(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]


def _text(element: etree._Element) -> str:
    """The texts directly in an element, each without white space at its ends, joined."""
    texts = [element.text or "", *(child.tail or "" for child in element)]
    return "".join(text.strip() for text in texts)


def _stands_for(kind: str, argument: str | None, got: str) -> bool:
    if kind == "ignore":
        return True
    if kind == "isNumber":
        return re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", got.strip()) is not None
    if kind == "isDateTime":
        return _is_date(got)
    if kind == "matchesRegex" and argument is not None:
        try:
            return full_match(compiled(argument), got)
        except BadRegex:
            return False
    return False


def _is_date(text: str) -> bool:
    try:
        from_iso(text)
    except BadDate:
        return False
    return True


def matches_xpath(matcher: MatchesXPath, inner: Comparison | None) -> Comparison:
    """The XPath finds something; with an inner comparison, one of the values that it finds fits."""
    told = f"has {matcher.expression}" + (f" that {inner.told}" if inner else "")
    spaces = tuple(sorted(matcher.namespaces.items()))

    def fits(value: str | None) -> bool:
        try:
            texts = xpath_texts(str(value or ""), matcher.expression, spaces)
        except BadXml:
            return False
        if inner is None or isinstance(matcher.value, Absent):
            return bool(texts) and inner is None
        return any(inner.fits(text) for text in texts)

    return plain(fits, told)


def xpath_texts(text: str, expression: str, spaces: tuple[tuple[str, str], ...] = ()) -> list[str]:
    """What an XPath finds, each as a text; a whole element as its XML. Raises BadXml."""
    return [_shown(item) for item in xpath_items(text, expression, spaces)]


def xpath_items(text: str, expression: str, spaces: tuple[tuple[str, str], ...] = ()) -> list[Any]:
    """The nodes, texts, numbers and truth values that an XPath finds. Raises BadXml."""
    path = _compiled(expression, spaces)
    try:
        items = _listed(path(tree_of(text)))
        if not items and not spaces and "xmlns=" in text:
            items = _listed(path(without_default_namespaces(text)))
    except etree.XPathError as error:
        raise BadXml(f"{expression!r} cannot be looked for: {error}") from None
    return items


@lru_cache(maxsize=500)
def _compiled(expression: str, spaces: tuple[tuple[str, str], ...]) -> etree.XPath:
    if len(expression) > _MAX_XPATH:
        raise BadXml(f"the XPath is longer than {_MAX_XPATH:,} characters")
    try:
        return etree.XPath(expression, namespaces=dict(spaces) or None, regexp=False)
    except (etree.XPathError, ValueError, TypeError) as error:
        raise BadXml(f"{expression!r} is no XPath: {error}") from None


def _listed(found: Any) -> list[Any]:
    if isinstance(found, bool):
        return [found] if found else []
    return list(found) if isinstance(found, list) else [found]


def _shown(item: Any) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, float):
        return str(int(item)) if item == int(item) else str(item)
    if isinstance(item, etree._Element):
        return etree.tostring(item, encoding="unicode", with_tail=False)
    return str(item)
