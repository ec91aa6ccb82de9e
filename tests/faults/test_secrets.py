"""No secret stands in any output, log, report or child: one run with every kind of them, and every place looked at."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from tests.cli.command import assay, ended, started
from tests.cli.documents import PASSES, collection, request, saved, variables

SECRETS = {
    "typed": "typed&<secret>\"7'é",
    "by_name": "by-name/7+a=1",
    "bearer": "bearer-4f5a6b7c8d",
    "basic": "basic pass:word/7",
    "apikey": "apikey-99aa88bb77",
    "apikey_query": "apikey q+uery/88=",
    "digest": "digest-pass-5566",
    "hawk": "hawk-key-1122334455",
    "aws": "aws/secret+key/0001",
    "oauth1": "oauth1-consumer-secret-1",
    "oauth1_token": "oauth1-token-secret-2",
    "oauth2": "oauth2-access-token-3",
    "jwt": "jwt-signing-secret-4",
    "ntlm": "ntlm-pass-word-5",
    "edgegrid": "edgegrid-client-secret=",
    "login": "login-response-token-6",
    "cookie": "session-cookie-value-7",
    "userinfo": "userinfo-pass-8",
    "flag": "flag-env-var-value-9",
    "json": 'json "quoted" body password',
    "form": "form body password & more",
    "script": "set-by-script-token-10",
    "proxy": "proxy-password-11",
    "passphrase": "key passphrase 12",
    "header": "own-header-key-13",
}


def spellings(secret: str) -> set[str]:
    """How a careless sink could spell it."""
    raw = secret.encode()
    return {
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote(secret, safe="").replace("%20", "+"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret),
        html.escape(secret, quote=False),
        base64.b64encode(raw).decode(),
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode(),
    }


def look(text: str, where: str) -> None:
    """Fails where the text holds a secret."""
    for name, secret in SECRETS.items():
        for spelling in spellings(secret):
            at = text.find(spelling)
            assert at < 0, f"{name} stands in {where}: …{text[max(0, at - 80) : at + len(spelling) + 20]}…"


def answer(wire: Wire) -> None:
    """Echoes, and hands out a token and a cookie."""
    while head := wire.read_request():
        echo = json.dumps({"access_token": SECRETS["login"], "echo": head.decode("latin-1")}).encode()
        status = "401 Unauthorized" if b"/digest" in head and b"\r\nAuthorization:" not in head else "200 OK"
        challenge = ('WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"',) if status[0] == "4" else ()
        wire.answer(
            echo,
            status=status,
            headers=(
                f"Set-Cookie: sessionid={SECRETS['cookie']}; Path=/",
                "Content-Type: application/json",
                *challenge,
            ),
        )


def auth(kind: str, **params: str) -> dict[str, object]:
    return {"type": kind, kind: [{"key": key, "value": value} for key, value in params.items()]}


def header(name: str, value: str) -> dict[str, str]:
    return {"key": name, "value": value}


def everything(url: str) -> dict[str, object]:
    """A collection that uses every secret once, and says them aloud."""
    s = SECRETS
    raw = {"mode": "raw", "raw": json.dumps({"user": "ann", "password": s["json"]})}
    form = {"mode": "urlencoded", "urlencoded": [{"key": "password", "value": s["form"]}]}
    loud = (
        "const token = pm.response.json().access_token;"
        'pm.environment.set("later_token", token); console.log("token is", token, btoa(token));'
        'pm.test("token " + token, () => { throw new Error("bad " + encodeURIComponent(token)) });'
    )
    named = f'pm.environment.set("script_token", {json.dumps(s["script"])}); console.log(pm.environment.toObject());'
    at = f"{url}/x"
    return collection(
        request(at, "login", test=loud),
        request(at + "?t={{later_token}}&v={{typed}}", "vars", pre=named, header=[header("X-V", "{{by_token}}")]),
        request(at, "bearer", auth=auth("bearer", token=s["bearer"])),
        request(at, "basic", auth=auth("basic", username="u", password=s["basic"])),
        request(at, "apikey", auth=auth("apikey", key="X-Api-Key", value=s["apikey"])),
        request(at, "apikey query", auth=auth("apikey", key="k", value=s["apikey_query"], **{"in": "query"})),
        request(f"{url}/digest", "digest", auth=auth("digest", username="u", password=s["digest"])),
        request(at, "hawk", auth=auth("hawk", authId="i", authKey=s["hawk"], algorithm="sha256")),
        request(at, "aws", auth=auth("awsv4", accessKey="AKIA", secretKey=s["aws"], region="r", service="s")),
        request(
            at, "oauth1",
            auth=auth("oauth1", consumerKey="c", consumerSecret=s["oauth1"], token="t", tokenSecret=s["oauth1_token"],
                      signatureMethod="PLAINTEXT"),
        ),
        request(at, "oauth2", auth=auth("oauth2", accessToken=s["oauth2"], addTokenTo="header")),
        request(at, "jwt", auth=auth("jwt", algorithm="HS256", secret=s["jwt"], payload="{}", addTokenTo="header")),
        request(at, "ntlm", auth=auth("ntlm", username="u", password=s["ntlm"])),
        request(at, "edgegrid", auth=auth("edgegrid", clientSecret=s["edgegrid"], clientToken="c", accessToken="a")),
        request(at.replace("http://", f"http://u:{quote(s['userinfo'])}@"), "userinfo"),
        request(at, "json", method="POST", body=raw, test=f"throw new Error({json.dumps(s['json'])})"),
        request(at, "form", method="POST", body=form),
        request(at, "header", header=[header("X-Auth-Token", s["header"]), header("Cookie", f"sid={s['cookie']}")]),
        request(f"http://127.0.0.1:9/{quote(s['bearer'])}?token={quote(s['flag'])}", "nobody there"),
        name="secrets",
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The output of one run over all of it, and the folder with its files."""
    folder = tmp_path_factory.mktemp("secrets")
    with RawServer(answer) as server:
        saved(folder, everything(server.url))
        env = variables(typed=(SECRETS["typed"],), by_token=SECRETS["by_name"])
        saved(folder, env, "e.json")
        ran = assay(
            *("run", "c.json", "-e", "e.json", "--verbose", "--env-var", f"api_token={SECRETS['flag']}"),
            *("--ssl-client-passphrase", SECRETS["passphrase"], "--export-environment", "out.json"),
            *("-r", "cli,json,junit,html,assay,markdown,github", "--reporter-json-export", "r/newman.json"),
            *("--reporter-junit-export", "r/junit.xml", "--reporter-html-export", "r/page.html"),
            *("--reporter-assay-export", "r/assay.json", "--reporter-markdown-export", "r/x.md"),
            *("--reporter-github-export", "r/x.github"),
            cwd=folder,
            env={"HTTP_PROXY": "", "NO_PROXY": "*"},
        )
    assert ran.code == 1
    return ran.said, folder


def test_the_terminal_shows_none(told: tuple[str, Path]) -> None:
    look(told[0], "the output")


def test_the_command_line_is_warned_about(told: tuple[str, Path]) -> None:
    assert "warning: --env-var api_token=… puts a secret on the command line" in told[0]


@pytest.mark.parametrize("name", ["newman.json", "junit.xml", "page.html", "assay.json", "x.md", "x.github"])
def test_no_report_holds_one(told: tuple[str, Path], name: str) -> None:
    text = (told[1] / "r" / name).read_text(encoding="utf-8")
    look(text, name)
    look("".join(decoded(text)), f"{name}, base64 taken apart")


def test_the_log_holds_none(told: tuple[str, Path]) -> None:
    (log,) = (told[1] / ".assay" / "log").iterdir()
    text = log.read_text(encoding="utf-8")
    assert text.count("\n") > 100
    look(text, "the log")
    look("".join(decoded(text)), "a body in the log")


def decoded(text: str) -> list[str]:
    """What base64 in a text stands for."""
    found = []
    for run in re.findall(r"[A-Za-z0-9+/_-]{24,}={0,2}", text):
        plain = run.rstrip("=").replace("-", "+").replace("_", "/")
        data = base64.b64decode(plain[: len(plain) // 4 * 4])
        found.append(data.decode("utf-8", "replace"))
        if len(found[-1]) > 100:
            found.append(data.replace(b"\0", b"").decode("utf-8", "replace"))
    return found


def test_the_exported_environment_holds_what_it_is_for(told: tuple[str, Path]) -> None:
    rows = {row["key"]: row["value"] for row in json.loads((told[1] / "out.json").read_text())["values"]}
    assert rows["typed"] == SECRETS["typed"]
    assert rows["later_token"] == SECRETS["login"]
    assert rows["script_token"] == SECRETS["script"]


def test_a_report_made_later_holds_none(told: tuple[str, Path]) -> None:
    (log,) = (told[1] / ".assay" / "log").iterdir()
    for kind in ("console", "json", "junit", "html", "markdown"):
        look(assay("report", log, "--report", kind, "--verbose", cwd=told[1]).said, kind)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="children are looked at through /proc")
def test_children_are_told_none(tmp_path: Path) -> None:
    """Nor do they inherit them: neither arguments nor environment of any process below ours hold one."""
    hold = threading.Event()

    def wait(wire: Wire) -> None:
        wire.read_request()
        hold.wait(10)

    with RawServer(wait) as server:
        saved(tmp_path, collection(request(server.url, "one", test=PASSES, auth=auth("bearer", token="{{t}}"))))
        saved(tmp_path, variables(t=(SECRETS["bearer"],)), "e.json")
        proxy = f"http://u:{SECRETS['proxy']}@127.0.0.1:9"
        arguments = ("run", "c.json", "-e", "e.json", "--env-var", f"token={SECRETS['flag']}")
        with started(*arguments, cwd=tmp_path, env={"HTTPS_PROXY": proxy, "MY_TOKEN": SECRETS["header"]}) as process:
            children = wait_for_children(process)
            for child in children:
                look(Path(f"/proc/{child.pid}/cmdline").read_text(), "a child's arguments")
                look(Path(f"/proc/{child.pid}/environ").read_text(), "a child's environment")
            hold.set()
            ended(process)


def wait_for_children(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = psutil.Process(process.pid).children(recursive=True)
        if found and all(os.path.basename(one.exe()).startswith("node") for one in found):
            return found
        time.sleep(0.05)
    raise AssertionError("no child was seen")


def test_a_proxy_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    saved(tmp_path, collection(request("http://api.example/", "one")))
    ran = assay(
        *("run", "c.json", "--report", "json=r.json", "--report", "html=r.html", "--verbose"),
        cwd=tmp_path,
        env={"HTTP_PROXY": f"http://user:{quote(SECRETS['proxy'])}@127.0.0.1:9"},
    )
    assert ran.code == 1
    look(ran.said, "the output")
    for path in (tmp_path / "r.json", tmp_path / "r.html", *(tmp_path / ".assay" / "log").iterdir()):
        look(path.read_text(encoding="utf-8"), path.name)
