"""The caller's private addresses."""

from typing import Any

import msgspec

from assay.demo import access, audit
from assay.demo.calls import Call, Reply
from assay.demo.paging import ordered, page
from assay.demo.records import Address
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop


async def list_addresses(shop: Shop, call: Call) -> Reply:
    own = (address for address in shop.store.addresses.values() if address.owner_id == call.who.id)
    return page(call, ordered(own, "label"), view)


async def create_address(shop: Shop, call: Call) -> Reply:
    address = Address(
        **call.body,
        id=shop.ids.new("adr"),
        owner_id=call.who.user_id,
        created_at=shop.now(),
        updated_at=shop.now(),
    )
    shop.store.addresses[address.id] = address
    audit.record(shop, call.who, "address.create", address.id)
    return Reply(status=201, content=view(address), headers={"Location": f"/v1/addresses/{address.id}"})


async def get_address(shop: Shop, call: Call) -> Reply:
    return Reply(content=view(access.address(shop, call.who, call.path["address_id"])))


async def replace_address(shop: Shop, call: Call) -> Reply:
    address = access.address(shop, call.who, call.path["address_id"])
    address = msgspec.structs.replace(address, **call.body, updated_at=shop.now())
    shop.store.addresses[address.id] = address
    audit.record(shop, call.who, "address.update", address.id)
    return Reply(content=view(address))


async def delete_address(shop: Shop, call: Call) -> Reply:
    address = access.address(shop, call.who, call.path["address_id"])
    del shop.store.addresses[address.id]
    audit.record(shop, call.who, "address.delete", address.id)
    return Reply(status=204)


def view(address: Address) -> dict[str, Any]:
    """The address as its owner sees it."""
    return {
        "id": address.id,
        "owner_id": address.owner_id,
        "label": address.label,
        "name": address.name,
        "street": address.street,
        "city": address.city,
        "postcode": address.postcode,
        "country": address.country,
        "created_at": stamp(address.created_at),
        "updated_at": stamp(address.updated_at),
    }


HANDLERS: dict[str, Handler] = {
    "listAddresses": list_addresses,
    "createAddress": create_address,
    "getAddress": get_address,
    "replaceAddress": replace_address,
    "deleteAddress": delete_address,
}
