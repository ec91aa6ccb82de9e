"""What the shop publishes, by name; the files are made up, and what is not published is not there."""

from assay.demo.calls import Call, Reply
from assay.demo.problems import Problem
from assay.demo.store import Handler, Shop

PUBLISHED = "/srv/shop/documents"

# The disk of the shop's machine, as far as it is told: by path, what is in the file.
FILES = {
    f"{PUBLISHED}/terms.txt": "Terms\n\nWho orders pays, and who pays gets.\n",
    f"{PUBLISHED}/privacy.txt": "Privacy\n\nNothing is kept that is not needed.\n",
    "/srv/shop/settings.ini": "[database]\nhost = db.internal\npassword = correct-horse\n",
    "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\nshop:x:1000:1000::/srv/shop:/bin/false\n",
}


async def get_document(_shop: Shop, call: Call) -> Reply:
    text = FILES.get(path_of(call.query["name"]))
    if text is None:
        raise Problem("not_found", "No document has this name.")
    return Reply(content=text.encode(), media_type="text/plain; charset=utf-8")


def path_of(name: str) -> str:
    """Where the document would be; a name with a slash in it is none."""
    return f"{PUBLISHED}/{name}" if "/" not in name else ""


HANDLERS: dict[str, Handler] = {"getDocument": get_document}
