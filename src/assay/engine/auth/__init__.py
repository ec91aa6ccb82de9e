"""Every type of auth that a collection may name, by its name; each is imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from assay.engine.auth.signing import Signer


class Signers(Mapping[str, Signer]):
    """The types of auth. Most collections use one of them, and a run must not wait for the others."""

    NAMES = (
        *("apikey", "asap", "awsv4", "basic", "bearer", "digest", "edgegrid", "hawk", "jwt", "noauth", "ntlm"),
        *("oauth1", "oauth2"),
    )

    def __getitem__(self, name: str) -> Signer:
        """The signer of this type. Raises KeyError for a type that there is not."""
        if name not in self.NAMES:
            raise KeyError(name)
        signer: Signer = import_module(f"{__name__}.{name}").SIGNER
        return signer

    def __iter__(self) -> Iterator[str]:
        """The names, in alphabetical order."""
        return iter(self.NAMES)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.NAMES)


SIGNERS: Final[Mapping[str, Signer]] = Signers()
