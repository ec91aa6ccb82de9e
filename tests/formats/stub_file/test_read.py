"""Stub files: the short forms, what is said of a mistake and where, and which routes never answer."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.stub_file import StubFile, read_stub_file
from assay.model.errors import InputError
from assay.model.http import Header
from assay.model.stub.mapping import LOWEST, STARTED, Address, Mapping
from assay.model.stub.matcher import (
    Absent,
    AllOf,
    AnyOf,
    Contains,
    EqualTo,
    EqualToJson,
    Matches,
    MatchesJsonPath,
    MatchesJsonSchema,
    Not,
)
from assay.model.stub.reply import Dribble, Fault, Fixed, Forward, LogNormal, Uniform


def read(text: str, file: str = "stub.toml") -> StubFile:
    return read_stub_file(text.encode(), file=file)


def route(text: str, request: str = "GET /x") -> Mapping:
    (mapping,) = read(f'[[route]]\nrequest = "{request}"\n{text}').mappings
    return mapping


@pytest.mark.parametrize(
    ("request_line", "method", "address"),
    [
        ("GET /a", "GET", Address(kind="path", text="/a")),
        ("/a", "ANY", Address(kind="path", text="/a")),
        ("get|head /a/{id}", "GET|HEAD", Address(kind="path_template", text="/a/{id}")),
        ("GET /a/*/b", "GET", Address(kind="path_pattern", text="/a/[^/]*/b")),
        ("GET /files/**", "GET", Address(kind="path_pattern", text="/files/.*")),
        ("GET ~/a/[0-9]+", "GET", Address(kind="path_pattern", text="/a/[0-9]+")),
    ],
)
def test_a_request_is_a_method_and_a_path(request_line: str, method: str, address: Address) -> None:
    when = route("", request_line).when
    assert (when.method, when.address) == (method, address)


def test_a_query_in_the_request_is_what_it_has_to_be() -> None:
    assert route("", "GET /a?page=2&q=a+b").when.query == {"page": EqualTo(text="2"), "q": EqualTo(text="a b")}


def test_an_answer_in_its_short_forms() -> None:
    (reply,) = route('status = 201\njson = {a = 1}\nheaders = {X = "y", Many = ["1", "2"]}').replies
    assert (reply.status, reply.body, reply.template) == (201, b'{"a":1}', False)
    kind = Header("Content-Type", "application/json")
    assert reply.headers == (kind, Header("X", "y"), Header("Many", "1"), Header("Many", "2"))
    assert route('text = "hi"').replies[0].headers == (Header("Content-Type", "text/plain;charset=UTF-8"),)
    assert route('text = "hi"\nheaders = {content-type = "text/csv"}').replies[0].headers[0].value == "text/csv"
    assert route('file = "a.json"').replies[0].body_file == "a.json"
    assert route('forward = "http://127.0.0.1:1"').replies[0].forward == Forward(base_url="http://127.0.0.1:1")


def test_a_text_with_double_braces_is_a_template_unless_the_route_or_the_file_says_otherwise() -> None:
    assert route('text = "{{request.path.id}}"').replies[0].template
    assert route('headers = {X = "{{now}}"}').replies[0].template
    assert not route('text = "{{x}}"\ntemplate = false').replies[0].template
    (mapping,) = read('template = false\n[[route]]\nrequest = "/x"\ntext = "{{x}}"').mappings
    assert not mapping.replies[0].template


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"200ms"', Fixed(seconds=0.2)),
        ('"1.5s"', Fixed(seconds=1.5)),
        ('"300ms..100ms"', Uniform(lower=0.1, upper=0.3)),
        ('{median = "200ms", sigma = 0.5, max = "2s"}', LogNormal(median=0.2, sigma=0.5, most=2.0)),
    ],
)
def test_delays(text: str, found: object) -> None:
    assert route(f"delay = {text}").replies[0].delay == found


def test_dribbles_faults_limits_and_states() -> None:
    assert route('dribble = "20 in 2s"').replies[0].dribble == Dribble(pieces=20, seconds=2.0)
    assert route('fault = "reset-in-body"').replies[0].fault == Fault(name="reset-in-body")
    assert route('fault = {name = "x", after = 3}').replies[0].fault == Fault(name="x", settings={"after": 3})
    limit = route('limit = "5/10s"').limit
    assert limit is not None
    assert (limit.requests, limit.seconds, limit.reply.status) == (5, 10.0, 429)
    assert limit.reply.headers == (Header("Retry-After", "10"),)
    other = route('limit = {rate = "1/m", status = 503, json = {e = 1}}').limit
    assert other is not None
    assert (other.reply.status, other.reply.body) == (503, b'{"e":1}')
    mapping = route('state = "cart: start -> paid"')
    assert (mapping.scenario, mapping.state, mapping.next_state) == ("cart", STARTED, "paid")
    mapping = route('state = "cart: -> paid"')
    assert (mapping.scenario, mapping.state, mapping.next_state) == ("cart", "", "paid")


def test_a_sequence_has_what_the_route_says_beside_its_own() -> None:
    mapping = route('headers = {X = "y"}\njson = {a = 1}\nsequence = [{status = 503, text = "no"}, {}]\nrepeat = true')
    first, second = mapping.replies
    assert (first.status, first.body) == (503, b"no")
    assert (second.status, second.body) == (200, b'{"a":1}')
    assert Header("X", "y") in first.headers
    assert mapping.repeats


def test_hooks() -> None:
    (hook,) = route('hook = "POST http://127.0.0.1:1/x"').hooks
    assert (hook.method, hook.url) == ("POST", "http://127.0.0.1:1/x")
    first, second = route(
        'hook = ["http://127.0.0.1:1/a", {request = "PUT http://127.0.0.1:1/b", json = {a = 1}, delay = "1s"}]'
    ).hooks
    assert first.method == "POST"
    assert (second.method, second.body, second.delay) == ("PUT", b'{"a":1}', Fixed(seconds=1.0))


def test_what_a_request_has_to_be() -> None:
    when = route(
        """
        when.query.page = 2
        when.headers.Authorization = {regex = "Bearer .+"}
        when.cookies.sid = {absent = true}
        when.path.id = {not = "0"}
        when.form.a = {any = ["1", {contains = "2"}]}
        when.multipart = [{name = "file", body = {contains = "x"}}]
        when.body = {subset = {a = 1}, jsonpath = {path = "$.b", equal = "2"}}
        """,
        "POST /x/{id}",
    ).when
    assert when.query == {"page": EqualTo(text="2")}
    assert when.headers == {"Authorization": Matches(pattern="Bearer .+")}
    assert when.cookies == {"sid": Absent()}
    assert when.path_parameters == {"id": Not(matcher=EqualTo(text="0"))}
    assert when.form == {"a": AnyOf(matchers=(EqualTo(text="1"), Contains(text="2")))}
    assert when.multipart[0].body == (Contains(text="x"),)
    path = MatchesJsonPath(expression="$.b", value=EqualTo(text="2"))
    assert when.body == (AllOf(matchers=(EqualToJson(content={"a": 1}, ignore_extra_elements=True), path)),)


def test_bodies_by_value_schema_and_path() -> None:
    assert route("when.body = {equal = {a = [1]}}").when.body == (EqualToJson(content={"a": [1]}),)
    assert route('when.body = "plain"').when.body == (EqualTo(text="plain"),)
    schema = {"type": "object"}
    assert route('when.body = {schema = {type = "object"}}').when.body == (MatchesJsonSchema(schema=schema),)
    assert route('when.body = {jsonpath = "$.a"}').when.body == (MatchesJsonPath(expression="$.a"),)


def test_yaml_and_json_say_the_same() -> None:
    toml = read('[[route]]\nrequest = "GET /x"\nstatus = 204\nwhen.query.a = "1"')
    yaml = read("route:\n- request: GET /x\n  status: 204\n  when: {query: {a: '1'}}\n", "stub.yaml")
    json = read('{"route": [{"request": "GET /x", "status": 204, "when": {"query": {"a": "1"}}}]}', "stub.json")
    for one in (yaml, json):
        assert [(m.when, m.replies) for m in one.mappings] == [(m.when, m.replies) for m in toml.mappings]


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ('[[route]]\nrequest = "GET /x"\nstatsu = 2', "stub.toml:3", "Did you mean status?"),
        ('[[route]]\nrequest = "GET /x"\n[route.when.quary]\na = 1', "stub.toml:3", "Did you mean query?"),
        ('[[route]]\nrequest = "GET /x"\n\n[[route]]\nrequest = "GET x"', "stub.toml:5", "Write GET /levels/{id}"),
        ("[[route]]\nstatus = 200", "stub.toml:1", "A route has no request."),
        ('[[route]]\nrequest = "GET /x"\nstatus = 42', "stub.toml:3", "from 100 to 999, not 42"),
        ('[[route]]\nrequest = "GET /x"\nstatus = "200"', "stub.toml:3", "not '200'"),
        ('[[route]]\nrequest = "GET /x"\ndelay = 5', "stub.toml:3", "needs its unit"),
        ('[[route]]\nrequest = "GET /x"\ndelay = "5 days"', "stub.toml:3", "Write 200ms"),
        ('[[route]]\nrequest = "GET /x"\nlimit = "0/s"', "stub.toml:3", "Write 10/s"),
        ('[[route]]\nrequest = "GET /x"\nstate = "paid"', "stub.toml:3", "cart: start -> paid"),
        ('[[route]]\nrequest = "GET /x"\njson = 1\ntext = "a"', "stub.toml:4", "cannot both be the body"),
        ('[[route]]\nrequest = "GET /x"\nsequence = []', "stub.toml:3", "1 to 10,000 answers"),
        ('[[route]]\nrequest = "GET /x"\nsequence = [{stat = 1}]', "stub.toml:3", "Did you mean status?"),
        ('[[route]]\nrequest = "GET /x"\nhook = "nowhere"', "stub.toml:3", "no request of a hook"),
        ('[[route]]\nrequest = "GET /x"\nwhen.body = {regex = "("}', "stub.toml:3", "no regular expression"),
        ('[[route]]\nrequest = "GET /x"\nwhen.body = {jsonpath = "a"}', "stub.toml:3", "begins with $"),
        ('[[route]]\nrequest = "GET /x"\nwhen.body = {equals = 1}', "stub.toml:3", "Did you mean equal?"),
        ('[[route]]\nrequest = "GET /x/{id"', "stub.toml:2", "do not pair"),
        ('[[route]]\nrequest = "GET /x"\n[[routes]]\nrequest = "GET /x"', "stub.toml:3", "Did you mean route?"),
        ("route = 5", "stub.toml:1", "route is a list, not 5"),
        ("", "stub.toml", "answers nothing"),
        ("[[route]\n", "stub.toml", "This is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, where: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert caught.value.where == where
    assert said in str(caught.value)


def test_lines_of_yaml_and_json() -> None:
    with pytest.raises(InputError) as caught:
        read("route:\n- request: GET /x\n  when:\n    qery: {}\n", "s.yaml")
    assert caught.value.where == "s.yaml:4"
    with pytest.raises(InputError) as caught:
        read('{"route": [\n{"request": "GET /x",\n"statuz": 1}]}', "s.json")
    assert caught.value.where == "s.json:3"


def test_the_narrower_route_goes_first() -> None:
    requests = ["GET /**", "GET /a/{x}/c", "GET /a/{x}/{y}", "GET /a/b/c", "GET /a/b/c?page=1"]
    text = "".join(f'[[route]]\nrequest = "{one}"\n' for one in requests)
    tried = [mapping.when for mapping in read(text).mappings]
    assert [one.address.text for one in tried] == ["/a/b/c", "/a/b/c", "/a/{x}/c", "/a/{x}/{y}", "/.*"]
    assert tried[0].query
    assert read(text).warnings == ()
    assert read('[[route]]\nrequest = "/x"').mappings[0].priority == LOWEST


@pytest.mark.parametrize(
    "second",
    [
        '"GET /a/{name}"',
        '"GET /a/{id}?page=1"\npriority = 9',
        '"GET /a/b"\npriority = 9',
        '"GET /a/{id}"\nlimit = "1/s"',
    ],
)
def test_a_route_that_never_answers_is_told(second: str) -> None:
    (told,) = read(f'[[route]]\nrequest = "GET /a/{{id}}"\n[[route]]\nrequest = {second}').warnings
    assert told.startswith("stub.toml:3: GET ")
    assert "never answers: GET /a/{id} (stub.toml:1) takes all of it." in told


@pytest.mark.parametrize(
    "second",
    ['"POST /a/{id}"', '"GET /a/{id}/b"', '"GET /a/b"', '"GET /a/{id}"\nwhen.query.page = "1"', '"/a/{id}"'],
)
def test_routes_that_both_answer_are_not_told(second: str) -> None:
    assert read(f'[[route]]\nrequest = "GET /a/{{id}}"\n[[route]]\nrequest = {second}').warnings == ()


def test_states_of_a_scenario_do_not_shadow_one_another() -> None:
    states = ("s: start -> a", "s: a -> b", "s: b")
    assert read("".join(f'[[route]]\nrequest = "/x"\nstate = "{one}"\n' for one in states)).warnings == ()


def test_hostile_files_are_refused_in_one_sentence() -> None:
    deep = "[" * 3_000 + "]" * 3_000
    hostile = {
        "a.toml": [f"route = {deep}".encode(), b"\xff\xfe\x00", b"a = 1\x00", b"[[route]]\n" * 30_000],
        "a.yaml": [b"!!python/object:os.system {}", b"a: &a [*a]", b"- 1", b"\x00\x01", b"route: {a: b}"],
        "a.json": [deep.encode(), b"[]", b"{", b'{"route": {"a": 1}}'],
    }
    for file, texts in hostile.items():
        for data in texts:
            with pytest.raises(InputError):
                read_stub_file(data, file=file)


KEYS = st.sampled_from(
    ["request", "status", "json", "when", "delay", "fault", "state", "sequence", "limit", "hook", "x"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["GET /x", "1s", "a: -> b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(value=VALUES)
def test_any_json_is_a_stub_or_an_input_error(value: object) -> None:
    for whole in (value, {"route": [value]}, {"route": [{"request": "GET /x", "when": value}]}):
        with contextlib.suppress(InputError):
            read_stub_file(json.dumps(whole).encode(), file="a.json")
