"""The same few requests as collections of Postman's v2.1 form, one for each way in which they prove who sends them."""

from __future__ import annotations

from typing import Any

from tests.promote.identities.guarded import CLIENT, KEY, SIGNING, STATIC, USERS

Json = dict[str, Any]


def auth(kind: str, **params: Any) -> Json:
    """An auth block."""
    return {"type": kind, kind: [{"key": key, "value": value, "type": "any"} for key, value in params.items()]}


def script(listen: str, *lines: str) -> Json:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": list(lines)}}


def asks(name: str, method: str, path: str, *tests: str, **more: Any) -> Json:
    """A request with tests."""
    segments = path.strip("/").split("/")
    url = {"raw": "{{base_url}}" + path, "host": ["{{base_url}}"], "path": segments}
    return {
        "name": name,
        "event": [script("test", *tests)] if tests else [],
        "request": {"method": method, "url": url, **more},
    }


def status(code: int) -> str:
    return f'pm.test("answers {code}", function () {{ pm.response.to.have.status({code}); }});'


def body(text: str) -> Json:
    return {"body": {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}}


def notes(kind: str, who: str, **more: Any) -> list[Json]:
    """Who am I, a note, the note, and its end; then nobody."""
    me = f'pm.test("is {who}", function () {{ pm.expect(pm.response.json().name).to.eql("{who}"); }});'
    keep = 'pm.collectionVariables.set("note_id", pm.response.json().id);'
    note = body('{"text": "a note"}')
    return [
        asks("Who am I", "GET", f"/{kind}/me", me, **more),
        asks("Add a note", "POST", f"/{kind}/notes", status(201), keep, **note, **more),
        asks("Read the note", "GET", f"/{kind}/notes/{{{{note_id}}}}", status(200), **more),
        asks("Delete the note", "DELETE", f"/{kind}/notes/{{{{note_id}}}}", status(204), **more),
    ]


def nobody(kind: str) -> Json:
    return asks("Nobody is let in", "GET", f"/{kind}/me", status(401), auth={"type": "noauth"})


def collection(kind: str, items: list[Json], *, variables: Json | None = None, **more: Any) -> Json:
    return {
        "info": {
            "name": f"Notes {kind}",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": items,
        "variable": [{"key": key, "value": value} for key, value in (variables or {}).items()],
        **more,
    }


def environment(**values: str) -> Json:
    return {"name": "local", "values": [{"key": key, "value": value, "enabled": True} for key, value in values.items()]}


LOGIN = body('{"username": "{{username}}", "password": "{{password}}"}')
WRITTEN_OUT = body(f'{{"username": "ann", "password": "{USERS["ann"]}"}}')
WRONG = body('{"username": "ann", "password": "not-the-password"}')
ACCOUNT = {"username": "ann", "password": USERS["ann"]}
TAKE = 'pm.environment.set("token", pm.response.json().access_token);'
BEARER = auth("bearer", token="{{token}}")
BASIC = auth("basic", username="{{username}}", password="{{password}}")

FETCH = """
const url = pm.environment.get("base_url");
if (!pm.environment.get("token")) {
    pm.sendRequest({
        url: url + "/script/login",
        method: "POST",
        header: { "Content-Type": "application/json" },
        body: {
            mode: "raw",
            raw: JSON.stringify({ username: pm.environment.get("username"), password: pm.environment.get("password") })
        }
    }, function (err, res) {
        if (err) { console.log(err); return; }
        pm.environment.set("token", res.json().access_token);
    });
}
""".strip().splitlines()
FETCH_FORM = """
const getToken = {
    url: `${pm.environment.get("base_url")}/script/token`,
    method: 'POST',
    header: 'Content-Type:application/x-www-form-urlencoded',
    body: { mode: 'urlencoded', urlencoded: [
        { key: 'username', value: pm.environment.get('username') },
        { key: 'password', value: pm.environment.get('password') }
    ] }
};
pm.sendRequest(getToken, (error, response) => {
    console.log(error ? error : response.code);
    const body = response.json();
    pm.environment.set('token', body.data.jwt);
});
""".strip().splitlines()

GRANT = {"accessTokenUrl": "{{base_url}}/oauth2/token", "clientId": CLIENT[0], "clientSecret": "{{client_secret}}"}

KINDS: dict[str, tuple[Json, Json]] = {
    "bearer-login": (
        collection(
            "bearer",
            [
                asks("Log in", "POST", "/bearer/login", TAKE, auth={"type": "noauth"}, **LOGIN),
                *notes("bearer", "ann"),
                nobody("bearer"),
            ],
            auth=BEARER,
        ),
        environment(**ACCOUNT, token=""),
    ),
    "login-literal": (
        collection(
            "bearer",
            [
                asks("Log in", "POST", "/bearer/login", TAKE, auth={"type": "noauth"}, **WRITTEN_OUT),
                asks("Wrong password", "POST", "/bearer/login", status(401), auth={"type": "noauth"}, **WRONG),
                *notes("bearer", "ann"),
                nobody("bearer"),
            ],
            auth=BEARER,
        ),
        environment(token=""),
    ),
    "bearer-variable": (
        collection("bearer", [*notes("bearer", "ann"), nobody("bearer")], auth=BEARER),
        environment(token=STATIC),
    ),
    "bearer-literal": (
        collection("bearer", [*notes("bearer", "ann"), nobody("bearer")], auth=auth("bearer", token=STATIC)),
        environment(),
    ),
    "handwritten": (
        collection(
            "handwritten",
            [
                asks("Log in", "POST", "/handwritten/login", TAKE, **LOGIN),
                *notes("handwritten", "ann", header=[{"key": "authorization", "value": "Bearer {{token}}"}]),
                nobody("handwritten"),
            ],
        ),
        environment(**ACCOUNT),
    ),
    "basic": (collection("basic", [*notes("basic", "ann"), nobody("basic")], auth=BASIC), environment(**ACCOUNT)),
    "basic-literal": (
        collection(
            "basic",
            [*notes("basic", "ben"), nobody("basic")],
            auth=auth("basic", username="ben", password=USERS["ben"]),
        ),
        environment(),
    ),
    "basic-handwritten": (
        collection(
            "basic",
            [
                *notes("basic", "ann", header=[{"key": "Authorization", "value": "Basic YW5uOmFubi1wYXNzLTFmOWM="}]),
                nobody("basic"),
            ],
        ),
        environment(),
    ),
    "digest": (
        collection(
            "digest",
            [*notes("digest", "ann"), nobody("digest")],
            auth=auth("digest", username="{{username}}", password="{{password}}"),
        ),
        environment(**ACCOUNT),
    ),
    "apikey-header": (
        collection(
            "apikey",
            [*notes("apikey", "ann"), nobody("apikey")],
            auth=auth("apikey", key="X-Api-Key", value="{{api_key}}", **{"in": "header"}),
        ),
        environment(api_key=KEY),
    ),
    "apikey-literal": (
        collection(
            "apikey",
            [*notes("apikey", "ann"), nobody("apikey")],
            auth=auth("apikey", key="X-Api-Key", value=KEY, **{"in": "header"}),
        ),
        environment(),
    ),
    "apikey-handwritten": (
        collection(
            "apikey", [*notes("apikey", "ann", header=[{"key": "X-Api-Key", "value": "{{my_key}}"}]), nobody("apikey")]
        ),
        environment(my_key=KEY),
    ),
    "apikey-query": (
        collection(
            "query",
            [*notes("query", "ann"), nobody("query")],
            auth=auth("apikey", key="api_key", value="{{api_key}}", **{"in": "query"}),
        ),
        environment(api_key=KEY),
    ),
    "session": (
        collection(
            "session",
            [
                asks("Nobody is let in", "GET", "/session/me", status(401)),
                asks("Log in", "POST", "/session/login", status(200), **LOGIN),
                *notes("session", "ann"),
                asks("Log out", "POST", "/session/logout", status(204)),
                asks("Logged out", "GET", "/session/me", status(401)),
            ],
        ),
        environment(**ACCOUNT),
    ),
    "session-redirect": (
        collection(
            "redirect", [asks("Log in", "POST", "/redirect/login", status(200), **LOGIN), *notes("redirect", "ann")]
        ),
        environment(**ACCOUNT),
    ),
    "session-csrf": (
        collection(
            "csrf",
            [
                asks(
                    "Begin",
                    "GET",
                    "/csrf/csrf",
                    status(200),
                    'pm.environment.set("csrf_token", pm.response.json().csrf);',
                ),
                asks(
                    "Log in",
                    "POST",
                    "/csrf/login",
                    status(200),
                    header=[{"key": "X-CSRF-Token", "value": "{{csrf_token}}"}],
                    **LOGIN,
                ),
                *notes("csrf", "ann"),
            ],
        ),
        environment(**ACCOUNT),
    ),
    "oauth2-client": (
        collection(
            "oauth2",
            [*notes("oauth2", "reporting"), nobody("oauth2")],
            auth=auth("oauth2", grant_type="client_credentials", addTokenTo="header", **GRANT),
        ),
        environment(client_secret=CLIENT[1]),
    ),
    "oauth2-password": (
        collection(
            "oauth2",
            [*notes("oauth2", "ann"), nobody("oauth2")],
            auth=auth(
                "oauth2",
                grant_type="password_credentials",
                client_authentication="body",
                username="{{username}}",
                password="{{password}}",
                **GRANT,
            ),
        ),
        environment(client_secret=CLIENT[1], **ACCOUNT),
    ),
    "oauth2-token": (
        collection(
            "bearer",
            [*notes("bearer", "ann"), nobody("bearer")],
            auth=auth("oauth2", accessToken="{{token}}", addTokenTo="header"),
        ),
        environment(token=STATIC),
    ),
    "jwt": (
        collection(
            "jwt",
            [*notes("jwt", "ann"), nobody("jwt")],
            auth=auth(
                "jwt",
                algorithm="HS256",
                secret="{{jwt_secret}}",
                payload='{"sub": "ann"}',
                addTokenTo="header",
                headerPrefix="Bearer",
            ),
        ),
        environment(jwt_secret=SIGNING),
    ),
    "hawk": (
        collection(
            "hawk",
            [*notes("hawk", "ann"), nobody("hawk")],
            auth=auth("hawk", authId="reporting", authKey="{{hawk_key}}", algorithm="sha256"),
        ),
        environment(hawk_key=SIGNING),
    ),
    "oauth1": (
        collection(
            "oauth1",
            [*notes("oauth1", "ann"), nobody("oauth1")],
            auth=auth(
                "oauth1",
                consumerKey="reporting",
                consumerSecret="{{consumer_secret}}",
                signatureMethod="HMAC-SHA1",
                version="1.0",
                addParamsToHeader=True,
            ),
        ),
        environment(consumer_secret=SIGNING),
    ),
    "script": (
        collection(
            "script", [*notes("script", "ann"), nobody("script")], auth=BEARER, event=[script("prerequest", *FETCH)]
        ),
        environment(**ACCOUNT, token=""),
    ),
    "script-folder": (
        collection(
            "script",
            [
                {
                    "name": "Notes",
                    "item": notes("script", "ann"),
                    "auth": BEARER,
                    "event": [script("prerequest", *FETCH_FORM)],
                },
                nobody("script"),
            ],
        ),
        environment(**ACCOUNT),
    ),
}
