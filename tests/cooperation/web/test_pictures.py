"""Requirement 39: pictures are made anew, of 8 million points at most, or refused."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pillow_heif import from_pillow

from cooperation.models import Photo
from cooperation.web.pictures import prepare_picture
from tests import factories
from tests.cooperation.admin.test_conflicts import opened

EIGHT_MEGAPIXELS = 8_000_000
SECRET = "Appareil de Lou"


def make_upload(data: bytes, name: str = "photo.jpg") -> Any:
    return SimpleUploadedFile(name, data)


def save(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def save_heic(image: Image.Image) -> bytes:
    file = BytesIO()
    from_pillow(image).save(file, quality=50)
    return file.getvalue()


def make_exif() -> Any:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = SECRET, 6  # who made it; to be turned a quarter
    return exif


def read(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def make_png_of(width: int, height: int) -> bytes:
    """Return a PNG that says it is so large, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        length, check = struct.pack(">I", len(data)), zlib.crc32(kind + data)
        return length + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_scaled_down_and_bare(kind: str) -> None:
    data = save(Image.new("RGB", (4800, 3200), "teal"), kind, exif=make_exif())
    made = prepare_picture(make_upload(data))
    assert (read(made).format, read(made).size) == ("JPEG", (1067, 1600))
    assert SECRET.encode() in data
    assert SECRET.encode() not in made
    assert read(made).width * read(made).height <= EIGHT_MEGAPIXELS


@pytest.mark.slow
def test_a_picture_of_a_phone_is_read() -> None:
    data = save_heic(Image.new("RGB", (2400, 1800), "teal"))
    made = prepare_picture(make_upload(data, "IMG_0001.HEIC"))
    assert (read(made).format, read(made).size) == ("JPEG", (1600, 1200))


@pytest.mark.parametrize("mode", ["L", "P", "LA", "1", "CMYK", "I;16"])
def test_pictures_of_any_colours_are_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new(mode, (40, 20))
    assert read(prepare_picture(make_upload(save(image, kind)))).size == (40, 20)


@pytest.mark.parametrize(
    ("width", "height"), [(5_000, 5_000), (12_000, 12_000), (60_000, 60_000)]
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_bomb_is_refused_before_it_is_read(width: int, height: int) -> None:
    bomb = make_png_of(width, height)
    assert len(bomb) < 200
    with pytest.raises(ValidationError, match="trop grande"):
        prepare_picture(make_upload(bomb))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg/>", b"\0\0\0\x18ftypheic" + b"\0" * 40]
)
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ValidationError, match="JPEG, PNG, WebP ou HEIC"):
        prepare_picture(make_upload(data))


@pytest.mark.django_db
def test_staff_upload_pictures_by_the_same_rules(staff_client: Client) -> None:
    action = factories.ActionFactory()
    page = f"/gestion/cooperation/action/{action.pk}/change/"
    data = save(Image.new("RGB", (4000, 2000), "teal"), "JPEG", exif=make_exif())
    fields = opened(staff_client, page) | {
        "photos-TOTAL_FORMS": 1,
        "photos-0-image": make_upload(data),
        "photos-0-alt": "Le puits",
        "photos-0-credit": "La ville",
        "photos-0-position": 0,
    }
    assert staff_client.post(page, fields).status_code == 302
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (800, 1600)
    with photo.image.open() as file:
        assert SECRET.encode() not in file.read()
