"""Dynamic variables that are the addresses of pictures."""

from __future__ import annotations

from urllib.parse import quote

from assay.engine.dynamic.draw import Maker, always, words
from assay.engine.dynamic.web import user_name
from assay.model.world import World

_PLACE = "http://placeimg.com/640/480"
_SUBJECTS = words("abstract animals business cats city food nightlife fashion people nature sports transport")
_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" version="1.1" baseProfile="full" width="640" height="480">'
    '<rect width="100%" height="100%" fill="grey"/>'
    '<text x="320" y="240" font-size="20" text-anchor="middle" fill="white">640x480</text></svg>'
)


def _avatar(world: World) -> str:
    return f"https://cdn.fakercloud.com/avatars/{user_name(world).lower()}_128.jpg"


MAKERS: dict[str, Maker] = {
    "$randomAvatarImage": _avatar,
    "$randomImageUrl": always(_PLACE),
    **{f"$random{subject.title()}Image": always(f"{_PLACE}/{subject}") for subject in _SUBJECTS},
    "$randomImageDataUri": always("data:image/svg+xml;charset=UTF-8," + quote(_PICTURE, safe="-_.!~*'()")),
}
