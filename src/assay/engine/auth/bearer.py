"""Bearer: a token as it is (RFC 6750 section 2.1)."""

from __future__ import annotations

from assay.engine.auth.params import given
from assay.engine.auth.placement import with_authorization
from assay.engine.auth.signing import Draft, Params, Signed, Signer
from assay.model.world import World


def apply(params: Params, draft: Draft, _world: World) -> Signed:
    """Adds the token; without one the request stays as it is."""
    token = given(params, "token")
    if not token:
        return Signed(request=draft.request)
    return Signed(request=with_authorization(draft.request, f"Bearer {token}"), secrets=(token,))


SIGNER = Signer(name="bearer", apply=apply)
