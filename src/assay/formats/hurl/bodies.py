"""The body of a request or an answer: JSON and XML as they are, text between backticks, bytes and files."""

from __future__ import annotations

import re

from assay.formats.hurl import texts
from assay.formats.hurl.cursor import Cursor
from assay.formats.hurl.entry import Body, Octets
from assay.formats.hurl.predicates import binary
from assay.formats.json_text import MAX_DEPTH

_JSON_START = re.compile(r'[{"]|\[(?!\s*[A-Za-z]\w*\])|\[\s*(?:true|false|null)\s*\]|(?:-?[0-9]+|true|false|null)\b')
_JSON_TOKEN = re.compile(r'\{\{[^{}\n]*\}\}|"(?:\\.|[^"\\])*+"|[{}\[\]]|[:,]|[^\s{}\[\]:,"]+|\s+|.', re.DOTALL)
_XML_START = re.compile(r"<[!?A-Za-z_]")
_TAG_PART = re.compile("[\"'>]")
_XML_OTHERS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
_FENCE = re.compile(r"```(?:([A-Za-z]*)((?:,[ \t]*[A-Za-z-]+)*)[ \t]*\n)?")
_KINDS = {"json": "json", "xml": "xml", "graphql": "graphql"}
_VARIABLES = re.compile(r"^variables[ \t]*(?=\{)", re.MULTILINE)


def body(cursor: Cursor) -> Body | None:
    """A body that begins here; None where none does. Raises InputError where it does not end."""
    if cursor.next_is("```"):
        found = _fenced(cursor)
    elif cursor.next_is("`"):
        found = Body(kind="text", text=texts.backticks(cursor))
    elif _XML_START.match(cursor.text, cursor.position):
        found = Body(kind="xml", text=_xml(cursor))
    elif any(cursor.next_is(start) for start in ("file,", "hex,", "base64,")):
        value = binary(cursor)
        found = Body(kind="bytes", data=value.data) if isinstance(value, Octets) else Body(kind="file", path=value.path)
    elif _JSON_START.match(cursor.text, cursor.position):
        found = Body(kind="json", text=_json(cursor))
    else:
        return None
    cursor.end_line()
    return found


def _fenced(cursor: Cursor) -> Body:
    start = cursor.position
    fence = cursor.match(_FENCE)
    end = cursor.text.find("```", cursor.position)
    if fence is None or end < 0:
        raise cursor.error("This text between three backticks is not closed.", start)
    content, begins = cursor.text[cursor.position : end], cursor.position
    cursor.position = end + 3
    kind = _KINDS.get(fence[1] or "", "text")
    options = [option.strip() for option in (fence[2] or "").split(",") if option.strip()]
    if fence[1] == "hex" or fence[1] == "base64":
        raise cursor.error(f"Bytes are written as `{fence[1]},…;`.", start)
    if "escape" in options:
        content = texts.unescaped(cursor, content, begins)
    elif "novariable" not in options and "raw" not in options:
        content = texts.templated(cursor, content, begins)
    elif "{{" in content:
        cursor.note("`{{…}}` stands for itself here, and for a variable where it was converted", cursor.line_at(start))
    if kind == "graphql":
        return _graphql(content)
    return Body(kind=kind, text=content)


def _graphql(content: str) -> Body:
    """A query, and behind the word `variables` a JSON object."""
    split = _VARIABLES.search(content)
    if split is None:
        return Body(kind="graphql", text=content)
    return Body(kind="graphql", text=content[: split.start()], variables=content[split.end() :].strip())


def _json(cursor: Cursor) -> str:
    """A JSON value, up to where its brackets are closed; placeholders may stand for values."""
    start, depth = cursor.position, 0
    while True:
        token = cursor.match(_JSON_TOKEN)
        if token is None:
            raise cursor.error("This JSON ends too early.", start)
        depth += (token[0] in ("{", "[")) - (token[0] in ("}", "]"))
        if token[0] == '"':
            raise cursor.error("A text in this JSON is not closed.", token.start())
        if depth > MAX_DEPTH:
            raise cursor.error(f"This is nested deeper than {MAX_DEPTH} levels.", token.start())
        if depth <= 0:
            break
    if depth < 0:
        raise cursor.error("A bracket is closed here that was not opened.", cursor.position - 1)
    return texts.templated(cursor, cursor.text[start : cursor.position], start)


def _xml(cursor: Cursor) -> str:
    """An XML document, up to where its outermost element is closed."""
    start, depth, position = cursor.position, 0, cursor.position
    while (opens := cursor.text.find("<", position)) >= 0:
        other = next(((one, end) for one, end in _XML_OTHERS if cursor.text.startswith(one, opens)), None)
        end = cursor.text.find(other[1], opens + len(other[0])) if other else _tag_end(cursor.text, opens)
        if end < 0:
            raise cursor.error("This is not closed.", opens)
        position = end + len(other[1] if other else ">")
        depth += 0 if other or cursor.text[end - 1] == "/" else -1 if cursor.text.startswith("</", opens) else 1
        if not other and depth <= 0:
            cursor.position = position
            return texts.templated(cursor, cursor.text[start:position], start)
    raise cursor.error("This XML is not closed.", start)


def _tag_end(text: str, position: int) -> int:
    """Where the > of a tag is, outside of quotes; -1 where there is none."""
    while found := _TAG_PART.search(text, position):
        if found[0] == ">":
            return found.start()
        position = text.find(found[0], found.end()) + 1
        if not position:
            break
    return -1
