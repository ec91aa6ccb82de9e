"""What is wrong with a command line, by the number that curl ends with for it."""

from __future__ import annotations

from assay.model.errors import AssayError, InputError, UsageError


class UrlError(UsageError):
    """A URL, or a glob in it, that cannot be read."""


class ProtocolError(UsageError):
    """A protocol that does not exist."""


class OutputNameError(UsageError):
    """An output file without a name."""


def number(error: AssayError) -> int:
    """curl's exit number: 3 for a URL, 1 for a protocol, 23 for an output, 26 for a file, 2 for all else."""
    numbers = {UrlError: 3, ProtocolError: 1, OutputNameError: 23, InputError: 26}
    return next((found for kind, found in numbers.items() if isinstance(error, kind)), 2)
