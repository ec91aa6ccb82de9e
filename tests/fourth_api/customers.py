"""Customers: of an organisation, each with an email of its own."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from tests.fourth_api.gate import Answer, Call, Handler, Refusal
from tests.fourth_api.invoices import amount, listed_invoices
from tests.fourth_api.paging import chosen, paged
from tests.fourth_api.world import Record

DEFAULTS: dict[str, Any] = {"country": None, "credit_limit": 0, "tags": [], "parent_id": None, "metadata": {}}
FIELDS = ("name", "email", *DEFAULTS)
MOMENT = 0.05


def _living(call: Call, defect: str) -> list[Record]:
    return [one for one in call.world.customers.values()
            if not one.deleted and (one.org == call.org or call.wrong(defect))]  # fmt: skip


async def list_customers(call: Call) -> Answer:
    sort = chosen(call, "sort", ("name", "-name", "created_at", "-created_at"), "created_at")
    found = _living(call, "list-across")
    if (country := call.query.get("country")) is not None:
        if not re.fullmatch("[A-Z]{2}", country):
            raise Refusal(422, "country is no country.", parameter="country")
        found = [one for one in found if one.values["country"] == country]
    if (email := call.query.get("email")) is not None:
        found = [one for one in found if one.values["email"] == email]
    found.sort(key=lambda one: one.values[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return paged(call, found, view)


async def create_customer(call: Call) -> Answer:
    values = {**DEFAULTS, **_given(call, "CustomerInput")}
    values.setdefault("name", "")
    values.setdefault("email", "")
    await _judge(call, values, None)
    key = call.world.new_id("cus")
    if call.wrong("id-writable") and isinstance(call.json().get("id"), str):
        key = call.json()["id"]
    customer = Record(key, call.org, {**values, "created_at": call.world.now()})
    if call.wrong("balance-writable") and isinstance(call.json().get("balance"), int):
        customer.values["balance"] = call.json()["balance"]
    call.world.customers[key] = customer
    status = 200 if call.wrong("created-answers-200") else 201
    return Answer(view(call, customer), status, {"Location": f"/v2/orgs/{call.org}/customers/{key}"})


def _given(call: Call, schema: str) -> dict[str, Any]:
    return {name: value for name, value in call.body(schema).items() if name in FIELDS}


async def _judge(call: Call, values: dict[str, Any], customer: Record | None) -> None:
    """What the schema cannot say."""
    parent = values["parent_id"]
    if parent is not None:
        if parent not in call.world.customers and call.wrong("parent-crash"):
            raise KeyError(parent)
        try:
            call.of_org(call.world.customers, parent)
        except Refusal:
            raise Refusal(422, "There is no such customer.", pointer="/parent_id") from None
    if "\0" in values["name"] and call.wrong("null-byte-crash"):
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")
    others = (one for one in call.world.customers.values() if one is not customer and not one.deleted)
    taken = any(one.org == call.org and one.values["email"] == values["email"] for one in others)
    if taken and not call.wrong("emails-twice"):
        raise Refusal(409, "A customer has that email already.")
    if call.wrong("emails-raced"):
        await asyncio.sleep(MOMENT)


async def get_customer(call: Call) -> Answer:
    return Answer(view(call, call.of_org(call.world.customers, call.ids["customer_id"], "customer-read-across")))


async def patch_customer(call: Call) -> Answer:
    customer = call.of_org(call.world.customers, call.ids["customer_id"], "customer-changed-across")
    values = {**customer.values, **_given(call, "CustomerPatch")}
    await _judge(call, values, customer)
    if call.wrong("patch-resets") and "tags" not in call.json():
        values["tags"] = []
    if call.wrong("patch-drops-metadata") and "metadata" not in call.json():
        values["metadata"] = {}
    if call.wrong("patch-without-effect"):
        return Answer(view(call, Record(customer.id, customer.org, values)))
    customer.values = values
    return Answer(view(call, customer))


async def delete_customer(call: Call) -> Answer:
    customer = call.of_org(call.world.customers, call.ids["customer_id"])
    invoices = (one for one in call.world.invoices.values() if not one.deleted)
    if any(one.values["customer_id"] == customer.id for one in invoices):
        raise Refusal(409, "The customer has invoices.")
    customer.deleted = not call.wrong("deleted-stays")
    return Answer(status=204)


async def list_customer_invoices(call: Call) -> Answer:
    customer = call.of_org(call.world.customers, call.ids["customer_id"], "nested-across")
    return listed_invoices(call, [one for one in call.world.invoices.values()
                                  if one.values["customer_id"] == customer.id and not one.deleted])  # fmt: skip


async def tag_customers(call: Call) -> Answer:
    given, tagged, missing = call.body("Tagging"), list[str](), list[str]()
    for key in dict.fromkeys(given["ids"]):
        if key not in call.world.customers and call.wrong("tag-crash"):
            raise KeyError(key)
        try:
            customer = call.of_org(call.world.customers, key, "tagged-across")
        except Refusal:
            missing.append(key)
            continue
        tags = customer.values["tags"]
        customer.values["tags"] = tags if given["tag"] in tags else [*tags, given["tag"]][-10:]
        tagged.append(key)
    return Answer({"tagged": tagged, "missing": missing})


async def search(call: Call) -> Answer:
    q = call.query.get("q", "")
    if not 2 <= len(q) <= 80:
        raise Refusal(422, "q has not 2 to 80 characters.", parameter="q")
    found = _living(call, "search-across")
    return paged(call, [one for one in found if _holds(call, one, q)], view)


def _holds(call: Call, customer: Record, q: str) -> bool:
    text = f"{customer.values['name']}\n{customer.values['email']}"
    if call.wrong("search-pattern"):
        return bool(re.search(q, text, re.IGNORECASE))
    return q.lower() in text.lower() or call.wrong("search-ignored")


def view(call: Call, customer: Record) -> dict[str, Any]:
    invoices = (one for one in call.world.invoices.values() if one.values["customer_id"] == customer.id)
    balance = sum(amount(one) for one in invoices if one.values["status"] == "open" and not one.deleted)
    return {"id": customer.id, "balance": balance, **customer.values}


HANDLERS: dict[str, Handler] = {
    "listCustomers": list_customers, "createCustomer": create_customer, "getCustomer": get_customer,
    "patchCustomer": patch_customer, "deleteCustomer": delete_customer, "listCustomerInvoices": list_customer_invoices,
    "tagCustomers": tag_customers, "search": search,
}  # fmt: skip
