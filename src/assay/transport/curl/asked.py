"""The options of a transfer, read as the kinds of values that libcurl takes."""

from __future__ import annotations

from collections.abc import Mapping

from assay.model.transfer import OptionValue
from assay.transport.curl.libcurl import FAILED_INIT
from assay.transport.curl.refused import Refused

LARGEST = 2**62
LONGEST = 2**31 - 1


class Asked:
    """curl's options by their long names without dashes."""

    def __init__(self, options: Mapping[str, OptionValue]) -> None:
        self.options = options

    def flag(self, name: str) -> bool:
        """Whether it was given, and not as --no-…."""
        return self.options.get(name) is True

    def denied(self, name: str) -> bool:
        """Whether it was given as --no-…."""
        return self.options.get(name) is False or self.flag(f"no-{name}")

    def text(self, name: str) -> str | None:
        """The value as it was written; the last one where it may be repeated."""
        value = self.options.get(name)
        if isinstance(value, tuple):
            return value[-1] if value else None
        return None if value is None or isinstance(value, bool) else str(value)

    def many(self, name: str) -> tuple[str, ...]:
        """All values, in order."""
        value = self.options.get(name)
        if value is None or isinstance(value, bool):
            return ()
        return value if isinstance(value, tuple) else (str(value),)

    def number(self, name: str) -> float | None:
        """A number, possibly with a fraction; raises Refused."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return float(text)
        except ValueError:
            raise Refused(FAILED_INIT, f"--{name} needs a number, and {text!r} is none") from None

    def integer(self, name: str) -> int | None:
        """A whole number that libcurl can hold; raises Refused."""
        number = self.number(name)
        if number is None:
            return None
        if not -LONGEST <= number <= LONGEST:
            raise Refused(FAILED_INIT, f"--{name} {self.text(name)} is out of range")
        return int(number)

    def integer_or_zero(self, name: str) -> int:
        """The same, 0 where it was not given or is a flag."""
        return self.integer(name) or 0

    def milliseconds(self, name: str) -> int | None:
        """Seconds, told to libcurl in thousandths; raises Refused."""
        number = self.number(name)
        return None if number is None else max(0, min(LONGEST, round(number * 1000)))

    def size(self, name: str) -> int | None:
        """Bytes; raises Refused."""
        number = self.number(name)
        return None if number is None else int(max(0.0, min(LARGEST, number)))

    def last_of(self, *names: str) -> str | None:
        """Which of these, given on the command line, came last: each takes the place of the one before."""
        given = [name for name, value in self.options.items() if name in names and value is not False]
        return given[-1] if given else None
