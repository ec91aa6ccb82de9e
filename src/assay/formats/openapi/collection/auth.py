"""The security of operations as Postman's auth, with a variable for each secret."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from assay.formats.openapi.collection.names import snake
from assay.model.contract import Contract, Operation, SecurityScheme
from assay.model.suite import Auth, Entry
from assay.model.variable import Variable

NOBODY = Auth(type="noauth")
_GRANTS = {
    "clientCredentials": "client_credentials",
    "password": "password_credentials",
    "authorizationCode": "authorization_code",
    "implicit": "implicit",
}


class Signing(NamedTuple):
    """How one operation is signed: by an auth, and by headers or parameters that stand in the request itself."""

    auth: Auth
    headers: tuple[Entry, ...] = ()
    query: tuple[Entry, ...] = ()


class Signatures:
    """Auth for all operations of a contract, and the variables that it needs."""

    def __init__(self, contract: Contract) -> None:
        self._schemes = {scheme.name: scheme for scheme in contract.security_schemes}
        self._variables: dict[str, Variable] = {}
        self._tokens = [scheme for scheme in contract.security_schemes if _is_bearer(scheme)]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What has been needed so far."""
        return tuple(self._variables.values())

    def usual(self, operations: tuple[Operation, ...]) -> Auth:
        """What most operations are signed with."""
        found = [self.of(operation).auth for operation in operations]
        counted = Counter(repr(auth) for auth in found if auth != NOBODY).most_common(1)
        return next((auth for auth in found if counted and repr(auth) == counted[0][0]), NOBODY)

    def of(self, operation: Operation) -> Signing:
        """The first alternative that is known in full."""
        for names in operation.security or ((),):
            schemes = [self._schemes[name] for name in names if name in self._schemes]
            if len(schemes) == len(names):
                return self._together(schemes)
        return Signing(NOBODY)

    def token_variable(self) -> str | None:
        """The variable for a bearer token, where some operation wants one."""
        return self._token(self._tokens[0]) if self._tokens else None

    def _together(self, schemes: list[SecurityScheme]) -> Signing:
        """One auth; further keys stand in the request."""
        auth, headers, query = NOBODY, list[Entry](), list[Entry]()
        for scheme in schemes:
            if scheme.type == "apiKey" and (scheme.place == "cookie" or auth != NOBODY):
                entry = Entry(key=scheme.key, value=self._secret(snake(scheme.name)))
                cookie = Entry(key="Cookie", value=f"{scheme.key}={entry.value}")
                if scheme.place == "query":
                    query.append(entry)
                else:
                    headers.append(cookie if scheme.place == "cookie" else entry)
            elif auth == NOBODY:
                auth = self._auth(scheme)
        return Signing(auth, tuple(headers), tuple(query))

    def _auth(self, scheme: SecurityScheme) -> Auth:
        if scheme.type == "apiKey":
            place = "query" if scheme.place == "query" else "header"
            return Auth(
                type="apikey", params={"key": scheme.key, "value": self._secret(snake(scheme.name)), "in": place}
            )
        if scheme.type == "http" and scheme.scheme in ("basic", "digest"):
            params = {"username": self._plain("username"), "password": self._secret("password")}
            return Auth(type=scheme.scheme, params=params)
        if scheme.type == "oauth2" and scheme.token_url:
            return Auth(type="oauth2", params=self._oauth2(scheme))
        if _is_bearer(scheme):
            return Auth(type="bearer", params={"token": "{{" + self._token(scheme) + "}}"})
        return NOBODY

    def _oauth2(self, scheme: SecurityScheme) -> dict[str, str]:
        """The token that a variable holds; where it is empty, assay fetches one by the grants that need no browser."""
        self._secret(self._token(scheme))
        params = {
            "accessToken": "{{" + self._token(scheme) + "}}",
            "addTokenTo": "header",
            "grant_type": _GRANTS.get(scheme.flow, "client_credentials"),
            "accessTokenUrl": scheme.token_url,
            "clientId": self._plain("client_id"),
            "clientSecret": self._secret("client_secret"),
            "scope": " ".join(scheme.scopes),
        }
        if scheme.flow == "password":
            params |= {"username": self._plain("username"), "password": self._secret("password")}
        return params | ({"authUrl": scheme.authorization_url} if scheme.authorization_url else {})

    def _token(self, scheme: SecurityScheme) -> str:
        name = "access_token" if scheme in self._tokens[:1] else snake(f"{scheme.name}_token")
        self._secret(name)
        return name

    def _secret(self, name: str) -> str:
        self._variables.setdefault(name, Variable(key=name, value="", type="secret", secret=True))
        return "{{" + name + "}}"

    def _plain(self, name: str) -> str:
        self._variables.setdefault(name, Variable(key=name, value=""))
        return "{{" + name + "}}"


def _is_bearer(scheme: SecurityScheme) -> bool:
    return scheme.type in ("oauth2", "openIdConnect") or (scheme.type == "http" and scheme.scheme == "bearer")
