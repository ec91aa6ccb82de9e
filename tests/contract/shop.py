"""The demo shop as a peer: requests sent to it, and both sides of each exchange held against its contract."""

import http.client
import json

from assay.contract.matching import Match, Routes
from assay.contract.requests import judge_request
from assay.contract.responses import judge_response
from assay.contract.validation import Validators
from assay.demo import resources
from assay.formats.openapi import read_openapi
from assay.model.exchange import Answered, Exchange
from assay.model.http import BytesPart, Header, Request, Response

CONTRACT = read_openapi({"openapi.yaml": resources.contract().read_bytes()}, "openapi.yaml")
ROUTES = Routes(CONTRACT)
VALIDATORS = Validators(CONTRACT)


class Shop:
    """Sends as whoever has logged in."""

    def __init__(self, url):
        self.url = url
        self.headers = {}

    def exchange(self, method, path, body=None, **headers):
        """What was sent and what came back."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        if data:
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"))
        connection.request(method, path, body=data or None, headers=sent)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        request = Request(
            id="1",
            method=method,
            url=self.url + path,
            headers=tuple(Header(*pair) for pair in sent.items()),
            body=(BytesPart(data=data),) if data else (),
        )
        named = tuple(Header(*pair) for pair in answer.getheaders())
        response = Response(status=answer.status, headers=named, body=content)
        return Exchange(id="1", request=request, outcome=Answered(response=response))

    def send(self, method, path, body=None, **headers):
        """(differences of the request, differences of the answer, the answer's value)."""
        exchange = self.exchange(method, path, body, **headers)
        match = ROUTES.find(method, exchange.request.url)
        assert isinstance(match, Match)
        content = exchange.response.body
        return (
            judge_request(CONTRACT, match, exchange.request, VALIDATORS),
            judge_response(CONTRACT, match, exchange.response, VALIDATORS, method=method),
            json.loads(content) if content else None,
        )

    def log_in(self, username, password):
        """From now on as this user."""
        _, _, tokens = self.send("POST", "/v1/auth/login", {"username": username, "password": password})
        self.headers = {"Authorization": f"Bearer {tokens['access_token']}"}
