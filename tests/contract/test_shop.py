"""Real exchanges with the demo shop, both sides held against its contract."""


def where(mismatches):
    return [(one.place, one.pointer, one.keyword) for one in mismatches]


def test_sound_exchanges_differ_in_nothing(shop):
    assert shop.send("GET", "/health")[:2] == ((), ())
    shop.log_in("alice", "alice-secret-1")
    address = {"label": "home", "name": "A", "street": "S 1", "city": "B", "postcode": "10115", "country": "DE"}
    for method, path, body in (
        ("GET", "/v1/me", None),
        ("GET", "/v1/products?limit=2&in_stock=true&sort=-name", None),
        ("HEAD", "/v1/products", None),
        ("GET", "/v1/orders", None),
        ("POST", "/v1/addresses", address),
        ("GET", "/v1/users", None),
    ):
        sent, answered, _ = shop.send(method, path, body)
        assert (where(sent), where(answered)) == ([], []), (method, path)


def test_a_request_without_credentials(shop):
    sent, answered, _ = shop.send("GET", "/v1/me")
    assert where(sent) == [("security", "", "missing")]
    assert sent[0].message == "GET /v1/me wants an Authorization header of the scheme Bearer, and the request has none."
    assert answered == ()


def test_the_shop_and_the_judge_agree_on_what_is_wrong(shop):
    shop.log_in("alice", "alice-secret-1")
    body = {"label": "home", "name": "A", "street": None, "city": "B", "postcode": "1", "more": 1}
    sent, answered, problem = shop.send("POST", "/v1/addresses", body)
    theirs = {("body", error["pointer"], error["rule"]) for error in problem["errors"]}
    assert set(where(sent)) == theirs
    assert answered == ()


def test_parameters_are_read_by_their_types(shop):
    shop.log_in("ada", "ada-secret-1")
    sent, _, problem = shop.send("GET", "/v1/users?limit=abc&role=king&foo=1")
    theirs = {(error["in"], error["pointer"]) for error in problem["errors"]}
    assert {(one.place, one.pointer) for one in sent} == theirs
    assert [one.info for one in sent] == [False, False, True], "who knows whether a server minds a further parameter"
    assert sent[0].message == 'The query parameter limit must be an integer; it is the text "abc".'


def test_a_body_of_another_type(shop):
    shop.log_in("alice", "alice-secret-1")
    sent, _, _ = shop.send("POST", "/v1/addresses", b"label=home", Content_Type="text/plain")
    assert where(sent) == [("media", "Content-Type", "undeclared")]
    sent, _, _ = shop.send("POST", "/v1/addresses", b'{"label": ')
    assert where(sent) == [("body", "", "unreadable")]
    sent, _, _ = shop.send("POST", "/v1/addresses")
    assert where(sent) == [("body", "", "required")]


def test_no_secret_is_told(shop):
    sent, _, _ = shop.send("POST", "/v1/auth/login", {"username": 3, "password": "hunter2"})
    assert where(sent) == [("body", "/password", "minLength"), ("body", "/username", "type")]
    assert "hunter2" not in repr(sent)


def test_each_place_leads_into_the_document(shop):
    sent, _, _ = shop.send("POST", "/v1/auth/login", {"username": 3, "password": "hunter2hunter2"})
    assert [one.source for one in sent] == ["/paths/~1v1~1auth~1login/post/requestBody"]
