"""What a reader of a format gives, and what a writer makes: requests with environments, files with what they lack."""

from __future__ import annotations

import msgspec

from assay.model.suite import Suite
from assay.model.variable import Environment


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A suite as it was read, with the environments that stood beside it. What could not be read is in its warnings."""

    suite: Suite
    environments: tuple[Environment, ...] = ()


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a format cannot hold."""

    where: str
    """The step by folders and name, as `Users / Get user`; empty for the suite as a whole."""
    what: str
    """One clause: `the pre-request script`, `the digest authentication (Bearer and Basic can be written)`."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Files by their relative paths, and what they do not hold."""

    files: dict[str, bytes]
    losses: tuple[Loss, ...] = ()
