"""Requests and the operations that they reach."""

import pytest

from assay.contract.matching import Match, Miss, Routes, match
from assay.model.contract import Contract, Operation


def contract(*names, servers=("/",)):
    pairs = (name.split(" ", 1) for name in names)
    return Contract(servers=servers, operations=tuple(Operation(method=method, path=path) for method, path in pairs))


def reached(routes, method, url):
    found = routes.find(method, url)
    return (found.operation.name, found.values) if isinstance(found, Match) else found


SHOP = Routes(
    contract(
        "GET /users", "POST /users", "GET /users/{id}", "DELETE /users/{id}", "GET /users/me",
        "GET /files/{name}.{format}", "GET /files/{name}", "GET /a/{x}/c", "GET /a/b/{y}", "GET /",
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("method", "url", "expected"),
    [
        ("GET", "http://127.0.0.1:8000/users?role=a/b", ("GET /users", {})),
        ("get", "http://h/users#x", ("GET /users", {})),
        ("GET", "http://h/users/7", ("GET /users/{id}", {"id": "7"})),
        ("GET", "http://h/users/me", ("GET /users/me", {})),
        ("GET", "http://h/%75sers/m%65", ("GET /users/me", {})),
        ("DELETE", "http://h/users/me", ("DELETE /users/{id}", {"id": "me"})),
        ("HEAD", "http://h/users", ("GET /users", {})),
        ("GET", "http://h/users/a%2Fb", ("GET /users/{id}", {"id": "a%2Fb"})),
        ("GET", "http://h/files/a.tar.gz", ("GET /files/{name}.{format}", {"name": "a", "format": "tar.gz"})),
        ("GET", "http://h/files/plain", ("GET /files/{name}", {"name": "plain"})),
        ("GET", "http://h/a/b/c", ("GET /a/b/{y}", {"y": "c"})),
        ("GET", "http://h/a/z/c", ("GET /a/{x}/c", {"x": "z"})),
        ("GET", "http://h", ("GET /", {})),
        ("GET", "http://user:pw@h/users", ("GET /users", {})),
    ],
)
def test_reaches(method, url, expected):
    assert reached(SHOP, method, url) == expected


def test_says_which_methods_a_path_has():
    assert SHOP.find("PATCH", "/users/me") == Miss(path="/users/me", methods=("DELETE", "GET"), template="/users/me")


def test_takes_a_slash_at_the_end_for_another_path_and_says_so():
    found = SHOP.find("GET", "/users/")
    assert isinstance(found, Miss)
    assert (found.slash, found.template, found.methods) == (True, "/users", ("GET", "POST"))


def test_names_the_nearest_paths():
    found = SHOP.find("GET", "/user/7")
    assert isinstance(found, Miss)
    assert found.nearest[0] == "/users/{id}"
    assert SHOP.find("GET", "/entirely/else/where").nearest == ()


def test_several_slips_in_one_path():
    many = [f"GET /repos/{{owner}}/{{repo}}/{kind}/{{id}}" for kind in ("actions", "keys", "labels", "pulls")]
    routes = Routes(contract(*many, "GET /repos/{owner}/{repo}/issues/{id}/comments"))
    found = routes.find("GET", "/repo/a/b/isues/5/coments")
    assert found.nearest[0] == "/repos/{owner}/{repo}/issues/{id}/comments"


def test_a_variable_is_never_empty():
    assert isinstance(SHOP.find("GET", "/a//c"), Miss)


def test_finds_the_paths_below_the_base_path_of_a_server():
    routes = Routes(contract("GET /users", servers=("https://api.example/v2", "/beta")))
    assert isinstance(routes.find("GET", "https://api.example/v2/users"), Match)
    assert isinstance(routes.find("GET", "http://localhost:1/v2/users"), Match)
    assert isinstance(routes.find("GET", "http://localhost:1/beta/users"), Match)
    assert isinstance(routes.find("GET", "http://localhost:1/users"), Match), "found elsewhere, perhaps without a base"
    assert isinstance(routes.find("GET", "https://api.example/users"), Miss), "but there, the base is known"


def test_finds_the_paths_below_a_base_that_is_told():
    routes = Routes(contract("GET /users"), ("http://h/gateway",))
    assert isinstance(routes.find("GET", "http://h/gateway/users"), Match)


def test_an_operation_may_have_servers_of_its_own():
    own = Operation(method="GET", path="/files", servers=("https://files.example/up",))
    routes = Routes(Contract(servers=("https://api.example/v2",), operations=(own,)))
    assert isinstance(routes.find("GET", "https://files.example/up/files"), Match)
    assert isinstance(routes.find("GET", "https://api.example/v2/files"), Miss)


@pytest.mark.parametrize(
    "url", ["", "/", "?", "http://", "http://[::1", "//", "/%", "/%ff%00", "\ud800", "/a" * 50_000]
)
def test_any_text_may_be_a_url(url):
    assert isinstance(match(contract("GET /a/{b}"), "GET", url), Match | Miss)


def test_templates_may_be_odd():
    odd = contract("GET /{", "GET /{}/{}{}", "GET no/slash", "GET /x?y={z}", "GET /{a}{b}{c}{d}{e}")
    assert reached(Routes(odd), "GET", "/x?y=1") == ("GET /x?y={z}", {})
    assert reached(Routes(odd), "GET", "/12345") == (
        "GET /{a}{b}{c}{d}{e}", {"a": "1", "b": "2", "c": "3", "d": "4", "e": "5"},
    )  # fmt: skip


def test_thousands_of_operations_need_few_looks():
    many = Routes(contract(*(f"GET /r{i}/{{id}}/s{j}" for i in range(100) for j in range(20))))
    assert reached(many, "GET", "/r77/x/s13") == ("GET /r77/{id}/s13", {"id": "x"})
    assert isinstance(many.find("GET", "/r77/x/s99"), Miss)
