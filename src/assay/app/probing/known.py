"""assay.known.toml: findings that somebody has in hand; they are told, and do not gate until they expire."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import msgspec

from assay.app.place import safe_text
from assay.app.project import explain
from assay.model.errors import InputError, UsageError
from assay.model.finding import Finding

NAME = "assay.known.toml"


class Issue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One [[known]]."""

    fingerprint: str
    owner: str
    expires: datetime.date
    """The last day on which it does not gate."""
    reason: str
    rule: str = ""
    operation: str = ""
    """These two are for readers alone."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    known: tuple[Issue, ...] = ()


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The known issues of a project as of a day."""

    issues: dict[str, Issue] = {}
    today: datetime.date

    def told(self, finding: Finding) -> Finding:
        """The finding, marked where it is known and not expired."""
        issue = self.issues.get(finding.fingerprint) or self.issues.get(finding.within)
        if issue is None or issue.expires < self.today:
            return finding
        said = f"{issue.owner}, until {issue.expires.isoformat()}: {issue.reason}"
        return msgspec.structs.replace(finding, known=said)

    def expired(self, fingerprints: set[str]) -> tuple[str, ...]:
        """A sentence for each of these findings that gates again."""
        return tuple(
            f"the known issue {name} ({issue.owner}) expired on {issue.expires.isoformat()}: it gates again"
            for name, issue in self.issues.items()
            if name in fingerprints and issue.expires < self.today
        )


def read_known(directory: Path, today: datetime.date) -> Known:
    """The list beside assay.toml; an empty one where there is none. Raises InputError or UsageError."""
    path = directory / NAME
    if not path.is_file():
        return Known(today=today)
    try:
        document = tomllib.loads(safe_text(path))
    except tomllib.TOMLDecodeError as problem:
        raise InputError(f"is not valid TOML: {problem}", where=str(path), remedy="Mend the line it names.") from None
    try:
        found = msgspec.convert(document, _File, strict=False)
    except msgspec.ValidationError as problem:
        remedy = "Each [[known]] has fingerprint, owner, expires (a date) and reason."
        raise UsageError(explain(str(problem)), where=str(path), remedy=remedy) from None
    return Known(issues={one.fingerprint: one for one in found.known}, today=today)
