"""Who calls the booking service: everybody of the start data, a session, and one that has ended."""

from __future__ import annotations

import base64

from assay.model.identity import Identity
from tests.third_api.world import PEOPLE


def _basic(name: str, company: str, role: str) -> Identity:
    line = "Basic " + base64.b64encode(f"{name}:{name}-pass-7".encode()).decode()
    return Identity(name=name, role=role, tenant=company, headers=(("Authorization", line),))


IDENTITIES = (
    *(_basic(*one) for one in PEOPLE),
    Identity(name="otto-session", role="member", tenant="north", cookies=(("sid", "s-otto"),)),
    Identity(name="late", role="member", tenant="north", cookies=(("sid", "s-late"),), expired=True),
)
