"""The cookie jar of a run (RFC 6265, as tough-cookie keeps it): bounded, and deaf to cookies for foreign hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from assay.engine.cookie import Cookie, from_json, parse_cookie, postman_json, to_json
from assay.engine.cookie_scope import (
    default_path,
    domain_matches,
    domains_of,
    is_loopback,
    is_public_suffix,
    path_matches,
)
from assay.engine.url import Parts, split_url
from assay.model.errors import InputError
from assay.model.http import Header, Headers, Request
from assay.model.script import ScriptRefused

MOST_OF_A_DOMAIN = 300
MOST = 5000
"""Cookies that are kept; the oldest make room."""

Place = tuple[str, str]
"""Path and key: what tells the cookies of one domain apart."""


class Jar:
    """All cookies of a run, by domain. `now` is in seconds since the epoch wherever it is asked for."""

    __slots__ = ("_count", "_domains", "_made")

    def __init__(self) -> None:
        self._domains: dict[str, dict[Place, Cookie]] = {}
        self._count = 0
        self._made = 0

    # --- what servers set, and get -----------------------------------------------------------------------

    def store(self, url: str, headers: Headers, now: float) -> None:
        """Take the cookies that an answer from a URL sets; those it may not set are ignored."""
        moment = round(now * 1000)
        parts = split_url(url)
        for name, value in headers:
            if name.lower() == "set-cookie":
                cookie = parse_cookie(value)
                if cookie is not None and _claim(cookie, parts):
                    self._put(cookie, moment)

    def for_url(self, url: str, now: float) -> list[Cookie]:
        """The cookies for a request to a URL: longer paths first, then the older ones."""
        if not self._domains:
            return []
        parts, moment = split_url(url), round(now * 1000)
        found = [cookie for cookie in self._near(_host(parts)) if _goes_to(cookie, parts)]
        fresh = [cookie for cookie in found if not self._expired(cookie, moment)]
        for cookie in fresh:
            cookie.last_accessed = moment
        return sorted(fresh, key=lambda cookie: (-len(cookie.path), cookie.creation, cookie.index))

    def header(self, url: str, now: float) -> str | None:
        """The Cookie header for a URL; None where there is nothing to say."""
        return "; ".join(cookie.pair for cookie in self.for_url(url, now) if cookie.sendable) or None

    def attach(self, request: Request, now: float) -> Request:
        """The request with the jar's cookies behind those that the user wrote."""
        cookies = self.header(request.url, now)
        if cookies is None:
            return request
        at = next((at for at, header in enumerate(request.headers) if header.name.lower() == "cookie"), None)
        headers = list(request.headers)
        if at is None:
            headers.insert(len(headers) - _framed(headers), Header("Cookie", cookies))
        else:
            name, own = headers[at]
            headers[at] = Header(name, f"{own}; {cookies}" if own else cookies)
        return msgspec.structs.replace(request, headers=tuple(headers))

    def postman_json(self, url: str, now: float) -> list[dict[str, Any]]:
        """The cookies for a URL as pm.cookies and the reporters have them."""
        return [postman_json(cookie) for cookie in self.for_url(url, now)]

    # --- what scripts do ---------------------------------------------------------------------------------

    def call(self, method: str, args: list[Any], now: float = 0.0) -> Any:
        """One method of tough-cookie's Store, with its answer in JSON. Raises ScriptRefused for an unknown one."""
        answer = _METHODS.get(method)
        if answer is None:
            raise ScriptRefused(f"CookieStore: invalid method name '{method}'")
        return answer(self, [*args, None, None, None], round(now * 1000))

    def _find_one(self, args: list[Any], _now: int) -> Any:
        cookie = self._domains.get(_key(args[0]), {}).get((_key(args[1]), _key(args[2])))
        return to_json(cookie) if cookie else None

    def _find(self, args: list[Any], _now: int) -> Any:
        path = args[1] if isinstance(args[1], str) and args[1] else None
        near = self._near(_key(args[0])) if args[0] else []
        return [to_json(cookie) for cookie in near if path is None or path_matches(path, cookie.path)]

    def _put_one(self, args: list[Any], now: int) -> Any:
        cookie = from_json(args[0], now)
        if cookie is not None and _may_be_kept(cookie):
            self._put(cookie, cookie.set_at, keep_times=True)

    def _update(self, args: list[Any], now: int) -> Any:
        cookie = from_json(args[1], now)
        if cookie is not None and _may_be_kept(cookie):
            cookie.set_at = now or cookie.set_at
            self._put(cookie, cookie.set_at, keep_times=True)

    def _remove(self, args: list[Any], _now: int) -> Any:
        self._drop(_key(args[0]), (_key(args[1]), _key(args[2])))

    def _remove_many(self, args: list[Any], _now: int) -> Any:
        domain, path = _key(args[0]), args[1]
        for place in list(self._domains.get(domain, {})):
            if not path or place[0] == path:
                self._drop(domain, place)

    def _remove_all(self, _args: list[Any], _now: int) -> Any:
        self._domains.clear()
        self._count = 0

    def _all(self, _args: list[Any], _now: int) -> Any:
        cookies = [cookie for places in self._domains.values() for cookie in places.values()]
        return [to_json(cookie) for cookie in sorted(cookies, key=lambda cookie: cookie.index)]

    # --- files -------------------------------------------------------------------------------------------

    def dump(self) -> dict[str, Any]:
        """The jar as tough-cookie serialises it."""
        return {
            "version": "tough-cookie@4.1.3-postman.1",
            "storeType": "MemoryCookieStore",
            "rejectPublicSuffixes": False,
            "enableLooseMode": True,
            "allowSpecialUseDomain": True,
            "prefixSecurity": "silent",
            "cookies": self._all([], 0),
        }

    @classmethod
    def load(cls, document: Any, now: float) -> Jar:
        """A jar from what `dump` made, or from Newman's. Raises InputError where it is something else."""
        cookies = document.get("cookies") if isinstance(document, dict) else None
        if not isinstance(cookies, list):
            raise InputError("serialized jar has no cookies array", remedy="Give a file of --export-cookie-jar.")
        jar = cls()
        for row in cookies:
            jar._put_one([row], round(now * 1000))
        return jar

    def copy(self) -> Jar:
        """A jar with the same cookies that goes its own way from here."""
        other = Jar()
        other._domains = {
            domain: {place: msgspec.structs.replace(cookie) for place, cookie in places.items()}
            for domain, places in self._domains.items()
        }
        other._count, other._made = self._count, self._made
        return other

    # --- the store itself --------------------------------------------------------------------------------

    def _near(self, host: str) -> Iterator[Cookie]:
        for domain in domains_of(host):
            yield from self._domains.get(domain, {}).values()

    def _expired(self, cookie: Cookie, moment: int) -> bool:
        if cookie.ends > moment:
            return False
        self._drop(cookie.domain, (cookie.path, cookie.key))
        return True

    def _put(self, cookie: Cookie, moment: int, *, keep_times: bool = False) -> None:
        """A cookie takes the place, and keeps the age, of another with its name, domain and path (5.3, 11)."""
        places = self._domains.setdefault(cookie.domain, {})
        place = (cookie.path, cookie.key)
        old = places.get(place)
        self._made += 1
        cookie.index = self._made
        if not keep_times:
            cookie.creation = cookie.last_accessed = cookie.set_at = moment
            if old is not None:
                cookie.creation, cookie.index = old.creation, old.index
        if old is None:
            self._make_room(places)
            self._domains[cookie.domain] = places
            self._count += 1
        places[place] = cookie

    def _make_room(self, places: dict[Place, Cookie]) -> None:
        if len(places) >= MOST_OF_A_DOMAIN:
            self._drop_oldest(places.values())
        if self._count >= MOST:
            self._drop_oldest(cookie for there in self._domains.values() for cookie in there.values())

    def _drop_oldest(self, cookies: Any) -> None:
        oldest = min(cookies, key=lambda cookie: cookie.index)
        self._drop(oldest.domain, (oldest.path, oldest.key))

    def _drop(self, domain: str, place: Place) -> None:
        places = self._domains.get(domain, {})
        if places.pop(place, None) is not None:
            self._count -= 1
        if not places:
            self._domains.pop(domain, None)


_METHODS: dict[str, Callable[[Jar, list[Any], int], Any]] = {
    "findCookie": Jar._find_one,
    "findCookies": Jar._find,
    "putCookie": Jar._put_one,
    "updateCookie": Jar._update,
    "removeCookie": Jar._remove,
    "removeCookies": Jar._remove_many,
    "removeAllCookies": Jar._remove_all,
    "getAllCookies": Jar._all,
}


def _key(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _framed(headers: list[Header]) -> int:
    """How many of the last headers say that there is no body: Node writes that one behind all others."""
    return 1 if headers and headers[-1] == Header("Content-Length", "0") else 0


def _host(parts: Parts) -> str:
    return parts.hostname.strip("[]").lower()


def _claim(cookie: Cookie, parts: Parts) -> bool:
    """Whether a server may set this cookie; gives it the domain and path that it does not name (5.3, 5 to 7)."""
    host = _host(parts)
    if cookie.domain and cookie.domain != host:
        if not domain_matches(host, cookie.domain) or is_public_suffix(cookie.domain):
            return False
        cookie.host_only = False
    else:
        cookie.host_only = not cookie.domain or is_public_suffix(host)
        cookie.domain = host
    if not cookie.path:
        cookie.path, cookie.path_is_default = default_path(parts.path), True
    return _keeps_its_prefix(cookie)


def _keeps_its_prefix(cookie: Cookie) -> bool:
    """The promises that a name's prefix makes (RFC 6265bis, 4.1.3)."""
    if cookie.key.startswith("__Secure-"):
        return cookie.secure
    if cookie.key.startswith("__Host-"):
        return cookie.secure and bool(cookie.host_only) and cookie.path == "/"
    return True


def _may_be_kept(cookie: Cookie) -> bool:
    """What a script or file may put into the jar: nothing that would go to all hosts below a public suffix."""
    return bool(cookie.domain) and (bool(cookie.host_only) or not is_public_suffix(cookie.domain))


def _goes_to(cookie: Cookie, parts: Parts) -> bool:
    host = _host(parts)
    if cookie.domain != host if cookie.host_only else not domain_matches(host, cookie.domain):
        return False
    secure = parts.scheme in ("https", "wss") or is_loopback(host)
    return path_matches(parts.path, cookie.path) and (secure or not cookie.secure)
