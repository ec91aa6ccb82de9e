"""A wallet as a small team writes it on http.server: camelCase, envelopes, decimal strings, soft deletes, API keys."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

BASE = "WALLET_BLOG_BASE_URL"
SECRETS = {"WALLET_BLOG_API_KEY": "key-mia-48213", "WALLET_BLOG_OTHER_KEY": "key-tom-99120"}
KEYS = {"key-mia-48213": "mia", "key-tom-99120": "tom"}
DEFECTS = {
    "balance-number": "balances are numbers",
    "balance-rounded": "cents are lost",
    "no-meta": "answers have no meta",
    "created-200": "a new wallet is answered with 200",
    "currency-lost": "a wallet has no currency",
    "deposit-lost": "a deposit is answered, not stored",
    "deposit-twice": "a deposit counts twice",
    "negative-taken": "a deposit may be negative",
    "overdraft": "a withdrawal may be more than there is",
    "overdraft-500": "too big a withdrawal is a server error",
    "transfer-lost": "a transfer does not arrive",
    "foreign-read": "everybody sees every wallet",
    "foreign-rename": "everybody renames every wallet",
    "rename-lost": "a new name is not stored",
    "same-name": "two wallets of one name",
    "currency-any": "any currency will do",
    "delete-keeps": "a deleted wallet is still listed",
    "delete-reads": "a deleted wallet is still read",
    "restore-nothing": "restoring does nothing",
    "entries-unsorted": "entries are listed oldest first",
    "type-filter": "the type of entries is not looked at",
    "page-overlap": "pages overlap",
    "size-ignored": "the size of a page is not looked at",
    "total-wrong": "the total is that of the page",
    "no-key": "no key is needed",
    "errors-flat": "errors are a text",
    "snake-case": "createdAt is called created_at",
    "no-request-id": "answers have no X-Request-Id",
}


class Refusal(Exception):
    """An error of the API."""

    def __init__(self, status: int, code: str, field: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.field = status, code, field


class Wallets:
    """What is kept, and what may be done with it."""

    def __init__(self, broken: frozenset[str]) -> None:
        self.broken = broken
        self.lock = threading.RLock()
        self.wallets: dict[str, dict[str, Any]] = {}
        self.entries: dict[str, list[dict[str, Any]]] = {}

    def find(self, me: str, key: str, defect: str = "", *, deleted: bool = False) -> dict[str, Any]:
        found = self.wallets.get(key)
        mine = found is not None and (found["owner"] == me or defect in self.broken)
        if found is None or not mine or (found["deletedAt"] and not deleted and "delete-reads" not in self.broken):
            raise Refusal(404, "WALLET_NOT_FOUND")
        return found

    def shown(self, wallet: dict[str, Any]) -> dict[str, Any]:
        found = {key: value for key, value in wallet.items() if key not in ("owner", "deletedAt")}
        found["balance"] = f"{wallet['balance']:.2f}"
        if "balance-rounded" in self.broken:
            found["balance"] = f"{int(wallet['balance'])}.00"
        if "balance-number" in self.broken:
            found["balance"] = float(wallet["balance"])
        if "currency-lost" in self.broken:
            del found["currency"]
        if "snake-case" in self.broken:
            found["created_at"] = found.pop("createdAt")
        return found

    def open(self, me: str, body: dict[str, Any]) -> tuple[int, Any]:
        name, currency = _text(body, "name"), body.get("currency")
        if currency not in ("EUR", "USD") and "currency-any" not in self.broken:
            raise Refusal(422, "INVALID", "currency")
        mine = [one for one in self.wallets.values() if one["owner"] == me and not one["deletedAt"]]
        if any(one["name"] == name for one in mine) and "same-name" not in self.broken:
            raise Refusal(409, "NAME_TAKEN", "name")
        key = f"wal_{len(self.wallets) + 1:06d}"
        wallet = {"id": key, "name": name, "currency": currency, "balance": Decimal(0), "createdAt": _now(),
                  "owner": me, "deletedAt": None}  # fmt: skip
        self.wallets[key], self.entries[key] = wallet, []
        return 200 if "created-200" in self.broken else 201, self.shown(wallet)

    def book(self, wallet: dict[str, Any], kind: str, amount: Decimal) -> dict[str, Any]:
        wallet["balance"] += amount
        entry = {"id": f"ent_{len(self.entries[wallet['id']]) + 1}", "type": kind, "amount": f"{abs(amount):.2f}",
                 "createdAt": _now()}  # fmt: skip
        self.entries[wallet["id"]].insert(0, entry)
        return entry

    def deposit(self, wallet: dict[str, Any], body: dict[str, Any]) -> tuple[int, Any]:
        amount = _amount(body, negative="negative-taken" in self.broken)
        if "deposit-lost" in self.broken:
            return 201, {**self.shown(wallet), "balance": f"{wallet['balance'] + amount:.2f}"}
        self.book(wallet, "DEPOSIT", amount * (2 if "deposit-twice" in self.broken else 1))
        return 201, self.shown(wallet)

    def withdraw(self, wallet: dict[str, Any], body: dict[str, Any]) -> tuple[int, Any]:
        amount = _amount(body)
        if amount > wallet["balance"] and "overdraft" not in self.broken:
            if "overdraft-500" in self.broken:
                raise Refusal(500, "OOPS")
            raise Refusal(409, "INSUFFICIENT_FUNDS", "amount")
        self.book(wallet, "WITHDRAWAL", -amount)
        return 201, self.shown(wallet)

    def transfer(self, me: str, body: dict[str, Any]) -> tuple[int, Any]:
        source, target = self.find(me, str(body.get("fromId"))), self.find(me, str(body.get("toId")))
        self.withdraw(source, body)
        if "transfer-lost" not in self.broken:
            self.book(target, "DEPOSIT", _amount(body))
        return 201, {"from": self.shown(source), "to": self.shown(target)}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 40:
        raise Refusal(422, "INVALID", name)
    return value


def _amount(body: dict[str, Any], *, negative: bool = False) -> Decimal:
    value = body.get("amount")
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,9}\.\d\d", value):
        raise Refusal(422, "INVALID", "amount")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise Refusal(422, "INVALID", "amount") from None
    if amount <= 0 and not negative:
        raise Refusal(422, "INVALID", "amount")
    return amount


class Handler(BaseHTTPRequestHandler):
    """Routes by method and path."""

    protocol_version = "HTTP/1.1"
    wallets: Wallets

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - names of the standard library

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the standard library has it
        """Nothing: the tests tell."""

    def _answer(self) -> None:
        broken = self.wallets.broken
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        try:
            with self.wallets.lock:
                status, data, meta = self._routed(json.loads(raw) if raw else {})
            document: Any = {"data": data, "meta": {"requestId": "r-1", "at": _now(), **meta}}
            if "no-meta" in broken:
                del document["meta"]
        except Refusal as refusal:
            status, document = refusal.status, {"errors": [{"code": refusal.code, "field": refusal.field or None}]}
            if "errors-flat" in broken:
                document = {"error": refusal.code}
        except ValueError:
            status, document = 400, {"errors": [{"code": "BAD_JSON", "field": None}]}
        text = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        if "no-request-id" not in broken:
            self.send_header("X-Request-Id", "r-1")
        self.end_headers()
        self.wfile.write(text)

    def _routed(self, body: Any) -> tuple[int, Any, dict[str, Any]]:
        url = urlsplit(self.path)
        me = KEYS.get(self.headers.get("X-Api-Key", ""))
        if me is None and "no-key" not in self.wallets.broken:
            raise Refusal(401, "API_KEY_MISSING")
        if not isinstance(body, dict):
            raise Refusal(400, "BAD_JSON")
        parts = url.path.strip("/").split("/")
        if parts[:2] != ["api", "wallets"] and parts != ["api", "transfers"]:
            raise Refusal(404, "NO_SUCH_PATH")
        if parts == ["api", "transfers"] and self.command == "POST":
            return *self.wallets.transfer(me or "mia", body), {}
        return self._wallets(me or "mia", parts[2:], dict(parse_qsl(url.query)), body)

    def _wallets(  # noqa: C901 - a table of routes
        self, me: str, parts: list[str], query: dict[str, str], body: dict[str, Any]
    ) -> tuple[int, Any, dict[str, Any]]:
        store = self.wallets
        match (self.command, *parts):
            case ("POST",):
                return *store.open(me, body), {}
            case ("GET",):
                found = [one for one in store.wallets.values() if one["owner"] == me]
                kept = [one for one in found if not one["deletedAt"] or "delete-keeps" in store.broken]
                return self._page([store.shown(one) for one in kept][::-1], query)
            case ("GET", key):
                return 200, store.shown(store.find(me, key, "foreign-read")), {}
            case ("PUT", key):
                wallet = store.find(me, key, "foreign-rename")
                changed = {**wallet, "name": _text(body, "name")}
                if "rename-lost" not in store.broken:
                    wallet.update(changed)
                return 200, store.shown(changed), {}
            case ("DELETE", key):
                wallet = store.find(me, key)
                wallet["deletedAt"] = _now()
                return 200, {"id": key, "deleted": True}, {}
            case ("POST", key, "restore"):
                wallet = store.find(me, key, deleted=True)
                wallet["deletedAt"] = wallet["deletedAt"] if "restore-nothing" in store.broken else None
                return 200, store.shown(wallet), {}
            case ("POST", key, "deposits"):
                return *store.deposit(store.find(me, key), body), {}
            case ("POST", key, "withdrawals"):
                return *store.withdraw(store.find(me, key), body), {}
            case ("GET", key, "entries"):
                entries = store.entries[store.find(me, key)["id"]]
                wanted = query.get("type")
                if wanted and "type-filter" not in store.broken:
                    entries = [one for one in entries if one["type"] == wanted]
                return self._page(entries[::-1] if "entries-unsorted" in store.broken else entries, query)
        raise Refusal(404, "NO_SUCH_PATH")

    def _page(self, items: list[Any], query: dict[str, str]) -> tuple[int, Any, dict[str, Any]]:
        broken = self.wallets.broken
        page, size = int(query.get("page", "0")), int(query.get("size", "50"))
        if "size-ignored" in broken:
            size = 1000
        start = page * size - (1 if page and "page-overlap" in broken else 0)
        cut = items[start : start + size]
        return 200, cut, {"total": len(cut if "total-wrong" in broken else items), "page": page}


@contextmanager
def serving(*broken: str) -> Iterator[str]:
    """The API on a free port of loopback."""
    bound = type("Bound", (Handler,), {"wallets": Wallets(frozenset(broken))})
    server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
