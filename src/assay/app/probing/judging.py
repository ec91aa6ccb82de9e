"""What the project makes of a finding before it is told: its laws, its known issues, and what was asked for."""

from __future__ import annotations

from assay.app.probing.choosing import is_asked
from assay.app.probing.preparing import Prepared
from assay.model.finding import Finding


class Judging:
    """The project's word on findings."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._passive = frozenset(rule.name for check in prepared.checks.values() for rule in check.rules)
        self._tags = {one.name: one.tags for one in prepared.target.operations}
        self._named = frozenset(pattern.removeprefix("rule:") for pattern in prepared.options.only)

    def told(self, finding: Finding) -> Finding | None:
        """The finding as it is told; None where nobody asked for it, or its rule is switched off."""
        prepared = self._prepared
        if prepared.fingerprint and finding.fingerprint != prepared.fingerprint:
            return None
        rule = prepared.rules.get(finding.rule)
        if not prepared.laws.is_asked(rule) and finding.rule not in self._named:
            return None
        tags = self._tags.get(finding.operation, ())
        if finding.rule in self._passive and not is_asked(finding, tags, prepared.options):
            return None
        return prepared.known.told(prepared.laws.told(finding))
