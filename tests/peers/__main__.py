"""`python -m tests.peers [PATTERN...]`: the proof against Newman over all cases, or those whose names fit."""

from __future__ import annotations

import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

from .case import all_cases
from .installed import Unavailable, newman_home
from .proof import Proof, Verdict, closing_line


def run(patterns: list[str], folder: Path) -> int:
    proof = Proof(newman_home(), folder)
    verdicts: list[Verdict] = []
    for case in all_cases():
        if not patterns or any(fnmatch(case.name, pattern) for pattern in patterns):
            verdicts.append(proof.verdict(case))
            if not verdicts[-1].good:
                print(verdicts[-1])  # noqa: T201
    proof.close()
    print(closing_line(verdicts))  # noqa: T201
    return 0 if all(one.good for one in verdicts) else 1


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        try:
            return run(sys.argv[1:], Path(folder))
        except Unavailable as reason:
            print(reason, file=sys.stderr)  # noqa: T201
            return 3


if __name__ == "__main__":
    sys.exit(main())
