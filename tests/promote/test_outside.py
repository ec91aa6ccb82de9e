"""Secrets that are literals in a collection become variables from outside; what only looks like them stays."""

from __future__ import annotations

import json

import pytest

from assay.model.suite import BodyTemplate, Entry, RequestTemplate, Step, UrlTemplate
from assay.promote.outside import Outside, outsourced
from assay.promote.source import Answer, Script, Source

PASSWORD = "s3cr-et9"


def request(
    raw: str = "", *, status: int = 200, script: str = "", path: tuple[str, ...] = ("login",), form: str = ""
) -> Source:
    """A POST that was answered with this status."""
    fields = (Entry(key="username", value="ann"), Entry(key="password", value=form)) if form else ()
    body = BodyTemplate(mode="urlencoded" if form else "raw", raw=raw, urlencoded=fields)
    answer = Answer(method="POST", url="http://127.0.0.1/login", status=status, headers=(), body=b"{}")
    step = Step(id="1", name="r", request=RequestTemplate(method="POST", url=UrlTemplate(path=path), body=body))
    scripts = (Script(listen="test", source=script, level="step", owner="r"),) if script else ()
    return Source(step=step, path=(), auth=None, scripts=scripts, answers=(answer,))


def raw_of(found: Outside, at: int = 0) -> str:
    body = found.sources[at].step.request.body
    assert body is not None
    return body.raw


LOGIN = json.dumps({"username": "alice", "password": PASSWORD})

TAKEN = [
    (LOGIN, '{"username": "alice", "password": "{{alice_password}}"}'),
    ('{"email":"bob@x.ex",\n "password":"9s3cret9"}', '{"email":"bob@x.ex",\n "password":"{{bob_password}}"}'),
    ('{"n": {{n}}, "client": {"secret": "9s3cret9"}}', '{"n": {{n}}, "client": {"secret": "{{secret}}"}}'),
    ('{"password": "s3cret", "again": "s3cret"}', '{"password": "{{password}}", "again": "{{password}}"}'),
    ('{"password": "password"}', '{"password": "{{password}}"}'),
    ('{"pin": "a\\"b\\u00e9"}', '{"pin": "{{pin}}"}'),
]


@pytest.mark.parametrize(("raw", "wanted"), TAKEN)
def test_what_a_body_calls_a_secret_comes_from_outside(raw: str, wanted: str) -> None:
    assert raw_of(outsourced([request(raw)])) == wanted


@pytest.mark.parametrize(
    "raw",
    ['{"token_type": "Bearer"}', '{"password": ""}', '{"password": "{{pw}}"}', "password: abc12345", '"password"'],
)
def test_what_is_none_stays(raw: str) -> None:
    assert raw_of(outsourced([request(raw)])) == raw


def test_a_variable_of_the_collection_keeps_its_name_to_itself() -> None:
    found = outsourced([request('{"password": "abc-12345"}')], ["password"])
    assert found.named == {"password_2": "abc-12345"}


@pytest.mark.parametrize("status", [400, 401, 422])
def test_a_wrong_password_stays_where_it_is_refused(status: int) -> None:
    wrong = LOGIN.replace(PASSWORD, "not-the-password")
    found = outsourced([request(wrong, status=status), request(LOGIN), request(LOGIN, status=status)])
    assert [raw_of(found, at) == text for at, text in enumerate((wrong, LOGIN, LOGIN))] == [True, False, False]
    assert found.named == {"alice_password": PASSWORD}


def test_a_form_is_as_a_body() -> None:
    body = outsourced([request(form=PASSWORD)]).sources[0].step.request.body
    assert body is not None
    assert body.urlencoded[1].value == "{{ann_password}}"


def test_a_script_asks_for_what_it_compares_with() -> None:
    script = f"pm.expect(json.echo).to.eql('{PASSWORD}');"
    found = outsourced([request(LOGIN, script=script)])
    assert found.sources[0].scripts[0].source == 'pm.expect(json.echo).to.eql(pm.variables.get("alice_password"));'


def test_a_password_that_is_a_word_spoils_no_path_and_no_script() -> None:
    script = "pm.expect(json).to.have.property('password');"
    one = request('{"username": "alice", "password": "password"}', script=script, path=("password", "change"))
    found = outsourced([one]).sources[0]
    assert found.step.request.url.path == ("password", "change")
    assert found.scripts[0].source == script
