"""Every rule that assay knows, group by group in the order in which they are told."""

from __future__ import annotations

from assay.explain import (
    authentication,
    body,
    contract,
    cookies,
    headers,
    problems,
    redirects,
    request,
    status,
    timing,
    transport,
)
from assay.explain.rule import Rule

RULES: tuple[Rule, ...] = (
    *request.RULES,
    *contract.RULES,
    *transport.RULES,
    *authentication.RULES,
    *redirects.RULES,
    *problems.RULES,
    *status.RULES,
    *body.RULES,
    *cookies.RULES,
    *headers.RULES,
    *timing.RULES,
)
