"""The stock of products: orders take it and give it back, and it is never negative."""

from assay.demo import products
from assay.demo.problems import Problem
from assay.demo.records import OrderItem, Product
from assay.demo.store import Shop


def require_stock(product: Product, quantity: int) -> None:
    """409 if there is less than the quantity."""
    if product.stock < quantity:
        raise Problem("insufficient_stock", "There is too little stock of a product.")


def take(shop: Shop, items: tuple[OrderItem, ...]) -> None:
    """Takes the items, all or none: 409 before anything is taken."""
    for item in items:
        require_stock(shop.store.products[item.product_id], item.quantity)
    for item in items:
        product = shop.store.products[item.product_id]
        products.changed(shop, product, stock=product.stock - item.quantity)


def give_back(shop: Shop, items: tuple[OrderItem, ...]) -> None:
    """Puts the items back."""
    for item in items:
        product = shop.store.products[item.product_id]
        products.changed(shop, product, stock=product.stock + item.quantity)
