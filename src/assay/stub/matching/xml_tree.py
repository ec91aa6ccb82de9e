"""XML from a text, with nothing fetched and no entities expanded, and its size bounded."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

MAX_CHARACTERS = 2_000_000


class BadXml(ValueError):
    """What is wrong with the XML, in one clause."""


@lru_cache(maxsize=32)
def tree_of(text: str) -> etree._Element:
    """The root element. It is shared: look at it, and change nothing. Raises BadXml."""
    return fresh_tree(text)


def fresh_tree(text: str) -> etree._Element:
    """The root element, for the caller alone. Raises BadXml."""
    if len(text) > MAX_CHARACTERS:
        raise BadXml(f"it is longer than {MAX_CHARACTERS:,} characters")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_blank_text=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadXml(str(error)) from None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise BadXml("it declares a document type")
    return root


def without_default_namespaces(text: str) -> etree._Element:
    """The root of the same XML in which elements without a prefix are in no namespace."""
    root = fresh_tree(text)
    for element in root.iter(etree.Element):
        if element.prefix is None and isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    return root
