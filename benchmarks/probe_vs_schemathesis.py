"""`assay probe` beside Schemathesis with all its checks, on two APIs with planted defects, one defect at a time.

    .venv/bin/python benchmarks/probe_vs_schemathesis.py --schemathesis PATH
        [--app shop|second] [--every N] [--from K] [--max-examples N] [--tenth]

Each API runs clean first: whatever is found then is a false alarm. With a defect planted, it counts as found where a
tool tells something that it did not tell of the clean API (by check and operation). Both get the same contract and the
same server; Schemathesis sends as the mightiest identity, since it knows but one, and assay as all of them. Requests
are those that the tools count themselves; CPU is user and system time of the process tree, without the server's. With
--tenth, assay runs once more with a budget of a tenth of the requests that Schemathesis sent to the clean API.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import msgspec

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

Tool = Callable[[str, Path], "Ran"]
"""One run of a tool, given the URL and a folder of its own."""
Told = frozenset[tuple[str, str]]
"""What a tool told: check or rule, and operation."""
LONGEST = 900


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """One run of one tool."""

    told: Told
    requests: int
    wall: float
    cpu: float


class App(msgspec.Struct, frozen=True, kw_only=True):
    """An API with a switchboard."""

    name: str
    contract: Path
    defects: tuple[str, ...]
    serving: Callable[[tuple[str, ...]], AbstractContextManager[str]]
    project: Callable[[str, Path], dict[str, str]]
    """Writes assay.toml for a URL into a folder; returns the environment that it needs."""
    header: Callable[[str], str]
    """The header that Schemathesis sends."""


def shop() -> App:
    from assay.demo.defects import DEFECTS
    from assay.demo.serve import serving

    demo = ROOT / "src" / "assay" / "demo"
    people = (("alice", "member", "acme"), ("bob", "member", "acme"), ("mona", "manager", "acme"),
              ("ada", "admin", "acme"), ("carol", "member", "globex"), ("gina", "admin", "globex"))  # fmt: skip

    def token(url: str, name: str) -> str:
        body = json.dumps({"username": name, "password": f"{name}-secret-1"}).encode()
        asked = Request(f"{url}/v1/auth/login", body, {"Content-Type": "application/json"})
        with urlopen(asked) as answer:
            return str(json.load(answer)["access_token"])

    def project(url: str, folder: Path) -> dict[str, str]:
        lines = ["[project]", f"contract = {json.dumps(str(demo / 'openapi.yaml'))}",
                 f"collection = {json.dumps(str(demo / 'collection' / 'shop.postman_collection.json'))}",
                 "[environment.local]", f"url = {json.dumps(url)}",
                 f"postman = {json.dumps(str(demo / 'collection' / 'local.postman_environment.json'))}"]  # fmt: skip
        for name, role, tenant in people:
            lines += [f"[identity.{name}]", f'role = "{role}"', f'tenant = "{tenant}"',
                      f'token = "${{{name.upper()}_TOKEN}}"']  # fmt: skip
        lines += ["[identity.warehouse]", 'role = "service"', 'tenant = "acme"',
                  'api_key = { name = "X-Api-Key", value = "${WAREHOUSE_KEY}" }']  # fmt: skip
        (folder / "assay.toml").write_text("\n".join(lines), encoding="utf-8")
        tokens = {f"{name.upper()}_TOKEN": token(url, name) for name, _, _ in people}
        return {**tokens, "WAREHOUSE_KEY": "acme-warehouse-key-1"}

    return App(
        name="shop",
        contract=demo / "openapi.yaml",
        defects=tuple(DEFECTS),
        serving=lambda names: serving(0, defects=names),
        project=project,
        header=lambda url: f"Authorization: Bearer {token(url, 'ada')}",
    )


def second() -> App:
    from tests.second_api.defects import DEFECTS
    from tests.second_api.serve import IDENTITIES, serving

    contract = ROOT / "tests" / "second_api" / "openapi.json"

    def project(url: str, folder: Path) -> dict[str, str]:
        lines = ["[project]", f"contract = {json.dumps(str(contract))}", "[environment.local]",
                 f"url = {json.dumps(url)}"]  # fmt: skip
        environment: dict[str, str] = {}
        for name, one in IDENTITIES.items():
            variable = f"{name.upper().replace('-', '_')}_SECRET"
            lines += [f"[identity.{name}]", f'role = "{one.role}"', f'tenant = "{one.tenant}"',
                      f"scopes = {json.dumps(list(one.scopes))}",
                      f"expired = {json.dumps(one.expired)}"]  # fmt: skip
            if one.cookies:
                key, value = one.cookies[0]
                lines.append(f'cookie = {{ {key} = "${{{variable}}}" }}')
            else:
                value = one.headers[0][1].removeprefix("Bearer ")
                lines.append(f'token = "${{{variable}}}"')
            environment[variable] = value
        (folder / "assay.toml").write_text("\n".join(lines), encoding="utf-8")
        return environment

    return App(
        name="second",
        contract=contract,
        defects=tuple(DEFECTS),
        serving=lambda names: serving(0, defects=names),
        project=project,
        header=lambda _: f"Authorization: {IDENTITIES['wren'].headers[0][1]}",
    )


def assay(app: App, url: str, folder: Path, budget: int | None = None) -> Ran:
    """One run of `assay probe`."""
    environment = app.project(url, folder)
    report = folder / "assay.json"
    command = [sys.executable, "-m", "assay", "probe", "--env", "local", "--report", f"json={report}", "--quiet"]
    command += ["--budget", str(budget)] if budget else []
    with measured() as cost:
        done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True,
                              text=True, timeout=LONGEST, check=False)  # fmt: skip
    if not report.is_file():
        raise SystemExit(f"assay probe wrote no report:\n{done.stdout[-800:]}{done.stderr[-800:]}")
    found = json.loads(report.read_text(encoding="utf-8"))
    told = frozenset((one["rule"], one["operation"]) for one in found["findings"] if one["basis"] != "inferred")
    return Ran(told=told, requests=found["summary"]["requests"], **cost)


def schemathesis(app: App, url: str, folder: Path, program: str, examples: int | None) -> Ran:
    """One run of Schemathesis."""
    report = folder / "schemathesis.json"
    command = [program, "run", str(app.contract), "--url", url, "-H", app.header(url), "--checks", "all", "--seed", "1",
               "--report", "json", "--report-json-path", str(report)]  # fmt: skip
    command += ["--max-examples", str(examples)] if examples else []
    with measured() as cost:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LONGEST, check=False)
    if not report.is_file():
        raise SystemExit(f"Schemathesis wrote no report:\n{done.stdout[-800:]}{done.stderr[-800:]}")
    found = json.loads(report.read_text(encoding="utf-8"))
    return Ran(told=frozenset(_failures(found["failures"])), requests=found["test_cases"]["generated"], **cost)


def _failures(failures: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in failures:
        title = str(one.get("check") or one.get("code") or one.get("title"))
        for operation in one.get("operations") or [one.get("operation", "")]:
            yield title, str(operation.get("label", operation) if isinstance(operation, dict) else operation)


@contextmanager
def measured() -> Iterator[dict[str, float]]:
    """Wall and CPU seconds of the children that end within the block."""
    cost: dict[str, float] = {}
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    yield cost
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost["wall"] = time.perf_counter() - begun
    cost["cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schemathesis", metavar="PATH", help="Its program; without it only assay is run.")
    parser.add_argument("--app", choices=["shop", "second"], default="shop")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="Only every N-th defect.")
    parser.add_argument("--from", type=int, default=0, metavar="K", dest="first", help="The first of them.  [0]")
    parser.add_argument("--max-examples", type=int, metavar="N", help="Schemathesis's own option.  [its default]")
    parser.add_argument("--tenth", action="store_true", help="assay with a tenth of Schemathesis's requests, too.")
    asked = parser.parse_args()
    app = shop() if asked.app == "shop" else second()
    tools: dict[str, Tool] = {"assay": lambda url, folder: assay(app, url, folder)}
    if asked.schemathesis:
        tools["schemathesis"] = lambda url, folder: schemathesis(
            app, url, folder, asked.schemathesis, asked.max_examples
        )
    clean = {name: run(app, (), tool) for name, tool in tools.items()}
    if asked.tenth and "schemathesis" in tools:
        budget = clean["schemathesis"].requests // 10
        name = f"assay --budget {budget}"
        tools[name] = lambda url, folder: assay(app, url, folder, budget)
        clean[name] = run(app, (), tools[name])
    for name, ran in clean.items():
        print(f"clean {app.name}, {name}: {len(ran.told)} false alarms, {ran.requests} requests, {ran.wall:.1f} s")
        for told in sorted(ran.told):
            print(f"    {' '.join(told)}")
    compare(app, app.defects[asked.first :: asked.every], tools, clean)


def run(app: App, defects: tuple[str, ...], tool: Tool) -> Ran:
    """One run on a fresh server."""
    with app.serving(defects) as url, tempfile.TemporaryDirectory() as folder:
        return tool(url, Path(folder))


def compare(app: App, defects: tuple[str, ...], tools: dict[str, Tool], clean: dict[str, Ran]) -> None:
    """Every defect with every tool, and a line of sums for each."""
    found = dict.fromkeys(tools, 0)
    sums = {name: [0.0, 0.0, 0.0] for name in tools}
    for defect in defects:
        line = []
        for name, tool in tools.items():
            ran = run(app, (defect,), tool)
            new = ran.told - clean[name].told
            found[name] += bool(new)
            sums[name] = [total + one for total, one in zip(sums[name], (ran.requests, ran.wall, ran.cpu), strict=True)]
            line.append(f"{name}: {', '.join(sorted({rule for rule, _ in new})) or '-'}")
        print(f"{defect:<34} {'   '.join(line)}", flush=True)
    peer = sums.get("schemathesis")
    head = f"of {len(defects)} defects"
    print(f"{head:<20} {'found':>7} {'false alarms':>14} {'requests':>16} {'wall s':>15} {'CPU s':>15}")
    for name in tools:
        cells = [f"{total / max(1, len(defects)):.1f}{_ratio(total, at, peer)}" for at, total in enumerate(sums[name])]
        print(f"{name:<20} {found[name]:>7} {len(clean[name].told):>14} {cells[0]:>16} {cells[1]:>15} {cells[2]:>15}")


def _ratio(total: float, at: int, peer: list[float] | None) -> str:
    """How many times Schemathesis's."""
    return f" ({total / peer[at]:.2f})" if peer is not None and peer[at] else ""


if __name__ == "__main__":
    main()
