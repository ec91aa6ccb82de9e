"""What the shop remembers; a record is never changed, only replaced by its successor."""

from datetime import datetime
from typing import Literal

import msgspec

Role = Literal["member", "manager", "admin"]
OrderStatus = Literal["placed", "paid", "shipped", "cancelled"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Anything with an id and a time of birth; the id orders what a sort leaves equal."""

    id: str
    created_at: datetime


class User(Record, frozen=True, kw_only=True):
    """A person of one tenant; `password` is a salted hash."""

    tenant: str
    username: str
    email: str
    display_name: str
    role: Role
    password: str
    disabled: bool = False
    updated_at: datetime


class Session(Record, frozen=True, kw_only=True):
    """One login: all its tokens die with it. Of its refresh tokens the last one works."""

    user_id: str
    expires_at: datetime
    refresh_tokens: tuple[str, ...]


class Address(Record, frozen=True, kw_only=True):
    """A private address of its owner."""

    owner_id: str
    label: str
    name: str
    street: str
    city: str
    postcode: str
    country: str
    updated_at: datetime


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of a product, as uploaded."""

    content_type: str
    content: bytes
    alt: str | None


class Product(Record, frozen=True, kw_only=True):
    """What a tenant sells; money is in cents."""

    tenant: str
    sku: str
    name: str
    description: str
    category: str
    price_cents: int
    stock: int
    tags: tuple[str, ...]
    manual_url: str | None
    image: Image | None = None
    version: int = 1
    updated_at: datetime


class Review(Record, frozen=True, kw_only=True):
    """What a user says about a product; shared in the tenant."""

    tenant: str
    product_id: str
    author_id: str
    author: str
    rating: int
    text: str
    updated_at: datetime


class Announcement(Record, frozen=True, kw_only=True):
    """What a manager tells the tenant."""

    tenant: str
    title: str
    text: str
    lang: str
    author: str


class TenantProfile(Record, frozen=True, kw_only=True):
    """A tenant; its id is its name in the API."""

    name: str
    support_email: str
    updated_at: datetime


class Coupon(Record, frozen=True, kw_only=True):
    """A coupon of a tenant; `redeemed_by` has each user who redeemed it."""

    tenant: str
    code: str
    percent_off: int
    most_uses: int
    redeemed_by: tuple[str, ...] = ()


class OrderItem(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order, with name and price as they were when it was placed."""

    product_id: str
    sku: str
    name: str
    unit_price_cents: int
    quantity: int

    @property
    def line_total_cents(self) -> int:
        return self.unit_price_cents * self.quantity


class Order(Record, frozen=True, kw_only=True):
    """A private order of its customer."""

    tenant: str
    number: int
    customer_id: str
    customer: str
    status: OrderStatus = "placed"
    items: tuple[OrderItem, ...]
    shipping_address: Address | None
    note: str | None
    payment_method: str | None = None
    tracking_code: str | None = None
    cancel_reason: str | None = None
    version: int = 1
    updated_at: datetime

    @property
    def total_cents(self) -> int:
        return sum(item.line_total_cents for item in self.items)


class ReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a report."""

    key: str
    count: int
    total_cents: int


class Report(Record, frozen=True, kw_only=True):
    """A report of who ordered it; its rows are of the time when it was ordered."""

    owner_id: str
    kind: str
    rows: tuple[ReportRow, ...]


class AuditEvent(Record, frozen=True, kw_only=True):
    """Who did what to what; `actor_id` is None for a service."""

    tenant: str
    action: str
    actor_id: str | None
    actor: str
    target_id: str
