"""Real exchanges for every rule: where it speaks, and what is near to that and leaves it silent."""

from __future__ import annotations

from . import authentication, body, contract, cookies, headers, problems, redirects, request, status, timing, transport
from .scene import Scene

SCENES: tuple[Scene, ...] = (
    *request.SCENES,
    *contract.SCENES,
    *transport.SCENES,
    *authentication.SCENES,
    *redirects.SCENES,
    *problems.SCENES,
    *status.SCENES,
    *body.SCENES,
    *cookies.SCENES,
    *headers.SCENES,
    *timing.SCENES,
)
