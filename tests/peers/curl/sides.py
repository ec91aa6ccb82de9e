"""One command line given to one tool, in a folder and beside a site of its own; what was met, written and said."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .case import Case, filled, lay_out
from .server.site import Site
from .server.visit import Visit

PATIENCE = 20
CURL = Path("/usr/bin/curl")
ASSAY = Path(sys.executable).with_name("assay")
DEAD = "127.0.0.1:1"
SECURE = {"tls", "stranger", "tlsproxy", "h2"}


class Missing(Exception):
    """The real curl is not installed."""


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """What one run left behind, untouched. `code` is curl's number, `exit` what the process ended with."""

    visits: list[Visit]
    stdout: bytes
    stderr: bytes
    exit: int
    code: int | None
    files: dict[str, bytes]
    marks: dict[str, str]


class Side:
    """A tool with its own site: the installed assay, or a curl."""

    def __init__(self, tool: Path, pems: Path, folder: Path) -> None:
        self.tool, self.folder = tool, folder
        folder.mkdir()
        self.site = Site(pems, folder)
        self.work, self.kept = folder / "work", folder / "kept"
        self.words = words_of(self.site) | {"tmp": str(self.work), "pems": str(pems)}
        self.words["pin"] = pin_of(pems / "server.crt")

    def run(self, case: Case) -> Met:
        self._clear()
        lay_out(case, self.work, self.words)
        before = files_in(self.work)
        line = case.as_if if self.tool == CURL and case.as_if else case.run
        ended = self._ended(case, filled(line, self.words))
        now = files_in(self.work)
        written = {name: data for name, data in now.items() if before.get(name) != data}
        marks = {name: mark_of(self.work / name) for name in written}
        gone = {name: b"<gone>" for name in before if name not in now}
        code = self._exit()
        return Met(visits=self.site.take(), stdout=ended.stdout, stderr=ended.stderr, exit=code,
                   code=self._code(code), files=written | gone, marks=marks)  # fmt: skip

    def _clear(self) -> None:
        for folder in (self.work, self.kept):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()

    def _ended(self, case: Case, line: str) -> subprocess.CompletedProcess[bytes]:
        script = f"{self._function()}\n{line}"
        try:
            return subprocess.run(
                ["/bin/bash", "-c", script], cwd=self.work, env=self._environment(case), capture_output=True,
                input=filled(case.stdin, self.words).encode(), timeout=PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            return subprocess.CompletedProcess(script, -1, late.stdout or b"", b"still running\n")

    def _function(self) -> str:
        """In a pipe the shell's exit code is another's, so the tool's own is written down."""
        own = f'--report json="{self.kept}/report.json" curl' if self.tool == ASSAY else ""
        return f'curl() {{ {self.tool} {own} "$@"; local code=$?; echo $code > "{self.kept}/exit"; return $code; }}'

    def _exit(self) -> int:
        """What the last command of the line ended with; -1 where none ended."""
        note = self.kept / "exit"
        return int(note.read_text()) if note.exists() else -1

    def _environment(self, case: Case) -> dict[str, str]:
        own = {name: filled(value, self.words) for name, value in case.env.items()}
        fixed = {"PATH": os.environ["PATH"], "HOME": str(self.work / "home"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return fixed | {"ASSAY_HOME": str(self.kept)} | own

    def _code(self, exit_code: int) -> int | None:
        """curl's number: the exit code itself, or what the report says."""
        if self.tool != ASSAY:
            return exit_code
        report = self.kept / "report.json"
        return code_in(json.loads(report.read_text(encoding="utf-8"))) if report.exists() else None

    def close(self) -> None:
        self.site.close()


def code_in(report: dict[str, Any]) -> int | None:
    """The last transfer's number, as curl exits with it; None where none was begun."""
    transfers = report.get("transfers") or []
    return int(transfers[-1]["curl"]) if transfers else None


def words_of(site: Site) -> dict[str, str]:
    words = {"socket": site.socket, "abstract": site.abstract, "dead": DEAD}
    for name, port in site.ports.items():
        host = f"[::1]:{port}" if name == "six" else f"127.0.0.1:{port}"
        bare = name in ("socks", "lockedsocks")
        words[name] = host if bare else f"{'https' if name in SECURE else 'http'}://{host}"
        words |= {f"{name}.port": str(port), f"{name}.host": host}
    return words


def pin_of(certificate: Path) -> str:
    """The hash of its public key as --pinnedpubkey takes it."""
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    info = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(info).digest()).decode()


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def mark_of(path: Path) -> str:
    """Mode, and the day of a file whose time was set."""
    facts = path.stat()
    old = facts.st_mtime < 1.7e9
    return f"{facts.st_mode & 0o777:o}" + (f" {int(facts.st_mtime)}" if old else "")


def curl_version() -> str:
    """The first line of `curl --version`; raises Missing."""
    if not CURL.exists():
        raise Missing(f"{CURL} is not there: install Debian's package curl")
    told = subprocess.run([CURL, "--version"], capture_output=True, text=True, check=True)
    return told.stdout.splitlines()[0]
