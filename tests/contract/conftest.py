"""The shop as a child process, its contract, and a way to send requests and have both sides judged."""

import http.client
import json

import pytest

from assay.contract.matching import Match, Routes
from assay.contract.requests import judge_request
from assay.contract.responses import judge_response
from assay.contract.validation import Validators
from assay.demo import resources
from assay.demo.serve import serving
from assay.formats.openapi import read_openapi
from assay.model.http import BytesPart, Header, Request, Response


class Shop:
    """Sends, and holds what was sent and what came back against the contract."""

    def __init__(self, url):
        self.url = url
        self.contract = read_openapi({"openapi.yaml": resources.contract().read_bytes()}, "openapi.yaml")
        self._routes = Routes(self.contract)
        self._validators = Validators(self.contract)
        self.headers = {}

    def send(self, method, path, body=None, **headers):
        """(differences of the request, differences of the answer, the answer's value)."""
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
        response = Response(
            status=answer.status, headers=tuple(Header(*pair) for pair in answer.getheaders()), body=content
        )
        match = self._routes.find(method, request.url)
        assert isinstance(match, Match)
        return (
            judge_request(self.contract, match, request, self._validators),
            judge_response(self.contract, match, response, self._validators, method=method),
            json.loads(content) if content else None,
        )

    def log_in(self, username, password):
        """From now on as this user."""
        _, _, tokens = self.send("POST", "/v1/auth/login", {"username": username, "password": password})
        self.headers = {"Authorization": f"Bearer {tokens['access_token']}"}


@pytest.fixture(scope="session")
def shop_url():
    with serving() as url:
        yield url


@pytest.fixture
def shop(shop_url):
    return Shop(shop_url)
