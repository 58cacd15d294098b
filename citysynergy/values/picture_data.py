"""Pictures without what cameras and programs write beside them: where, when and with what they were taken.

Orientation and colour profile stay, without which the picture would lie on its side or look wrong.
"""

from io import BytesIO
from typing import Any

from PIL import Image, ImageFile, JpegImagePlugin, UnidentifiedImageError

ORIENTATION = 0x0112
# Of a JPEG's segments: its own header, the colour profile, and how colours are stored. All others are somebody's notes.
_JPEG_SEGMENTS = ("APP0", "APP14")
_COLOUR_PROFILE = b"ICC_PROFILE\0"
_END_OF_JPEG = b"\xff\xd9"
# Of a WebP's chunks, and the bits in its header that announce them.
_WEBP_NOTES = {b"EXIF": 0x08, b"XMP ": 0x04}
_LOSSY_QUALITY = 90


class UnreadablePictureError(ValueError):
    """The file can't be read as the picture that it seems to be."""


def without_notes(data: bytes) -> bytes | None:
    """The picture without what is written beside it; None where nothing is, and for formats that hold no such notes.

    Raises ``UnreadablePictureError`` for a file that is broken: of that nobody knows what it holds.
    """
    try:
        with Image.open(BytesIO(data)) as picture:
            write = _WRITERS.get(picture.format or "")
            if write is None:
                return None
            picture.load()
            if not _has_notes(picture, data):
                return None
            cleaned = write(picture, data)
        with Image.open(BytesIO(cleaned)) as picture:
            picture.load()
            if _has_notes(picture, cleaned):
                raise UnreadablePictureError("What is written beside the picture does not go away.")
        return cleaned
    except UnidentifiedImageError as error:
        if _seems_a_photograph(data):
            raise UnreadablePictureError(str(error)) from error
        # Such as a drawing in SVG; whether it is allowed, the field says.
        return None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise UnreadablePictureError(str(error)) from error


def _seems_a_photograph(data: bytes) -> bool:
    """Whether the file begins as those do that may tell where they were taken."""
    return data.startswith((b"\xff\xd8", b"\x89PNG")) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp"


def _has_notes(picture: ImageFile.ImageFile, data: bytes) -> bool:
    if set(picture.getexif()) - {ORIENTATION} or picture.getexif().get_ifd(0x8825):
        return True
    if picture.info.get("xmp") or picture.info.get("comment") or getattr(picture, "text", None):
        return True
    if picture.format == "MPO":
        return True
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        foreign = any(not _belongs_to_jpeg(name, content) for name, content in picture.applist)
        return foreign or not data.rstrip(b"\0").endswith(_END_OF_JPEG)
    return False


def _belongs_to_jpeg(name: str, content: bytes) -> bool:
    exif = name == "APP1" and content.startswith(b"Exif\0\0")
    return exif or name in _JPEG_SEGMENTS or (name == "APP2" and content.startswith(_COLOUR_PROFILE))


def _kept(picture: Image.Image) -> dict[str, Any]:
    """What stays: how the picture is turned, and its colours."""
    exif = Image.Exif()
    if (turned := picture.getexif().get(ORIENTATION, 1)) != 1:
        exif[ORIENTATION] = turned
    # HEIC keeps its old notes where it is given no new ones.
    new_notes = turned != 1 or picture.format == "HEIF"
    kept: dict[str, Any] = {"exif": exif.tobytes() if new_notes else b""}
    if profile := picture.info.get("icc_profile"):
        kept["icc_profile"] = profile
    return kept


def _saved(picture: Image.Image, **options: Any) -> bytes:
    kept = _kept(picture)
    for notes in ("exif", "xmp", "comment", "photoshop"):
        picture.info.pop(notes, None)
    out = BytesIO()
    picture.save(out, **kept, **options)
    return out.getvalue()


def _as_jpeg(picture: Any, data: bytes) -> bytes:
    """Written with the tables it was written with before, so that it looks the same and is no larger."""
    return _saved(
        picture,
        format="JPEG",
        qtables=picture.quantization,
        subsampling=JpegImagePlugin.get_sampling(picture),
        progressive="progressive" in picture.info,
    )


def _as_png(picture: Any, data: bytes) -> bytes:
    return _saved(picture, format="PNG", save_all=getattr(picture, "is_animated", False))


def _as_webp(picture: Any, data: bytes) -> bytes:
    """Its chunks without those of notes; nothing is compressed twice."""
    kept = _kept(picture)["exif"]
    chunks: list[tuple[bytes, bytes]] = []
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        name, content = data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        if name == b"VP8X":
            flags = content[0] & ~sum(_WEBP_NOTES.values())
            content = bytes([flags | (_WEBP_NOTES[b"EXIF"] if kept else 0)]) + content[1:]
        if name not in _WEBP_NOTES:
            chunks.append((name, content))
    if kept:
        chunks.append((b"EXIF", kept))
    body = b"".join(
        name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2) for name, content in chunks
    )
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def _again(picture: Any, data: bytes) -> bytes:
    """AVIF and HEIC: compressed again, with little loss."""
    return _saved(
        picture, format=picture.format, quality=_LOSSY_QUALITY, save_all=getattr(picture, "is_animated", False)
    )


_WRITERS = {"JPEG": _as_jpeg, "MPO": _as_jpeg, "PNG": _as_png, "WEBP": _as_webp, "AVIF": _again, "HEIF": _again}
