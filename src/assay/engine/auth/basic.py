"""Basic: user and password in base64 (RFC 7617), in UTF-8."""

from __future__ import annotations

from base64 import b64encode

from assay.engine.auth.params import given
from assay.engine.auth.placement import with_authorization
from assay.engine.auth.signing import Draft, Params, Signed, Signer
from assay.engine.octets import utf8
from assay.model.world import World


def apply(params: Params, draft: Draft, _world: World) -> Signed:
    """Always signs, with an empty user or password where none is given."""
    password = given(params, "password")
    credentials = b64encode(utf8(f"{given(params, 'username')}:{password}")).decode("ascii")
    request = with_authorization(draft.request, f"Basic {credentials}")
    return Signed(request=request, secrets=(credentials, *((password,) if password else ())))


SIGNER = Signer(name="basic", apply=apply)
