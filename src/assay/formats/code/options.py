"""curl's options by their long names, taken one by one: what nobody has taken is left, and told."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.transfer import OptionValue

HARMLESS = frozenset({"globoff", "silent", "show-error", "verbose", "no-buffer", "progress-bar", "get", "url-query",
                      "keepalive-time", "no-keepalive", "tcp-nodelay"})  # fmt: skip
"""They change nothing in the one request, or what they change is in it already."""


class OptionReader:
    """Reads options, and remembers which."""

    def __init__(self, options: dict[str, OptionValue]) -> None:
        self._options = options
        self._taken: set[str] = set()

    def text(self, name: str) -> str:
        """The value, or the last of several; empty where it was not given."""
        self._taken.add(name)
        value = self._options.get(name, "")
        if isinstance(value, tuple):
            return value[-1] if value else ""
        return "" if isinstance(value, bool) else str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value."""
        value = self._options.get(name)
        return value if isinstance(value, tuple) else tuple(filter(None, [self.text(name)]))

    def number(self, name: str) -> float | None:
        """The value as a number; None where it was not given or is none."""
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str, *, told: bool = True) -> bool:
        """Whether it is on; without `told` it stays among those that are left."""
        if told:
            self._taken.add(name)
        return bool(self._options.get(name, False))

    def headers(self) -> Iterator[tuple[str, str]]:
        """The headers that options stand for: -A, -e, -r, -b, --compressed and --json."""
        self._taken |= {"user-agent", "referer", "range", "compressed", "json", "cookie"}
        if agent := self.text("user-agent"):
            yield "User-Agent", agent
        if referer := self.text("referer").partition(";auto")[0]:
            yield "Referer", referer
        if span := self.text("range"):
            yield "Range", f"bytes={span}"
        if self.flag("compressed"):
            yield "Accept-Encoding", "gzip, deflate"
        if self.flag("json"):
            yield "Content-Type", "application/json"
            yield "Accept", "application/json"
        if cookies := "; ".join(text for text in self.texts("cookie") if "=" in text):
            yield "Cookie", cookies

    def left(self) -> tuple[str, ...]:
        """What was given and not taken: cookies from files are that too."""
        files = [f"cookie {text}" for text in self.texts("cookie") if "=" not in text]
        rest = [name for name, value in self._options.items() if value is not False]
        return (*(name for name in rest if name not in self._taken | HARMLESS), *files)
