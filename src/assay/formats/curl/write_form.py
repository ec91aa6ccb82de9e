"""Writes the parts of a form as -F and --form-string take them."""

from __future__ import annotations

from collections.abc import Iterator

from assay.formats.curl.octets import to_text
from assay.model.transfer import Part

_BLANKS = " \t\n\v\f\r"


def fields(parts: tuple[Part, ...]) -> Iterator[tuple[str, str]]:
    """The option (form or form-string) and its value, for each part in its order."""
    for part in parts:
        if part.content is not None:
            yield _content(part, to_text(part.content))
        elif part.path:
            mark = "<" if part.file_name == "" else "@"
            yield "form", f"{_name(part)}={mark}{_word(part.path)}{_attributes(part)}"
        else:
            yield "form", f"{_name(part)}=({_attributes(part)}"
            yield from fields(part.parts)
            yield "form", "=)"


def _content(part: Part, text: str) -> tuple[str, str]:
    attributes = _attributes(part)
    plain = text == text.strip(_BLANKS) and ";" not in text and not text.startswith(("@", "<", "(", '"'))
    if plain and (part.name or text != ")"):
        return "form", f"{_name(part)}={text}{attributes}"
    if attributes:
        return "form", f"{_name(part)}={_in_quotes(text)}{attributes}"
    return "form-string", f"{part.name}={text}"


def _name(part: Part) -> str:
    """The name, where -F can take it: = ends it, so that one goes into a header of its own."""
    return "" if "=" in part.name else part.name


def _attributes(part: Part) -> str:
    headers = part.headers
    if "=" in part.name:
        headers = (f'Content-Disposition: form-data; name="{_escaped(part.name)}"{_disposed(part)}', *headers)
    return "".join(
        [
            f";type={part.type}" if part.type else "",
            f";filename={_word(part.file_name)}" if part.file_name else "",
            *(f";headers={_in_quotes(header)}" for header in headers),
            f";encoder={_word(part.encoder)}" if part.encoder else "",
        ]
    )


def _disposed(part: Part) -> str:
    name = part.file_name if part.file_name is not None else part.path.rpartition("/")[2]
    return f'; filename="{_escaped(name)}"' if name else ""


def _word(text: str) -> str:
    """As it is, or in quotes where a character would end it."""
    risky = not text or text != text.strip(_BLANKS) or any(mark in text for mark in ';,"')
    return _in_quotes(text) if risky else text


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(text: str) -> str:
    """As curl writes names in a Content-Disposition (RFC 7578, as browsers do)."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
