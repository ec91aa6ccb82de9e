"""The start data: what a shop of a given seed holds before the first request."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from assay.demo import orders, passwords
from assay.demo.records import (
    Address,
    Announcement,
    Coupon,
    Order,
    OrderItem,
    OrderStatus,
    Product,
    Review,
    Role,
    TenantProfile,
    User,
)
from assay.demo.store import Shop

OPENING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

TENANTS = ("acme", "globex")

# (tenant, username, role); the password of each is `<username>-secret-1`.
PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("acme", "ada", "admin"),
    ("acme", "mona", "manager"),
    ("acme", "alice", "member"),
    ("acme", "bob", "member"),
    ("globex", "gina", "admin"),
    ("globex", "gert", "manager"),
    ("globex", "carol", "member"),
    ("globex", "dave", "member"),
)

# (sku, name, description, category, price in cents, stock, tags)
GOODS: tuple[tuple[str, str, str, str, int, int, tuple[str, ...]], ...] = (
    ("BOK-0001", "Atlas", "Maps of every coast", "books", 3900, 50000, ("maps", "gift")),
    ("BOK-0002", "Cookbook", "Two hundred soups", "books", 2450, 50000, ("food", "gift")),
    ("BOK-0003", "Dictionary", "Old words, new words", "books", 1990, 50000, ()),
    ("GAM-0001", "Chess set", "Maple and walnut", "games", 5900, 50000, ("wood", "gift")),
    ("GAM-0002", "Dominoes", "Fifty-five pieces of bone white", "games", 1500, 50000, ()),
    ("GAR-0001", "Watering can", "Holds nine litres", "garden", 2200, 50000, ("steel",)),
    ("GAR-0002", "Hand trowel", "Forged in one piece", "garden", 1250, 50000, ("steel",)),
    ("GAR-0003", "Seed box", "Sorts seeds by month", "garden", 1790, 0, ("wood",)),
    ("KIT-0001", "Desk lamp", "A lamp for small kitchens too", "kitchen", 4400, 50000, ("light",)),
    ("KIT-0002", "Whisk", "Steel whisk", "kitchen", 1250, 50000, ("steel",)),
    ("MUS-0001", "Kalimba", "Seventeen keys", "music", 3150, 50000, ("wood", "gift")),
    ("MUS-0002", "Metronome", "Ticks from 40 to 208", "music", 2990, 50000, ("wood",)),
)


# (title, text, language)
NEWS = (
    ("Inventur", "Am Montag wird gezählt.", "de"),
    ("Stocktaking", "On Monday we count.", "en"),
)

# (code, percent off, most uses)
COUPONS = (("WELCOME-5", 5, 1000), ("SPRING-15", 15, 20))

# Each member has an order in each of these states.
ORDERS: tuple[OrderStatus, ...] = ("placed", "paid", "shipped")


def plant(shop: Shop) -> None:
    """Fills an empty shop with people, goods, reviews, addresses and a few orders for each tenant."""
    for tenant in TENANTS:
        shop.store.tenants[tenant] = _tenant(tenant)
    born = _moments()
    for tenant, username, role in PEOPLE:
        _plant_user(shop, next(born), tenant, username, role)
    for tenant in TENANTS:
        goods = [_plant_product(shop, next(born), tenant, index) for index in range(len(GOODS))]
        for user in [user for user in shop.store.users.values() if user.tenant == tenant and user.role == "member"]:
            _plant_address(shop, next(born), user)
            _plant_review(shop, next(born), user, goods[0])
            for status, product in zip(ORDERS, goods, strict=False):
                _plant_order(shop, next(born), user, product, status)
    for tenant in TENANTS:
        _plant_news(shop, born, tenant)
        _plant_coupons(shop, born, tenant)


def _moments() -> Iterator[datetime]:
    """A later moment each time, so that sorting by time has no ties at the start."""
    moment = OPENING
    while True:
        yield moment
        moment += timedelta(minutes=7)


def _tenant(name: str) -> TenantProfile:
    return TenantProfile(
        id=name,
        name=name.capitalize(),
        support_email=f"support@{name}.example",
        created_at=OPENING,
        updated_at=OPENING,
    )


def _plant_user(shop: Shop, born: datetime, tenant: str, username: str, role: Role) -> None:
    user = User(
        id=shop.ids.new("usr"),
        tenant=tenant,
        username=username,
        email=f"{username}@{tenant}.example",
        display_name=f"{username.capitalize()} of {tenant.capitalize()}",
        role=role,
        password=passwords.hashed(f"{username}-secret-1", shop.ids.new("salt")),
        created_at=born,
        updated_at=born,
    )
    shop.store.users[user.id] = user


def _plant_product(shop: Shop, born: datetime, tenant: str, index: int) -> Product:
    sku, name, description, category, price_cents, stock, tags = GOODS[index]
    product = Product(
        id=shop.ids.new("prd"),
        tenant=tenant,
        sku=sku,
        name=name,
        description=f"{description}, from {tenant.capitalize()}",
        category=category,
        price_cents=price_cents,
        stock=stock,
        tags=tags,
        manual_url=None,
        created_at=born,
        updated_at=born,
    )
    shop.store.products[product.id] = product
    return product


def _plant_address(shop: Shop, born: datetime, user: User) -> None:
    address = Address(
        id=shop.ids.new("adr"),
        owner_id=user.id,
        label="home",
        name=user.display_name,
        street=f"{user.username.capitalize()} Street 1",
        city="Berlin",
        postcode="10115",
        country="DE",
        created_at=born,
        updated_at=born,
    )
    shop.store.addresses[address.id] = address


def _plant_review(shop: Shop, born: datetime, user: User, product: Product) -> None:
    review = Review(
        id=shop.ids.new("rev"),
        tenant=user.tenant,
        product_id=product.id,
        author_id=user.id,
        author=user.username,
        rating=4,
        text=f"{user.username.capitalize()} likes the {product.name.lower()}.",
        created_at=born,
        updated_at=born,
    )
    shop.store.reviews[review.id] = review


def _plant_order(shop: Shop, born: datetime, user: User, product: Product, status: OrderStatus) -> None:
    item = OrderItem(
        product_id=product.id, sku=product.sku, name=product.name, unit_price_cents=product.price_cents, quantity=2
    )
    order = Order(
        id=shop.ids.new("ord"),
        tenant=user.tenant,
        number=orders.next_number(shop, user.tenant),
        customer_id=user.id,
        customer=user.username,
        items=(item,),
        shipping_address=None,
        note=f"{user.username.capitalize()} waits for the {product.name.lower()}",
        created_at=born,
        updated_at=born,
    )
    shop.store.orders[order.id] = msgspec.structs.replace(order, **_progress(status))


def _plant_news(shop: Shop, born: Iterator[datetime], tenant: str) -> None:
    author = next(user.username for user in shop.store.users.values() if (user.tenant, user.role) == (tenant, "admin"))
    for title, text, lang in NEWS:
        news = Announcement(
            id=shop.ids.new("ann"),
            created_at=next(born),
            tenant=tenant,
            title=title,
            text=text,
            lang=lang,
            author=author,
        )
        shop.store.announcements[news.id] = news


def _plant_coupons(shop: Shop, born: Iterator[datetime], tenant: str) -> None:
    for code, percent_off, most_uses in COUPONS:
        coupon = Coupon(
            id=shop.ids.new("cpn"),
            created_at=next(born),
            tenant=tenant,
            code=code,
            percent_off=percent_off,
            most_uses=most_uses,
        )
        shop.store.coupons[coupon.id] = coupon


def _progress(status: OrderStatus) -> dict[str, str]:
    """What an order in this state has beside the state."""
    paid = {"payment_method": "card"} if status in ("paid", "shipped") else {}
    shipped = {"tracking_code": "TRK-20260105"} if status == "shipped" else {}
    return {"status": status, **paid, **shipped}
