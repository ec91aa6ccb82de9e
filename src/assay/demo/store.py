"""The shop's memory: tables by id, safe because one event loop runs each handler without a pause inside."""

from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from assay.demo.calls import Call, Reply
from assay.demo.records import (
    Address,
    Announcement,
    AuditEvent,
    Coupon,
    Order,
    Product,
    Report,
    Review,
    Session,
    TenantProfile,
    User,
)
from assay.demo.sources import Clock, Ids
from assay.demo.upstream import Upstream

AUDIT_LIMIT = 10_000


class KeptReply(msgspec.Struct, frozen=True, kw_only=True):
    """The first answer to an Idempotency-Key, and the body that it answered."""

    body: bytes
    reply: Reply
    created_at: datetime


class Store:
    """The tables. Dictionaries keep the order of birth."""

    def __init__(self) -> None:
        self.tenants: dict[str, TenantProfile] = {}
        self.users: dict[str, User] = {}
        self.sessions: dict[str, Session] = {}
        self.session_of_refresh_token: dict[str, str] = {}
        self.addresses: dict[str, Address] = {}
        self.products: dict[str, Product] = {}
        self.reviews: dict[str, Review] = {}
        self.orders: dict[str, Order] = {}
        self.announcements: dict[str, Announcement] = {}
        self.coupons: dict[str, Coupon] = {}
        self.reports: dict[str, Report] = {}
        self.audit: deque[AuditEvent] = deque(maxlen=AUDIT_LIMIT)
        self.kept_replies: dict[tuple[str, ...], KeptReply] = {}
        self.reservations: dict[str, str] = {}
        """The depot's reference by order."""
        self.last_order_number: dict[str, int] = {}


class Shop:
    """All that a handler works with: the store, the clock, the ids, the key that signs access tokens, the partners."""

    def __init__(
        self, *, clock: Clock, ids: Ids, stock: Upstream | None = None, billing: Upstream | None = None
    ) -> None:
        self.store = Store()
        self.stock = stock
        self.billing = billing
        self.now = clock
        self.ids = ids
        self.signing_key = ids.secret("key").encode()


Handler = Callable[[Shop, Call], Awaitable[Reply]]
"""One operation of the contract."""
