"""Every type of auth that a collection may name, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assay.engine.auth import (
    apikey,
    asap,
    awsv4,
    basic,
    bearer,
    digest,
    edgegrid,
    hawk,
    jwt,
    noauth,
    ntlm,
    oauth1,
    oauth2,
)
from assay.engine.auth.signing import Signer

SIGNERS: Final[Mapping[str, Signer]] = {
    module.SIGNER.name: module.SIGNER
    for module in (apikey, asap, awsv4, basic, bearer, digest, edgegrid, hawk, jwt, noauth, ntlm, oauth1, oauth2)
}
