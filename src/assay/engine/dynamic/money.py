"""Dynamic variables of banks and money."""

from __future__ import annotations

import re
from functools import cache

from assay.engine.dynamic.draw import Maker, decimal, digits, letters, one_of, pick, whole, words
from assay.model.world import World

ACCOUNTS = (
    "Checking",
    "Savings",
    "Money Market",
    "Investment",
    "Home Loan",
    "Credit Card",
    "Auto Loan",
    "Personal Loan",
)
_SYMBOLS = ("$", "€", "£", "¥", "₩", "₪", "₫", "₱", "₴", "₦", "₡", "฿", "kr", "zł", "Kč", "Ft", "R$", "₨", "﷼", "лв")
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BASE58 = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
_IBANS = words(
    "AD:8n12c AT:16n BE:12n BG:4a6n8c CH:5n12c CY:8n16c CZ:20n DE:18n DK:14n EE:16n ES:20n FI:14n FR:10n11c2n GB:4a14n "
    "GI:4a15c GR:7n16c HR:17n HU:24n IE:4a14n IL:19n IS:22n IT:1a10n12c LI:5n12c LT:16n LU:3n13c LV:4a13c MC:10n11c2n "
    "MT:4a5n18c NL:4a10n NO:11n PL:24n PT:21n RO:4a16c SA:2n18c SE:20n SI:15n SK:20n SM:1a10n12c TR:6n16c"
)
"""Country and structure of the account number (IBAN registry): n digits, a letters, c either."""
_ALPHABETS = {"n": "0123456789", "a": _UPPER, "c": "0123456789" + _UPPER}


@cache
def _currencies() -> tuple[tuple[str, str], ...]:
    from faker.providers.currency import Provider

    return tuple((code, name) for code, name in Provider.currencies)


def _iban(world: World) -> str:
    """With the check digits that belong to it (ISO 13616)."""
    country, _, structure = pick(_IBANS, world).partition(":")
    parts = re.findall(r"([0-9]+)([nac])", structure)
    account = "".join(letters(_ALPHABETS[kind], int(count), world) for count, kind in parts)
    number = "".join(str(int(char, 36)) for char in f"{account}{country}00")
    return f"{country}{98 - int(number) % 97:02d}{account}"


def _bic(world: World) -> str:
    country = pick(_IBANS, world)[:2]
    branch = digits(3, world) if whole(0, 9, world) < 3 else ""
    return f"{letters(_UPPER, 3, world)}{pick('AEIOU', world)}{country}{letters(_UPPER, 1, world)}1{branch}"


def _bitcoin(world: World) -> str:
    return pick("13", world) + letters(_BASE58, whole(24, 33, world), world)


MAKERS: dict[str, Maker] = {
    "$randomBankAccount": lambda world: digits(8, world),
    "$randomBankAccountName": lambda world: f"{pick(ACCOUNTS, world)} Account",
    "$randomCreditCardMask": lambda world: digits(4, world),
    "$randomPrice": lambda world: decimal(0, 1000, 2, world),
    "$randomTransactionType": one_of(("deposit", "withdrawal", "payment", "invoice")),
    "$randomCurrencyCode": lambda world: world.chance.choice(_currencies())[0],
    "$randomCurrencyName": lambda world: world.chance.choice(_currencies())[1],
    "$randomCurrencySymbol": one_of(_SYMBOLS),
    "$randomBitcoin": _bitcoin,
    "$randomBankAccountIban": _iban,
    "$randomBankAccountBic": _bic,
}
