"""No auth: the request leaves as written, a manual Authorization header included."""

from __future__ import annotations

from assay.engine.auth.signing import Draft, Params, Signed, Signer
from assay.model.world import World


def apply(_params: Params, draft: Draft, _world: World) -> Signed:
    """The request as it is."""
    return Signed(request=draft.request)


SIGNER = Signer(name="noauth", apply=apply)
