"""Dynamic variables of files: names, paths and types."""

from __future__ import annotations

import re
from functools import cache

from assay.engine.dynamic.draw import Maker, one_of, pick, whole, words
from assay.engine.dynamic.prose import word
from assay.engine.media_types import all_types
from assay.model.world import World

_COMMON_TYPES = ("video", "audio", "image", "text", "application")
_COMMON_ENDINGS = words("pdf mp3 mpga mp2 wav png jpeg jpg gif mp4 mp4v mpg4 mpeg mpg html htm")
_DIRECTORIES = words(
    "/Applications /bin /boot /boot/defaults /dev /etc /etc/defaults /etc/mail /etc/namedb /etc/periodic /etc/ppp "
    "/home /home/user /home/user/dir /lib /Library /lost+found /media /mnt /net /Network /opt /opt/bin /opt/include "
    "/opt/lib /opt/sbin /opt/share /private /private/var /proc /rescue /sbin /selinux /srv /sys "
    "/System /Users /usr /usr/X11R6 /usr/bin /usr/include /usr/lib /usr/libdata /usr/libexec /usr/local/bin "
    "/usr/local/src /usr/obj /usr/ports /usr/sbin /usr/share /usr/src /var /var/log /var/mail /var/spool "
    "/var/yp"
)
_NOT_IN_NAME = re.compile(r"\W", re.ASCII)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(all_types())


@cache
def _types() -> tuple[str, ...]:
    return tuple(dict.fromkeys(all_types().values()))


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind.partition("/")[0] for kind in _types()))


def _base_name(world: World) -> str:
    name = " ".join(word(world) for _ in range(whole(1, 3, world)))
    return _NOT_IN_NAME.sub("_", name.lower())


def _file_name(world: World) -> str:
    return f"{_base_name(world)}.{pick(_endings(), world)}"


MAKERS: dict[str, Maker] = {
    "$randomFileName": _file_name,
    "$randomCommonFileName": lambda world: f"{_base_name(world)}.{pick(_COMMON_ENDINGS, world)}",
    "$randomMimeType": lambda world: pick(_types(), world),
    "$randomCommonFileType": one_of(_COMMON_TYPES),
    "$randomCommonFileExt": one_of(_COMMON_ENDINGS),
    "$randomFileType": lambda world: pick(_kinds(), world),
    "$randomFileExt": lambda world: pick(_endings(), world),
    "$randomFilePath": lambda world: f"{pick(_DIRECTORIES, world)}/{_file_name(world)}",
    "$randomDirectoryPath": one_of(_DIRECTORIES),
}
