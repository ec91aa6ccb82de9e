"""Exchanges held against the contract: those of a test that asks for it, and all of them for what they reached."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from assay.contract.matching import Match, Miss, Routes
from assay.contract.mismatch import Mismatch
from assay.contract.requests import judge_request
from assay.contract.responses import judge_response
from assay.contract.validation import Validators
from assay.interfaces.pytest_plugin.capture.captured import Captured
from assay.interfaces.pytest_plugin.recording.hosts import is_loopback
from assay.model.contract import Contract
from assay.model.exchange import Exchange

MOST = 20
"""Differences that are told of one test."""
REFUSED = frozenset({404, 405, 501})


class Judge:
    """One for a run: the contract, ready to be asked."""

    def __init__(self, contract: Contract, base_url: str) -> None:
        self.contract = contract
        self._routes = Routes(contract, (base_url,) if base_url else ())
        self._validators = Validators(contract)
        servers = (base_url, *contract.servers)
        self._hosts = {host for server in servers if "://" in server and (host := urlsplit(server).netloc.lower())}
        self._anywhere = not base_url
        """Whether an API on loopback counts as the one that is meant."""

    def is_ours(self, url: str, *, in_process: bool = False) -> bool:
        """Whether a URL is one of the API that the contract is about."""
        try:
            host = urlsplit(url).netloc.rpartition("@")[2].lower()
        except ValueError:
            return False
        return in_process or host in self._hosts or (self._anywhere and is_loopback(host))

    def reached(self, method: str, url: str, *, in_process: bool = False) -> str:
        """The operation by its name; empty where it is none."""
        if not self.is_ours(url, in_process=in_process):
            return ""
        found = self._routes.find(method, url)
        return found.operation.name if isinstance(found, Match) else ""

    def differences(self, exchange: Exchange, *, in_process: bool = False) -> list[str]:
        """Where an exchange differs from the document, a sentence each.

        A request that differs is the test's own affair as long as it is refused: negative tests send such ones.
        """
        request, response = exchange.request, exchange.response
        if response is None or not self.is_ours(request.url, in_process=in_process):
            return []
        found = self._routes.find(request.method, request.url)
        if isinstance(found, Miss):
            return [] if response.status in REFUSED else [_missed(found, request.method)]
        told = list(judge_response(self.contract, found, response, self._validators, method=request.method))
        if response.status < 400:
            told += judge_request(self.contract, found, request, self._validators)
        return [_sentence(one, found.operation.name, response.status) for one in told if not one.info]


def _missed(miss: Miss, method: str) -> str:
    if miss.methods:
        return (
            f"{method} {miss.path}: the contract declares {', '.join(miss.methods)} on {miss.template}, not {method}."
        )
    near = f" The nearest is {miss.nearest[0]}." if miss.nearest else ""
    return f"{method} {miss.path}: the contract declares no such path.{near}"


def _sentence(one: Mismatch, operation: str, status: int) -> str:
    place = f", {one.place}{' ' + one.pointer if one.pointer else ''}" if one.place != "status" else ""
    return f"{operation} → {status}{place}: {one.message}"


class Broken(AssertionError):
    """The contract says otherwise; the message says where."""


class ContractCheck:
    """What a test has of the `contract` fixture. Each of its exchanges is judged once the test is through."""

    def __init__(self, judge: Judge) -> None:
        self.contract = judge.contract
        """The document, as assay reads it."""
        self._judge = judge
        self._allowed: list[str] = []

    def allow(self, text: str) -> None:
        """Do not tell differences whose sentence holds this text: a known one."""
        self._allowed.append(text)

    def verify(self, exchanges: Iterable[tuple[Captured, Exchange]]) -> None:
        """Raise Broken where an exchange differs; mocked ones are left out."""
        __tracebackhide__ = True
        told: dict[str, None] = {}
        for captured, exchange in exchanges:
            if captured.mocked:
                continue
            for sentence in self._judge.differences(exchange, in_process=captured.in_process):
                if not any(text in sentence for text in self._allowed):
                    told[sentence] = None
        if told:
            lines = [f"  {sentence}" for sentence in list(told)[:MOST]]
            more = [f"  … and {len(told) - MOST} more"] if len(told) > MOST else []
            raise Broken("\n".join((f"not as {self.contract.title or 'the contract'} says:", *lines, *more)))
