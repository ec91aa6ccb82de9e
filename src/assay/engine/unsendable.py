"""The error of a request that cannot be put on the wire, whatever anyone does about the network."""

from __future__ import annotations

from assay.model.errors import InputError


class ResolveError(InputError):
    """A request cannot be built from what is written. `node` is the code that Newman's users know the failure by."""

    code = "resolve"

    def __init__(self, what: str, *, node: str = "", where: str = "", remedy: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.node = node
