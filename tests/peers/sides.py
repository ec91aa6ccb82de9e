"""The two sides of the proof: how Newman runs a case, and how assay runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from .case import Case, filled, lay_out
from .installed import HERE, NODE
from .outcome import Outcome, gather
from .server.site import Site

LIMIT = 20.0
EXPORTS = [
    *("-r", "json", "--reporter-json-export", "out/report.json"),
    *("--export-environment", "out/environment.json", "--export-globals", "out/globals.json"),
    *("--export-collection", "out/collection.json", "--export-cookie-jar", "out/cookies.json"),
]


def words_of(site: Site, folder: Path) -> dict[str, str]:
    """What each `<word>` in a case stands for."""
    host = {name: f"http://127.0.0.1:{port}" for name, port in site.ports.items()}
    return {
        "http": host["http"],
        "other": host["other"],
        "local": f"http://localhost:{site.ports['http']}",
        "six": f"http://localhost:{site.ports.get('six', 0)}",
        "tls": f"https://127.0.0.1:{site.ports['tls']}",
        "tlslocal": f"https://localhost:{site.ports['tls']}",
        "stranger": f"https://127.0.0.1:{site.ports['stranger']}",
        "proxy": host["proxy"],
        "guarded": f"http://proxy%20user:p%40ss@127.0.0.1:{site.ports['proxy-guarded']}",
        "proxyport": str(site.ports["proxy"]),
        "guardedport": str(site.ports["proxy-guarded"]),
        "port": str(site.ports["http"]),
        "sixport": str(site.ports.get("six", 0)),
        "tlsport": str(site.ports["tls"]),
        "rsakey": (site.folder / "rsa.key").read_text(),
        "eckey": (site.folder / "client.key").read_text(),
        "certificates": str(site.folder),
        "folder": str(folder),
    }


def error_line(stderr: str) -> str | None:
    """The line with which a run is refused."""
    return next((line for line in stderr.splitlines() if line.startswith("error: ")), None)


class Newman:
    """Newman's command line: one long-lived Node process for most cases, the real executable for the rest."""

    name = "newman"

    def __init__(self, home: Path) -> None:
        self._home = home
        self._driver: subprocess.Popen[str] | None = None

    def _start(self) -> subprocess.Popen[str]:
        command = [str(NODE), "--no-deprecation", str(HERE / "driver.js"), str(self._home)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=clean({}))

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        if self._driver is None or self._driver.poll() is not None:
            self._driver = self._start()
        assert self._driver.stdin
        assert self._driver.stdout
        self._driver.stdin.write(json.dumps(question) + "\n")
        self._driver.stdin.flush()
        watch = threading.Timer(LIMIT, self._driver.kill)
        watch.start()
        answer = self._driver.stdout.readline()
        watch.cancel()
        return json.loads(answer or '{"exit": 1, "crash": "the driver died or took too long"}')

    def _spawn(self, argv: list[str], folder: Path, env: dict[str, str]) -> dict[str, Any]:
        program = self._home / "node_modules" / "newman" / "bin" / "newman.js"
        command = [str(NODE), "--no-deprecation", str(program), *argv]
        done = subprocess.run(
            command, cwd=folder, env=clean(env), capture_output=True, text=True, timeout=LIMIT, check=False
        )
        crash = (
            next((line for line in done.stderr.splitlines() if "Error" in line), "")
            if "node:internal" in done.stderr
            else None
        )
        return {"exit": done.returncode, "stderr": done.stderr, "stdout": done.stdout, "console": None, "crash": crash}

    def run(self, case: Case, folder: Path, site: Site) -> Outcome:
        words = words_of(site, folder)
        argv = ["run", *lay_out(case, folder, words), *([] if case.plain else EXPORTS)]
        env = environment_of(case, folder, words)
        if case.own_process:
            told = self._spawn(argv, folder, env)
        else:
            told = self._ask({"argv": argv, "cwd": str(folder), "env": env})
        error = error_line(told.get("stderr", "")) or told.get("crash")
        return gather(
            folder, words, site.reset().requests, exit_code=told["exit"], error=error, console=told.get("console")
        )

    def close(self) -> None:
        if self._driver:
            self._driver.communicate(timeout=LIMIT)


class Assay:
    """`assay run`, one process a case."""

    name = "assay"

    def run(self, case: Case, folder: Path, site: Site) -> Outcome:
        words = words_of(site, folder)
        source, *rest = lay_out(case, folder, words)
        argv = ["run", "v3" if case.v3 else source, *rest, *([] if case.plain else EXPORTS), "--log", "out/log.jsonl"]
        command = [sys.executable, "-m", "assay", *argv]
        env = clean(environment_of(case, folder, words))
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=LIMIT, check=False)
        return gather(
            folder,
            words,
            site.reset().requests,
            exit_code=done.returncode,
            error=error_line(done.stderr),
            console=said(folder / "out" / "log.jsonl"),
        )


def said(log: Path) -> list[dict[str, Any]]:
    """What scripts wrote to the console, as assay's event log has it."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    events = [json.loads(line).get("event", {}) for line in lines]
    return [{"level": one["level"], "messages": one["values"]} for one in events if one.get("event") == "logged"]


def environment_of(case: Case, folder: Path, words: dict[str, str]) -> dict[str, str]:
    return {"HOME": str(folder / "home")} | filled(case.env, words)


def clean(more: dict[str, str]) -> dict[str, str]:
    """The process environment without what would change a run from outside."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    kept = {name: value for name, value in kept.items() if not name.startswith(("NODE_", "ASSAY_"))}
    return kept | more
