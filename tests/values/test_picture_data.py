"""What is written beside a picture goes; what it shows, how it lies and its colours stay."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from citysynergy.values.picture_data import ORIENTATION, UnreadablePictureError, without_notes

GPS = 0x8825
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photograph() -> Image.Image:
    """Three bands, so that turning and wrong colours would show."""
    picture = Image.new("RGB", (60, 30), "#1b3a6b")
    picture.paste("#c0392b", (0, 0, 20, 30))
    picture.paste("#27ae60", (20, 0, 40, 30))
    return picture


def notes(orientation: int = 6) -> Image.Exif:
    """As a telephone writes them: where, when, with what, and how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Telephone maker"
    exif[0x013B] = "Maria Jansen"
    exif[0x9003] = "2026:05:01 12:00:00"
    exif[GPS] = {1: "N", 2: (52.0, 4.0, 41.2), 3: "E", 4: (4.0, 18.0, 30.5)}
    return exif


def written(format_: str, picture: Image.Image | None = None, **options: Any) -> bytes:
    out = BytesIO()
    options = {"exif": notes(), "icc_profile": PROFILE, **options}
    (picture or photograph()).save(out, format_, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF", "MPO"])
class TestEveryFormat:
    def test_the_place_and_all_else_is_gone(self, format_):
        data = written(format_)
        assert opened(data).getexif().get_ifd(GPS)
        cleaned = without_notes(data)
        exif = opened(cleaned).getexif()
        assert not exif.get_ifd(GPS)
        assert set(exif) == {ORIENTATION}
        for words in (b"Maria", b"Telephone", b"2026:05"):
            assert words not in cleaned

    def test_it_lies_as_before_and_keeps_its_colours(self, format_):
        before, after = opened(written(format_)), opened(without_notes(written(format_)))
        assert after.getexif()[ORIENTATION] == 6
        assert after.size == before.size == (60, 30)
        assert after.info["icc_profile"] == PROFILE
        for point in ((10, 15), (30, 15), (50, 15)):
            was, is_now = before.convert("RGB").getpixel(point), after.convert("RGB").getpixel(point)
            assert all(abs(one - other) < 12 for one, other in zip(was, is_now, strict=True))

    def test_a_second_time_nothing_is_to_do(self, format_):
        assert without_notes(without_notes(written(format_))) is None

    def test_a_broken_file_is_refused(self, format_):
        data = written(format_, photograph().resize((600, 300)))
        with pytest.raises(UnreadablePictureError):
            without_notes(data[: len(data) // 2])


def test_a_clean_picture_stays_as_it_is_to_the_last_byte():
    assert without_notes(written("JPEG", exif=b"")) is None
    assert without_notes(written("PNG", exif=b"")) is None


def test_heic_too():
    import pillow_heif

    pillow_heif.register_heif_opener()
    data = written("HEIF")
    assert opened(data).getexif().get_ifd(GPS)
    assert not opened(without_notes(data)).getexif().get_ifd(GPS)


def test_notes_of_other_programs_go_as_well():
    text = PngInfo()
    text.add_text("Author", "Maria Jansen")
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>52.07, 4.3</x:xmpmeta>")
    cleaned = without_notes(written("PNG", exif=b"", pnginfo=text))
    assert b"Maria" not in cleaned
    assert b"xmp" not in cleaned
    xmp = without_notes(written("JPEG", exif=b"", xmp=b"<x:xmpmeta>52.07, 4.3</x:xmpmeta>"))
    assert b"xmpmeta" not in xmp
    assert b"Maria" not in without_notes(written("JPEG", exif=b"", comment=b"Maria Jansen"))


def test_what_hangs_behind_a_jpeg_goes():
    """Telephones append a film, with the place in it."""
    cleaned = without_notes(written("JPEG", exif=b"") + b"ftypmp42 +52.07+004.30/")
    assert b"+52.07" not in cleaned


def test_a_moving_picture_goes_on_moving():
    frames = [photograph(), photograph().rotate(180)]
    for format_ in ("PNG", "WEBP"):
        data = written(format_, frames[0], save_all=True, append_images=frames[1:], duration=100)
        assert opened(without_notes(data)).n_frames == 2


def test_drawings_and_other_files_are_left_alone():
    assert without_notes(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is None
