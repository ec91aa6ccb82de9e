"""Tells whether an Accept header (RFC 9110, 12.5.1) admits a media type."""


def admits(accept: str, media_types: tuple[str, ...]) -> bool:
    """Whether one of the media types is acceptable; no header, or an empty one, admits all."""
    weights = dict(_weight(part) for part in accept.split(",") if part.strip())
    return not weights or not media_types or any(_best(weights, media) > 0 for media in media_types)


def _weight(part: str) -> tuple[str, float]:
    media, *options = (piece.strip().lower() for piece in part.split(";"))
    quality = next((option[2:] for option in options if option.startswith("q=")), "1")
    try:
        return media, float(quality)
    except ValueError:
        return media, 0.0


def _best(weights: dict[str, float], media: str) -> float:
    """The weight of the most specific range that holds the media type."""
    ranges = (media, media.partition("/")[0] + "/*", "*/*")
    return next((weights[name] for name in ranges if name in weights), 0.0)
