"""The fields of -F and --form-string, with their quoting, types, files and nested parts."""

from __future__ import annotations

import re

from assay.formats.curl.group import Group, OpenPart
from assay.formats.curl.octets import to_bytes, to_text
from assay.formats.curl.world import World, contents
from assay.model.errors import AssayError, InputError, UsageError
from assay.model.transfer import Part

LARGEST_HEADERS = 1024 * 1024
DEEPEST = 50
"""How far parts may be nested."""
_BLANKS = " \t\n\v\f\r"
_BLANK = tuple(_BLANKS)
_TYPE = re.compile(r"[^/ ]{1,127}/[^;, \n]{1,127}")


class _Said:
    """What followed the content of a field."""

    __slots__ = ("content", "encoder", "end", "file_name", "headers", "type")

    def __init__(self) -> None:
        self.content = self.type = self.encoder = self.end = ""
        self.file_name: str | None = None
        self.headers: list[str] = []


def add(group: Group, field: str, world: World, warnings: list[str], *, literal: bool) -> None:
    """Take one `name=content` into the form. Raises UsageError for a broken one."""
    if group.form is None:
        group.form = OpenPart()
        group.open_forms = [group.form]
    name, equals, rest = field.partition("=")
    if not equals:
        raise UsageError(f"name=content is expected, and {field[:60]!r} has no =", where="--form")
    parts = group.open_forms[-1].parts
    if literal:
        parts.append(Part(name=name, content=to_bytes(rest)))
    elif rest.startswith("("):
        _open(group, name, _Scanner(rest, world, warnings))
    elif not name and rest == ")":
        _close(group)
    elif rest.startswith("@"):
        parts.append(_files(name, _Scanner(rest, world, warnings)))
    else:
        parts.append(_content(name, _Scanner(rest, world, warnings)))


def _open(group: Group, name: str, scanner: _Scanner) -> None:
    if len(group.open_forms) > DEEPEST:
        raise UsageError(f"the parts are nested more than {DEEPEST} deep", where="--form")
    said = scanner.next("")
    scanner.refuse(said, "file_name", "encoder")
    part = OpenPart(name, said.type, tuple(said.headers))
    group.open_forms[-1].parts.append(part)
    group.open_forms.append(part)


def _close(group: Group) -> None:
    if len(group.open_forms) == 1:
        raise UsageError("=) ends a group of parts, and none was begun with name=(", where="--form")
    group.open_forms.pop()


def _files(name: str, scanner: _Scanner) -> Part:
    """One file, or several with commas between them as one part of their own."""
    found: list[Part] = []
    while True:
        scanner.position += 1  # the @, or the comma
        said = scanner.next(",")
        found.append(_part("", said, path=_path(said.content)))
        if said.end != ",":
            break
    if len(found) == 1:
        only = found[0]
        return Part(**{key: getattr(only, key) for key in Part.__struct_fields__ if key != "name"}, name=name)
    return Part(name=name, parts=tuple(found))


def _content(name: str, scanner: _Scanner) -> Part:
    if not scanner.text.startswith("<"):
        said = scanner.next("")
        part = _part(name, said, content=to_bytes(said.content))
    else:
        scanner.position = 1
        said = scanner.next("")
        scanner.refuse(said, "file_name")
        said.file_name = ""  # the content of a file, and no file
        part = _part(name, said, path=_path(said.content))
    if said.end:
        scanner.warnings.append(f"--form: what follows the field is left out: {scanner.text[scanner.position :][:60]}")
    return part


def _path(text: str) -> str:
    if not text:
        raise UsageError("the name of a file is missing after @ or <", where="--form")
    return text


def _part(name: str, said: _Said, *, content: bytes | None = None, path: str = "") -> Part:
    return Part(
        name=name,
        content=content,
        path=path,
        file_name=said.file_name,
        type=said.type,
        headers=tuple(said.headers),
        encoder=said.encoder,
    )


class _Scanner:
    """Reads `content;type=…;filename=…;headers=…;encoder=…` from left to right."""

    def __init__(self, text: str, world: World, warnings: list[str]) -> None:
        self.text = text
        self.position = 0
        self.world = world
        self.warnings = warnings

    def next(self, stop: str) -> _Said:
        """Content and attributes up to the end, or to the character `stop`."""
        said = _Said()
        said.content = self._word(stop)
        said.end = self._here()
        type_open = False
        while said.end == ";":
            self.position += 1
            self._skip_blanks()
            type_open = self._attribute(said, stop, type_open=type_open)
            said.end = self._here()
        return said

    def refuse(self, said: _Said, *names: str) -> None:
        """Warn of attributes that have no place here, and forget them."""
        for name in names:
            if getattr(said, name):
                self.warnings.append(f"--form: {name.replace('_', ' ')} is not allowed here: {getattr(said, name)}")
                setattr(said, name, None if name == "file_name" else "")

    def _attribute(self, said: _Said, stop: str, *, type_open: bool) -> bool:
        """Take one attribute. Whether further ones without a known name belong to the type."""
        if not type_open and self._passed("type="):
            said.type = self._type(stop)
            return True
        if self._passed("filename="):
            said.file_name = self._word(stop)
        elif self._passed("headers="):
            said.headers += self._headers(stop)
        elif self._passed("encoder="):
            said.encoder = self._word(stop)
        elif type_open:
            said.type += ";" + self._gap() + self._until(stop).rstrip(_BLANKS)
            return True
        elif unknown := self._word(stop):
            self.warnings.append(f"--form: an unknown attribute is left out: {unknown}")
        return False

    def _gap(self) -> str:
        """The blanks that were skipped before this place, which belong to a type with parameters."""
        start = self.position
        while self.text[start - 1] in _BLANKS:
            start -= 1
        return self.text[start : self.position]

    def _type(self, stop: str) -> str:
        self._skip_blanks()
        match = _TYPE.match(self.text, self.position)
        if match is None:
            raise UsageError(
                f"a type is written major/minor: {self.text[self.position :][:60]!r} is none", where="--form"
            )
        self.position = match.end()
        return match[0] + self._until(stop).rstrip(_BLANKS)

    def _headers(self, stop: str) -> list[str]:
        if self._here() not in ("@", "<"):
            return [self._word(stop)]
        self.position += 1
        path = self._word(stop)
        try:
            found = contents(self.world, path, where="--form")
            if len(found) > LARGEST_HEADERS:
                raise InputError(f"the headers in {path} are more than {LARGEST_HEADERS:,} bytes", where="--form")
            return folded(found)
        except AssayError as error:
            self.warnings.append(str(error))
            return []

    def _word(self, stop: str) -> str:
        """A quoted word, or all up to `;`, `stop` or the end without blanks around it."""
        self._skip_blanks()
        if self._here() == '"':
            quoted = self._quoted()
            if quoted is not None:
                if self._until(stop).strip(_BLANKS):
                    self.warnings.append("--form: what follows a closing quote is left out")
                return quoted
        return self._until(stop).rstrip(_BLANKS)

    def _quoted(self) -> str | None:
        """What stands between quotes, \\\\ and \\" unescaped; None where the closing one is missing."""
        found: list[str] = []
        position, text = self.position + 1, self.text
        while position < len(text):
            character = text[position]
            if character == "\\" and text[position + 1 : position + 2] in ("\\", '"'):
                position += 1
            elif character == '"':
                self.position = position + 1
                return "".join(found)
            found.append(text[position])
            position += 1
        return None

    def _until(self, stop: str) -> str:
        start, text = self.position, self.text
        ends = [end for mark in (";", stop) if mark and (end := text.find(mark, start)) >= 0]
        self.position = min(ends, default=len(text))
        return text[start : self.position]

    def _passed(self, prefix: str) -> bool:
        end = self.position + len(prefix)
        if self.text[self.position : end].lower() != prefix:
            return False
        self.position = end
        return True

    def _skip_blanks(self) -> None:
        while self._here() in _BLANK:
            self.position += 1

    def _here(self) -> str:
        return self.text[self.position : self.position + 1]


def folded(data: bytes) -> list[str]:
    """The headers of a file: # begins a comment, and a line that begins with a blank goes on with the one before."""
    found: list[str] = []
    for line in to_text(data.replace(b"\r", b"").partition(b"\0")[0]).split("\n"):
        if line.startswith("#"):
            continue
        if line[:1] in _BLANK and found:
            found[-1] += line
        elif line:
            found.append(line)
    return [stripped for line in found if (stripped := line.rstrip(_BLANKS))]
