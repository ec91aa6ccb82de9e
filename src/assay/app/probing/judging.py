"""What the project makes of a finding before it is told: its laws, its known issues, and what was asked for."""

from __future__ import annotations

from fnmatch import fnmatchcase

import msgspec

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
        wanted = self._replayed(finding)
        if wanted is None:
            return None
        finding = wanted
        rule = prepared.rules.get(finding.rule)
        if not prepared.laws.is_asked(rule) and finding.rule not in self._named:
            return None
        tags = self._tags.get(finding.operation, ())
        if finding.rule in self._passive and not is_asked(finding, tags, prepared.options):
            return None
        if any(fnmatchcase(finding.rule, one.removeprefix("rule:")) for one in prepared.options.skip):
            return None
        return prepared.known.told(prepared.laws.told(finding))

    def _replayed(self, finding: Finding) -> Finding | None:
        """The finding, under the name that was asked for where one is; None where another one is asked for."""
        wanted = self._prepared.fingerprint
        if not wanted or finding.fingerprint == wanted:
            return finding
        asked = self._prepared.earlier.finding(wanted) if self._prepared.earlier is not None else None
        if asked is None or finding.own != asked.own:
            return None
        return msgspec.structs.replace(finding, also=asked.also, shared=asked.shared)
