"""`python -m tests.peers.curl [--self] [PATTERN...]`: the cases whose names fit, and where the two sides differ.

With --self curl is held against itself, which tries the site and the comparison.
"""

from __future__ import annotations

import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

from .case import Case, all_cases
from .proof import Proof, Verdict, closing_line
from .sides import Missing, curl_version


def chosen(patterns: list[str]) -> list[Case]:
    return [case for case in all_cases() if not patterns or any(fnmatchcase(case.name, one) for one in patterns)]


def run(cases: list[Case], second: str, folder: Path) -> list[Verdict]:
    proof = Proof(folder, second)
    verdicts = []
    for case in cases:
        if second == "curl" and case.wire is not None:
            continue
        verdicts.append(proof.verdict(case))
        if not verdicts[-1].good:
            print(verdicts[-1])  # noqa: T201
    proof.close()
    return verdicts


def main(arguments: list[str]) -> int:
    second = "curl" if "--self" in arguments else "assay"
    patterns = [one for one in arguments if not one.startswith("--")]
    try:
        print(f"against {curl_version()}")  # noqa: T201
    except Missing as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return 3
    with tempfile.TemporaryDirectory(prefix="curl-") as folder:
        verdicts = run(chosen(patterns), second, Path(folder))
    print(closing_line(verdicts))  # noqa: T201
    return 0 if all(one.good for one in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
