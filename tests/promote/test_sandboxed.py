"""A script that no Python says runs on in the sandbox, with all that it asks for: cookies, variables, a client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promote.promoting import run_suite, tool
from tests.promote.test_bad_input import answering, promote, step

SENDS = """
class Kept { constructor(response) { this.response = response; } }
pm.test("is there a second time", function (done) {
    pm.sendRequest(pm.variables.get("base_url") + "/things", function (error, response) {
        pm.expect(error).to.be.null;
        pm.expect(new Kept(response).response.code).to.eql(200);
        done();
    });
});
"""


@pytest.fixture
def api() -> Iterator[str]:
    with answering() as url:
        yield url


def test_what_it_sends_goes_by_a_client_of_the_suite(api: str, tmp_path: Path) -> None:
    done = promote([step("one", SENDS)], api, tmp_path, "--no-proof")
    assert done.returncode == 0, done.stderr
    suite = tmp_path / "out"
    text = (suite / "test_things.py").read_text()
    assert "postman_script(" in text
    assert "client=anonymous_client" in text
    assert tool("ruff", "format", "--isolated", "--check", str(suite), cwd=suite).returncode == 0
    typed = tool("mypy", "--strict", "--cache-dir", str(tmp_path / "mypy"), str(suite), cwd=suite)
    assert typed.returncode == 0, typed.stdout
    ran = run_suite(suite, api, extra={})
    assert ran.returncode == 0, ran.stdout
