"""`python -m tests.peers.curl [--second CURL] [PATTERN...]`: the cases whose names fit, and where the sides differ.

With --second another curl takes assay's place: the installed one itself tries the site and the comparison, a newer
one shows what is meant in meant.toml.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

from .case import Case, all_cases
from .proof import Proof, Verdict, closing_line
from .sides import ASSAY, CURL, Missing, curl_version


def chosen(patterns: list[str]) -> list[Case]:
    return [case for case in all_cases() if not patterns or any(fnmatchcase(case.name, one) for one in patterns)]


def run(cases: list[Case], second: Path, folder: Path) -> list[Verdict]:
    proof = Proof(folder, second)
    verdicts = []
    for case in cases:
        if second == CURL and (case.wire is not None or case.as_if):
            continue
        verdicts.append(proof.verdict(case))
        if not verdicts[-1].good:
            print(verdicts[-1], flush=True)  # noqa: T201
    proof.close()
    return verdicts


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m tests.peers.curl")
    reader.add_argument("--second", type=Path, default=ASSAY)
    reader.add_argument("patterns", nargs="*")
    asked = reader.parse_args()
    try:
        print(f"against {curl_version()}")  # noqa: T201
    except Missing as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return 3
    with tempfile.TemporaryDirectory(prefix="curl-") as folder:
        verdicts = run(chosen(asked.patterns), asked.second, Path(folder))
    print(closing_line(verdicts))  # noqa: T201
    return 0 if all(one.good for one in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
