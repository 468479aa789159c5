"""A photo without what it tells of its maker: no EXIF, no place, no comment, upright, not larger than needed."""

import io

from PIL import Image, ImageOps

from registry.documents.choices import JPEG, PHOTOS
from registry.documents.services.inspecting import file_type_of

MAX_SIDE = 2560
QUALITY = 85


def photo_cleaned(content: bytes) -> bytes:
    """Return the picture drawn anew from its points alone.

    Nothing of the file is copied but the points: a list of tags to take away would forget one.

    Raises:
        DomainError: it is no JPEG and no PNG, or is broken or too large.
    """
    kind = file_type_of(content, allowed=PHOTOS)
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB" if kind == JPEG else "RGBA")
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    sink = io.BytesIO()
    if kind == JPEG:
        clean.save(sink, "JPEG", quality=QUALITY, optimize=True)
    else:
        clean.save(sink, "PNG", optimize=True)
    return sink.getvalue()
