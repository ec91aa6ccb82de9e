"""The body of a request in an `.http` file: text, a form, parts, a file, or GraphQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from assay.formats.code.faithful import form_pairs
from assay.formats.http_file.dynamic import VARIABLE
from assay.formats.http_file.texts import Texts
from assay.model.suite import BodyTemplate, Entry

_FILE = re.compile(r"<(?P<replaced>@\S*)?\s+(?P<path>\S.*)|<(?P<near>[./~\\]\S*)")
_BOUNDARY = re.compile(r"boundary=\"?([^\";\s]+)\"?", re.IGNORECASE)
_PARAMETER = re.compile(r"([\w*-]+)=(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]+))")
_LANGUAGES = (("json", "json"), ("xml", "xml"), ("html", "html"), ("javascript", "javascript"), ("text/plain", "text"))
Note = Callable[[str], None]


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """The body; `brings` names the headers (lower case) that it brings along and that are to be left out."""

    template: BodyTemplate | None
    brings: frozenset[str] = frozenset()


def read_body(lines: Sequence[str], media_type: str, graphql: bool, texts: Texts, note: Note) -> Body:
    """The body by its media type, as the header has it."""
    if not lines:
        return Body(template=None)
    kind = media_type.partition(";")[0].strip().lower()
    if graphql:
        return Body(template=_graphql(texts.text("\n".join(lines))), brings=frozenset({"content-type"}))
    boundary = _BOUNDARY.search(media_type)
    if kind == "multipart/form-data" and boundary:
        rows = tuple(_parts(lines, boundary[1], texts, note))
        return Body(template=BodyTemplate(mode="formdata", formdata=rows), brings=frozenset({"content-type"}))
    if len(lines) == 1 and (match := _FILE.fullmatch(lines[0].strip())):
        return Body(template=BodyTemplate(mode="file", src=_path(match, texts, note)))
    if any(_FILE.fullmatch(line) for line in lines):
        note("a file in the middle of the body is not read")
    if kind == "application/x-www-form-urlencoded":
        return _form(lines, texts)
    return Body(template=BodyTemplate(mode="raw", raw=texts.text("\n".join(lines)), language=_language(kind)))


def _language(kind: str) -> str | None:
    return next((language for mark, language in _LANGUAGES if mark in kind), None)


def _path(match: re.Match[str], texts: Texts, note: Note) -> str:
    if match["replaced"]:
        note("variables in the file of the body are not replaced")
    return texts.text((match["path"] or match["near"]).strip())


def _form(lines: Sequence[str], texts: Texts) -> Body:
    """Fields that are encoded in the one way that everybody shares are decoded, others stand as they are."""
    text = texts.text("".join(line.strip() for line in lines))
    pairs = _decoded(text)
    if pairs is None and not set(text) & set("%+"):
        pieces = [piece.strip() for piece in text.split("&") if piece.strip()]
        pairs = [(name.strip(), value.strip()) for name, _, value in (piece.partition("=") for piece in pieces)]
    if pairs is None:
        return Body(template=BodyTemplate(mode="raw", raw=text))
    rows = tuple(Entry(key=name, value=value) for name, value in pairs)
    return Body(template=BodyTemplate(mode="urlencoded", urlencoded=rows), brings=frozenset({"content-type"}))


def _decoded(text: str) -> list[tuple[str, str]] | None:
    """The fields of a form whose variables, braces and all, stand for what is encoded later."""
    variables = list(dict.fromkeys(VARIABLE.findall(text)))
    words = {name: f"zq{index}variableqz" for index, name in enumerate(variables)}
    pairs = form_pairs(VARIABLE.sub(lambda match: words[match[1]], text))
    if pairs is None or not words:
        return pairs
    names = {word: f"{{{{{name}}}}}" for name, word in words.items()}

    def shown(piece: str) -> str:
        return _WORD.sub(lambda match: names.get(match[0], match[0]), piece)

    return [(shown(name), shown(value)) for name, value in pairs]


_WORD = re.compile(r"zq\d+variableqz")


def _graphql(text: str) -> BodyTemplate:
    """A query, and behind a blank line a JSON object of variables."""
    query, variables = text, ""
    for match in re.finditer(r"\n\s*\n(?=\{)", text):
        query, variables = text[: match.start()], text[match.end() :]
    told: dict[str, str] = {"query": query.strip()}
    return BodyTemplate(mode="graphql", graphql=told | ({"variables": variables.strip()} if variables else {}))


def _parts(lines: Sequence[str], boundary: str, texts: Texts, note: Note) -> list[Entry]:
    groups: list[list[str]] = []
    for line in lines:
        if line.rstrip() == f"--{boundary}--":
            break
        if line.rstrip() == f"--{boundary}":
            groups.append([])
        elif groups:
            groups[-1].append(line)
    return [_part(group, texts, note) for group in groups]


def _part(lines: list[str], texts: Texts, note: Note) -> Entry:
    blank = next((index for index, line in enumerate(lines) if not line.strip()), len(lines))
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[:blank])
    }
    content = lines[blank + 1 :]
    told = {match[1].lower(): match[2] if match[2] is not None else match[3]
            for match in _PARAMETER.finditer(headers.get("content-disposition", ""))}  # fmt: skip
    kind, name = headers.get("content-type", ""), texts.text(told.get("name", ""))
    if len(content) == 1 and (match := _FILE.fullmatch(content[0].strip())):
        path = _path(match, texts, note)
        shown = told.get("filename")
        kept = shown if shown not in (None, path.replace("\\", "/").rpartition("/")[2]) else None
        return Entry(key=name, value="", type="file", src=path, content_type=kind, file_name=kept)
    if "filename" in told:
        note(f"the file {told['filename']!r}, whose content stands in the request, is a field")
    return Entry(key=name, value=texts.text("\n".join(content)), type="text", content_type=kind)
