"""Marks for what a text leaves open: a shell's variables and the content of files, told again as {{variables}}.

While a command is read, {{…}} would be a glob. So a variable is a name between two characters of the private use area,
which pass through everything that curl does to a text, percent-encoding included.
"""

from __future__ import annotations

import re

import msgspec

from assay.formats.curl.octets import to_bytes, to_text
from assay.model.transfer import Data, Form, OptionValue, Part, Transfer, Upload

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_ENCODED = re.compile("%[Ee][Ee]%80%80(.*?)%[Ee][Ee]%80%81")
_EXPANSION = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?([-=?+])([^}]*))?\})", re.ASCII)


class Placeholders:
    """The marks of one text."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        """The shell's variables that were met."""
        self.defaults: dict[str, str] = {}
        """The values that they have by `${NAME-value}`."""

    def values(self, assigned: dict[str, str]) -> dict[str, str]:
        """What is known of the variables that were met: by their defaults, or by NAME=value."""
        plain = {name: self.restored(value) for name, value in assigned.items() if _OPEN not in value}
        return {name: value for name, value in {**plain, **self.defaults}.items() if name in self.names}

    def expansion(self, text: str) -> str | None:
        """The mark for `$NAME` or `${NAME}`; None for what is no plain variable."""
        match = _EXPANSION.fullmatch(text)
        if match is None:
            return None
        name = match[1] or match[2]
        self.names.add(name)
        if match[3] in ("-", "="):
            self.defaults.setdefault(name, match[4].strip("'\""))
        return self.variable(name)

    def variable(self, name: str) -> str:
        """The mark of a variable."""
        return f"{_OPEN}{name}{_CLOSE}"

    def file(self, path: str) -> str:
        """The mark of a file's content."""
        return f"{_OPEN}@{path}{_CLOSE}"

    def whole_file(self, content: bytes) -> str | None:
        """The file that a body is, where it is nothing else."""
        match = _MARK.fullmatch(to_text(content))
        return match[1][1:] if match and match[1].startswith("@") else None

    def restored(self, text: str) -> str:
        """With {{name}} in the place of every mark."""
        return _ENCODED.sub(r"{{\1}}", _MARK.sub(r"{{\1}}", text)).replace("{{@", "{{content of ")

    def restored_url(self, url: str, *, bare: bool) -> str:
        """A URL; if `bare`, a scheme before a variable at its beginning is curl's guess, and goes."""
        return self.restored(url.removeprefix("http://") if bare and url.startswith(f"http://{_OPEN}") else url)

    def restored_transfer(self, transfer: Transfer, url: str) -> Transfer:
        """All texts of a transfer."""
        return Transfer(
            url=url,
            method=self.restored(transfer.method),
            head=transfer.head,
            headers=tuple(self.restored(header) for header in transfer.headers),
            content=self._content(transfer.content),
            options={name: self._value(value) for name, value in transfer.options.items()},
        )

    def _value(self, value: OptionValue) -> OptionValue:
        if isinstance(value, tuple):
            return tuple(self.restored(one) for one in value)
        return self.restored(value) if isinstance(value, str) else value

    def _content(self, content: Data | Form | Upload | None) -> Data | Form | Upload | None:
        if isinstance(content, Data):
            return Data(content=self._bytes(content.content))
        if isinstance(content, Upload):
            return Upload(path=self.restored(content.path))
        return None if content is None else Form(parts=tuple(self._part(part) for part in content.parts))

    def _bytes(self, data: bytes) -> bytes:
        return to_bytes(self.restored(to_text(data)))

    def _part(self, part: Part) -> Part:
        return msgspec.structs.replace(
            part,
            name=self.restored(part.name),
            content=None if part.content is None else self._bytes(part.content),
            path=self.restored(part.path),
            parts=tuple(self._part(inner) for inner in part.parts),
            file_name=None if part.file_name is None else self.restored(part.file_name),
            headers=tuple(self.restored(header) for header in part.headers),
        )
