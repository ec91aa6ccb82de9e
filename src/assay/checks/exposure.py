"""An answer holds no more than is declared: no secret that its schema does not name, no data of other tenants."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from assay.checks.answer import Leaf, content_of, is_declared, leaves_of, sent_of
from assay.checks.check import Check, Judge, Seen
from assay.model.finding import Finding
from assay.model.rule import Rule

SECRET = Rule(
    name="exposed-secret",
    title="An answer has a secret that is not declared",
    law="An answer of success has no password, key or token but where its schema names it",
    severity="high",
    basis="effect",
    assumes="A field that is named like a secret and is not in the schema is there by mistake. Where the contract says "
    "nothing of an answer's fields, or names the field, nobody is blamed; masked and empty values are none.",
)
HASH = Rule(
    name="exposed-hash",
    title="An answer has a password hash",
    law="No answer has a password hash",
    severity="critical",
    basis="effect",
    assumes="A text in the form of a password hash is one, unless it was sent before.",
)
PERSONAL = Rule(
    name="exposed-personal",
    title="An answer has personal data that is not declared",
    law="An answer has no personal data but where its schema names it",
    severity="medium",
    basis="inferred",
    assumes="The contract is meant to name every field. Where several operations answer with undeclared fields, it is "
    "not, and the rule stays silent.",
)
TENANT = Rule(
    name="exposed-tenant",
    title="An answer has data of another tenant",
    law="Whoever belongs to a tenant is answered with data of that tenant",
    severity="high",
    basis="inferred",
    assumes="A field that has one value for nearly everything that a tenant is shown, and another one for another "
    "tenant, says whose the data is. Where tenants are shown one another's data elsewhere too, or both are in the "
    "same place, it is shared by design.",
)
UNDECLARED = Rule(
    name="undeclared-field",
    title="An answer has a field that is not declared",
    law="An answer has no fields but those that its schema names",
    severity="low",
    basis="inferred",
    assumes="The contract is meant to name every field: JSON Schema allows others where it does not forbid them.",
    by_choice=True,
)
_NAMES_OF_CREDENTIALS = """
    password passwd pwd passwordhash hashedpassword passwordsalt passwordencrypted encryptedpassword salt pinhash
    secret secretkey clientsecret sharedsecret privatekey apikey apisecret accesstoken refreshtoken resettoken
    idtoken sessiontoken sessionid authtoken token refreshtokens totpsecret otpsecret mfasecret twofactorsecret
    recoverycodes backupcodes securityanswer cvv cvc cardnumber passworddigest passwordresettoken
"""
_SECRETS = frozenset(_NAMES_OF_CREDENTIALS.split())
_ENDINGS = ("passwordhash", "passwordsalt", "pinhash", "privatekey", "clientsecret", "refreshtoken", "passworddigest")
_PERSONAL_NAMES = """
    email emailaddress phone phonenumber mobile mobilenumber birthdate dateofbirth birthday dob ssn
    socialsecuritynumber taxid iban street streetaddress homeaddress postaladdress passportnumber ipaddress lastloginip
"""
_PERSONAL = frozenset(_PERSONAL_NAMES.split())
_HASHES = re.compile(
    r"(?<![\w$])(?:"
    r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}"
    r"|\$argon2(?:id|i|d)\$v=\d{1,4}\$m=\d{1,9},t=\d{1,4},p=\d{1,4}\$[\w+/=.-]{8,}"
    r"|\$?pbkdf2(?:[-_:]\w{1,12}){0,2}\$\d{1,9}\$[\w+/=.-]{2,}\$[\w+/=.-]{16,}"
    r"|pbkdf2:sha\d{1,3}:\d{1,9}\$\w{4,}\$[0-9a-f]{32,}"
    r"|\$?scrypt(?::\d{1,9}){3}\$[\w+/=.-]{4,}\$[0-9a-f]{32,}"
    r"|\$scrypt\$ln=\d{1,3},r=\d{1,3},p=\d{1,3}\$[\w+/=.-]{4,}"
    r"|\$[156]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22,86}"
    r"|\{(?:SSHA|SSHA256|SSHA512|PBKDF2[-\w]{0,20}|CRYPT)\}[\w+/=.$-]{20,}"
    r")"
)
_TENANTS = re.compile(
    r"^(?:tenant|org|organi[sz]ation|company|workspace|team|customeraccount|shop|store|owner(?:tenant|org|team))"
    r"(?:id|key|slug|name|code)?$"
)
SHORTEST = 24
"""Characters that each form of a hash has at least."""
SAMPLES = 5
"""Answers to a tenant that must have shown a field before it can say whose the data is."""
SHARE = 0.95
MOST_SHOWN = 200
LOOSE = 2
"""Operations that answer with undeclared fields, beyond which a contract is not meant to name them all."""


class _Exposure:
    """Learns which fields say whose the data is, and whether the contract names every field."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._tenants: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self._loose: set[str] = set()
        self._shown: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        """By operation and place: to whose callers which values were shown."""
        self._sent: set[str] = set()
        self._declared: dict[tuple[str, int, str, str], bool | None] = {}

    def __call__(self, seen: Seen) -> Iterator[Finding]:
        """Learns at once, and judges when it is asked for the findings."""
        content = content_of(seen)
        self._sent.update(found[0] for found in _HASHES.finditer(sent_of(seen)))
        if not isinstance(content, dict | list):
            return iter(())
        found = leaves_of(seen)
        places = {leaf.pointer: leaf for leaf in found}
        if seen.exchange.id not in self._known:
            self._known.add(seen.exchange.id)
            self._learn(seen, found, places)
        return self._judged(seen, found, places)

    def _judged(self, seen: Seen, found: tuple[Leaf, ...], places: dict[str, Leaf]) -> Iterator[Finding]:
        yield from self._hashes(seen, found)
        if seen.response.status < 300:
            yield from self._fields(seen, places)
            yield from self._others(seen, found)

    def _is_undeclared(self, seen: Seen, place: str, leaf: Leaf) -> bool:
        """As the contract says for this place of this answer, looked up once."""
        key = (seen.operation.name, seen.response.status, seen.response.header("content-type") or "", place)
        if key not in self._declared:
            self._declared[key] = is_declared(seen, leaf.keys)
        return self._declared[key] is False

    def _learn(self, seen: Seen, found: tuple[Leaf, ...], places: dict[str, Leaf]) -> None:
        if seen.response.status >= 300:
            return
        if any(self._is_undeclared(seen, place, leaf) for place, leaf in places.items()):
            self._loose.add(seen.operation.name)
        if seen.honest and seen.identity.tenant:
            telling = [leaf for leaf in found if _says_whose(leaf)]
            for name, value in {(_plain(leaf.name), leaf.value) for leaf in telling}:
                self._tenants[name][seen.identity.tenant][value] += 1
            for leaf in telling:
                shown = self._shown[seen.operation.name, leaf.pointer]
                if len(shown) < MOST_SHOWN:
                    shown.add((seen.identity.tenant, leaf.value))

    def _hashes(self, seen: Seen, found: tuple[Leaf, ...]) -> Iterator[Finding]:
        for leaf in found:
            match = _HASHES.search(leaf.value) if isinstance(leaf.value, str) and len(leaf.value) >= SHORTEST else None
            if match is not None and match[0] not in self._sent:
                kind = re.split(r"[$:}\d]+", match[0].lstrip("${"))[0] or "crypt"
                message = f"Expected no password hash in an answer; {leaf.name or 'the answer'} holds one ({kind})."
                yield seen.finding(HASH, message, where=leaf.pointer, cause=f"password hash {leaf.name}")

    def _fields(self, seen: Seen, places: dict[str, Leaf]) -> Iterator[Finding]:
        """Each undeclared field once, by what it is named like."""
        for place, leaf in places.items():
            rule = self._rule(seen, leaf) if self._is_undeclared(seen, place, leaf) else None
            if rule is not None:
                message = (
                    f"Expected only declared fields in the answer; it has {leaf.name[:100]}, which its schema does not."
                )
                yield seen.finding(rule, message, where=place, cause=f"undeclared {leaf.name}")

    def _rule(self, seen: Seen, leaf: Leaf) -> Rule | None:
        name = _plain(leaf.name)
        if _is_secret(name, leaf.value) and not (name == "token" and _may_be_a_page(seen, leaf)):
            return None if leaf.value in sent_of(seen) else SECRET
        if name in _PERSONAL and leaf.value and isinstance(leaf.value, str):
            return PERSONAL if len(self._loose) <= LOOSE else None
        return UNDECLARED

    def _others(self, seen: Seen, found: tuple[Leaf, ...]) -> Iterator[Finding]:
        own = seen.identity.tenant
        if not (seen.honest and own):
            return
        for leaf in found:
            name = _plain(leaf.name)
            other = self._owner(name, own, leaf.value) if _says_whose(leaf) else ""
            if other and not self._is_shared(seen.operation.name, leaf):
                message = f"Expected data of {own}; {leaf.name} in the answer is that of {other}."
                yield seen.finding(TENANT, message, where=leaf.pointer, cause=f"tenant {leaf.name}")
                return

    def _is_shared(self, operation: str, leaf: Leaf) -> bool:
        """Whether at this place callers of several tenants are shown what is another's."""
        name = _plain(leaf.name)
        shown = self._shown[operation, leaf.pointer]
        return len({own for own, value in shown if self._owner(name, own, value)}) > 1

    def _owner(self, name: str, own: str, value: str) -> str:
        """The other tenant that a value of a field stands for; empty where none does, or the field says nothing."""
        marks = {tenant: mark for tenant, counts in self._tenants[name].items() if (mark := _mark(counts)) is not None}
        if own not in marks or len(set(marks.values())) < len(marks):
            return ""
        return next((tenant for tenant, mark in marks.items() if mark == value and tenant != own), "")


def _mark(counts: Counter[str]) -> str | None:
    """The value that nearly all data of a tenant has."""
    value, count = counts.most_common(1)[0]
    return value if count >= SAMPLES and count >= SHARE * counts.total() else None


def _says_whose(leaf: Leaf) -> bool:
    keys, name, value, _ = leaf
    if not isinstance(value, str) or not 0 < len(value) < 100:
        return False
    if _is_of_a_tenant(name):
        return True
    if name.lower() not in ("id", "slug", "key"):
        return False
    return _is_of_a_tenant(next((key for key in reversed(keys[:-1]) if isinstance(key, str)), ""))


@lru_cache(maxsize=10_000)
def _is_of_a_tenant(name: str) -> bool:
    return _TENANTS.match(_plain(name)) is not None


def _may_be_a_page(seen: Seen, leaf: Leaf) -> bool:
    """Whether a token beside a list may be what the next page is asked for with."""
    return len(leaf.keys) == 1 and not seen.operation.path.endswith(("}", "/me"))


def _is_secret(name: str, value: object) -> bool:
    if name not in _SECRETS and not name.endswith(_ENDINGS):
        return False
    if not isinstance(value, str) or len(value) < 3:
        return False
    return not re.fullmatch(r"[*•xX.]+|\W*(?:redacted|hidden|masked|filtered|removed)\W*", value, re.IGNORECASE)


@lru_cache(maxsize=10_000)
def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _fresh() -> Judge:
    return _Exposure()


CHECK = Check(
    name="exposure", rules=(SECRET, HASH, PERSONAL, TENANT, UNDECLARED), judge=_fresh, learns=True
)  # fmt: skip
