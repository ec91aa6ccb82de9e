"""Invoices: draft, open, paid or void; changed only as drafts, under the ETag that they have."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.fourth_api.gate import Answer, Call, Handler, Refusal
from tests.fourth_api.paging import chosen, paged, whole
from tests.fourth_api.world import Record

STATUSES = ("draft", "open", "paid", "void")
MOMENT = 0.05


def amount(invoice: Record) -> int:
    return sum(int(one["quantity"]) * int(one["unit_amount"]) for one in invoice.values["lines"])


def _of(call: Call, *defects: str) -> Record:
    invoice = call.world.invoices.get(call.ids["invoice_id"])
    if invoice and invoice.deleted and call.wrong("deleted-readable") and call.operation == "getInvoice":
        return invoice
    return call.of_org(call.world.invoices, call.ids["invoice_id"], *defects)


async def list_invoices(call: Call) -> Answer:
    query, wrong = call.query, call.wrong
    status = query.get("status", "") if wrong("status-filter-unchecked") else chosen(call, "status", STATUSES)
    sort = chosen(call, "sort", ("amount", "-amount", "created_at", "-created_at"), "-created_at")
    least, customer = whole(call, "min_amount", 0, 0, 10**12), query.get("customer_id")
    found = [one for one in call.world.invoices.values() if not one.deleted and (
        one.org == call.org or (wrong("filter-across") and customer == one.values["customer_id"]))]  # fmt: skip
    if status and not wrong("status-filter-ignored"):
        found = [one for one in found if one.values["status"] == status]
    if customer is not None:
        found = [one for one in found if one.values["customer_id"] == customer]
    if not wrong("min-amount-ignored"):
        found = [one for one in found if amount(one) >= least]
    return listed_invoices(call, _sorted(call, found, sort))


def _sorted(call: Call, found: list[Record], sort: str) -> list[Record]:
    def by_amount(one: Record) -> Any:
        return str(amount(one)) if call.wrong("sort-as-text") else amount(one)

    descends = sort.startswith("-") and not call.wrong("sort-one-way")
    found = sorted(found, key=lambda one: one.id)
    by = by_amount if sort.endswith("amount") else (lambda one: one.values["created_at"])
    return sorted(found, key=by, reverse=descends)


def listed_invoices(call: Call, found: list[Record]) -> Answer:
    answer = paged(call, found, view)
    if call.wrong("amount-missing"):
        for one in answer.content["items"]:
            del one["amount"]
    return answer


async def create_invoice(call: Call) -> Answer:
    if call.wrong("status-writable"):
        given = {name: value for name, value in call.json().items() if name != "status"}
        if error := next(call.validators("InvoiceInput").iter_errors(given), None):
            raise Refusal(422, f"This is not what InvoiceInput says: {error.kind.name}.")
    else:
        given = call.body("InvoiceInput")
    if again := _again(call, given):
        return _shown(call, again, 201)
    try:
        call.of_org(call.world.customers, given["customer_id"], "reference-across")
    except Refusal:
        raise Refusal(422, "There is no such customer.", pointer="/customer_id") from None
    defaults = {"due_date": None, "memo": None, "status": "draft", "paid_at": None, "created_at": call.world.now()}
    invoice = Record(call.world.new_id("inv"), call.org, {**defaults, **given})
    if call.wrong("status-writable") and call.json().get("status") in STATUSES:
        invoice.values["status"] = call.json()["status"]
    call.world.invoices[invoice.id] = invoice
    if key := call.headers.get("idempotency-key"):
        call.world.answers[call.org, key] = given, invoice.id
    return _shown(call, invoice, 201)


def _again(call: Call, given: Any) -> Record | None:
    key = call.headers.get("idempotency-key", "")
    if len(key) > 80:
        raise Refusal(422, "The key has more than 80 characters.", header="Idempotency-Key")
    before = call.world.answers.get((call.org, key)) if key else None
    if before is None or call.wrong("idempotency-ignored"):
        return None
    if before[0] != given and not call.wrong("idempotency-other-body"):
        raise Refusal(409, "The key was used for another request.", header="Idempotency-Key")
    return call.world.invoices[before[1]]


def _shown(call: Call, invoice: Record, status: int = 200) -> Answer:
    version = 1 if call.wrong("etag-stands") else invoice.version
    headers = {"ETag": f'"{invoice.id[-6:]}.{version}"'}
    if status == 201:
        headers["Location"] = f"/v2/orgs/{call.org}/invoices/{invoice.id}"
        if call.wrong("header-told") and (key := call.headers.get("idempotency-key")):
            headers["Idempotency-Key"] = key
    return Answer(view(call, invoice), status, headers)


async def get_invoice(call: Call) -> Answer:
    return _shown(call, _of(call, "invoice-read-across"))


async def patch_invoice(call: Call) -> Answer:
    invoice, given = _of(call), call.body("InvoicePatch")
    said = call.headers.get("if-match")
    if said is None and not call.wrong("if-match-optional"):
        raise Refusal(428, "Say If-Match.", header="If-Match")
    if said not in (None, "*", _shown(call, invoice).headers["ETag"]) and not call.wrong("if-match-ignored"):
        raise Refusal(412, "The invoice has changed since.", header="If-Match")
    if invoice.values["status"] != "draft" and not call.wrong("finalized-changed"):
        raise Refusal(409, "Only drafts are changed.")
    _change(invoice, **given)
    return _shown(call, invoice)


def _change(invoice: Record, **values: Any) -> None:
    invoice.values = {**invoice.values, **values}
    invoice.version += 1


async def delete_invoice(call: Call) -> Answer:
    invoice = _of(call, "invoice-deleted-across")
    if invoice.values["status"] != "draft" and not call.wrong("open-deleted"):
        raise Refusal(409, "Only drafts are deleted.")
    invoice.deleted = True
    return Answer(status=204)


async def finalize(call: Call) -> Answer:
    return _moved(call, _of(call), ("draft",), "open")


async def pay(call: Call) -> Answer:
    invoice, froms = _of(call, "paid-across"), ["open"]
    froms += ["draft"] * call.wrong("pay-of-draft") + ["paid"] * call.wrong("paid-twice")
    if call.wrong("pay-raced") and invoice.values["status"] == "open":
        await asyncio.sleep(MOMENT)
        froms.append("paid")
    answer = _moved(call, invoice, tuple(froms), "paid")
    invoice.values["paid_at"] = call.world.now()
    return Answer(view(call, invoice), answer.status)


async def void(call: Call) -> Answer:
    invoice = _of(call)
    if invoice.values["status"] == "void" and call.wrong("void-undeclared"):
        raise Refusal(418, "It is void.")
    return _moved(call, invoice, ("draft", "open", *(("paid",) if call.wrong("void-of-paid") else ())), "void")


def _moved(call: Call, invoice: Record, froms: tuple[str, ...], to: str) -> Answer:
    if invoice.values["status"] not in froms:
        raise Refusal(409, f"A {invoice.values['status']} invoice does not become {to}.")
    _change(invoice, status=to)
    return Answer(view(call, invoice))


async def get_document(call: Call) -> Answer:
    invoice = _of(call, "document-across")
    rows = ["description,quantity,unit_amount"]
    rows += [f'"{one["description"]}",{one["quantity"]},{one["unit_amount"]}' for one in invoice.values["lines"]]
    media = "application/octet-stream" if call.wrong("document-as-octets") else "text/csv; charset=utf-8"
    return Answer("\n".join(rows) + "\n", media=media)


def view(call: Call, invoice: Record) -> dict[str, Any]:
    told = amount(invoice) + (invoice.values["lines"][1:] != [] and call.wrong("amount-wrong"))
    return {"id": invoice.id, **invoice.values, "amount": told}


HANDLERS: dict[str, Handler] = {
    "listInvoices": list_invoices, "createInvoice": create_invoice, "getInvoice": get_invoice,
    "patchInvoice": patch_invoice, "deleteInvoice": delete_invoice, "finalizeInvoice": finalize, "payInvoice": pay,
    "voidInvoice": void, "getDocument": get_document,
}  # fmt: skip
