"""What comes by chance, from a source that is given and may be seeded, and what the machine does not tell."""

from __future__ import annotations

import re
import string
import uuid
from typing import Any

from assay.stub.replying.templates.fill import Helper, HelperCall
from assay.stub.replying.templates.helpers.refusing import error
from assay.stub.replying.templates.values import shown

_MOST = 100_000
"""Characters of a random text."""
_SYMBOLS = string.punctuation
_ALPHABETS = {
    "ALPHANUMERIC": string.ascii_lowercase + string.digits,
    "ALPHABETIC": string.ascii_lowercase,
    "NUMERIC": string.digits,
    "ALPHANUMERIC_AND_SYMBOLS": string.ascii_lowercase + string.digits + _SYMBOLS,
    "HEXADECIMAL": "0123456789abcdef",
}
_INT = 2**31
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def random_value(call: HelperCall) -> str:
    """A text of `length` characters of a `type`, or a UUID."""
    kind = shown(call.named.get("type", "ALPHANUMERIC"))
    chance = call.world.chance
    if kind == "UUID":
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))
    length = int(call.named.get("length", 36))
    if not 0 <= length <= _MOST:
        raise ValueError(f"a random text has at most {_MOST:,} characters")
    text = "".join(chance.choices(_ALPHABETS.get(kind, _ALPHABETS["ALPHANUMERIC"]), k=length))
    return text.upper() if call.named.get("uppercase") else text


def random_int(call: HelperCall) -> int:
    """A whole number from `lower` up to `upper`, which is left out."""
    lower, upper = int(call.named.get("lower", -_INT)), int(call.named.get("upper", _INT - 1))
    if lower >= upper:
        raise ValueError("upper is to be greater than lower")
    return call.world.chance.randrange(lower, upper)


def random_decimal(call: HelperCall) -> float:
    """A number between `lower` and `upper`."""
    lower, upper = float(call.named.get("lower", 5e-324)), float(call.named.get("upper", 1.7976931348623157e308))
    return lower + (upper - lower) * call.world.chance.random()


def pick_random(call: HelperCall) -> Any:
    """One of the arguments, or of the items of the one list."""
    items = call.arguments
    if len(items) == 1 and isinstance(items[0], list | tuple):
        items = list(items[0])
    if not items:
        raise ValueError("there is nothing to pick from")
    return call.world.chance.choice(items)


def hostname(call: HelperCall) -> str:
    """The name that this server goes by."""
    return call.world.hostname


def system_value(call: HelperCall) -> str:
    """Refused: neither the environment nor the process is told to whoever writes a mapping."""
    key = call.named.get("key")
    return error("The key cannot be empty" if key is None else f"Access to {shown(key)} is denied")


def random_fake(call: HelperCall) -> str:
    """Made-up data by Faker, as `Name.first_name`; seeded by the chance that is given."""
    from faker import Faker

    from assay.model.errors import UsageError

    path = _CAMEL.sub("_", call.text(0)).lower()
    name = _FAKES.get(path, path.rpartition(".")[2])
    faker = Faker()
    faker.seed_instance(call.world.chance.getrandbits(64))
    provider = getattr(faker, name, None) if name.isidentifier() and not name.startswith("_") else None
    if name in {"seed", "seed_instance", "add_provider", "parse", "format", "binary"} or not callable(provider):
        return error(f"There is no made-up value {call.text(0)[:60]}")
    try:
        return str(provider())[:_MOST]
    except (TypeError, UsageError):
        return error(f"There is no made-up value {call.text(0)[:60]}")


_FAKES = {
    "name.full_name": "name",
    "name.name": "name",
    "internet.email_address": "email",
    "internet.url": "url",
    "internet.uuid": "uuid4",
    "address.city": "city",
    "address.zip_code": "postcode",
    "address.full_address": "address",
    "address.street_address": "street_address",
    "phone_number.phone_number": "phone_number",
    "phone_number.cell_phone": "phone_number",
    "company.name": "company",
    "commerce.product_name": "word",
    "lorem.sentence": "sentence",
}

HELPERS: dict[str, Helper] = {
    "randomValue": random_value,
    "randomInt": random_int,
    "randomDecimal": random_decimal,
    "pickRandom": pick_random,
    "hostname": hostname,
    "systemValue": system_value,
    "random": random_fake,
}
