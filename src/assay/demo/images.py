"""The picture of a product: its kind is judged by its content (415), its size is bounded (413)."""

from assay.demo import access, audit, products
from assay.demo.bodies import MOST_FILE_BYTES
from assay.demo.calls import Call, Reply, Upload
from assay.demo.problems import Problem, Violation, invalid
from assay.demo.records import Image
from assay.demo.store import Handler, Shop

SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


async def get_image(shop: Shop, call: Call) -> Reply:
    image = access.product(shop, call.who, call.path["product_id"]).image
    if image is None:
        raise Problem("not_found", "The product has no image.")
    return Reply(content=image.content, media_type=image.content_type)


async def put_image(shop: Shop, call: Call) -> Reply:
    image = _image(call.body)
    product = access.product(shop, call.who, call.path["product_id"])
    products.changed(shop, product, image=image)
    audit.record(shop, call.who, "product.image", product.id)
    return Reply(content=products.image_view(image))


def _image(upload: Upload) -> Image:
    if not upload.content:
        raise invalid([Violation(pointer="/file", rule="minLength", message="must not be empty")])
    if len(upload.content) > MOST_FILE_BYTES:
        raise Problem("too_large", f"The file may have {MOST_FILE_BYTES} bytes at most.")
    signature = SIGNATURES.get(upload.content_type)
    if signature is None or not upload.content.startswith(signature):
        raise Problem("unsupported_media_type", f"The file must be {' or '.join(SIGNATURES)}, declared as what it is.")
    return Image(content_type=upload.content_type, content=upload.content, alt=upload.fields.get("alt"))


HANDLERS: dict[str, Handler] = {"getProductImage": get_image, "putProductImage": put_image}
