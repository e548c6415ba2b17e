"""Pictures among the values of a document: drawn in their line, kept once in the package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from toolkit.documents.values import Image
from toolkit.office.package import CONTENT_TYPES, Package

_KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_NO_RELATIONS: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_TAKEN: Final = re.compile(r"""\sid=["'](\d+)["']""")
_EMU_PER_MM: Final = 36_000


@dataclass
class Drawn:
    """The pictures that one document draws."""

    part: str = ""
    """The part being rendered."""
    source: str = ""
    """Its patched source."""
    is_raw: bool = False
    """Something that is XML already was printed: only the output tells whether it fits where it stands."""
    media: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    """Part name of each picture -> its bytes and content type."""
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    """(part, part name of a picture) -> relationship of the one to the other."""

    drawn: dict[str, int] = field(default_factory=dict)
    """Part -> how many pictures were drawn in it."""

    def xml(self, image: Image) -> str:
        """The picture, in the middle of a run's text. Raises ValueError for what is no picture."""
        from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError  # noqa: PLC0415
        from docx.image.image import Image as Measured  # noqa: PLC0415 (few documents have pictures)
        from docx.oxml.shape import CT_Inline  # noqa: PLC0415
        from docx.shared import Emu  # noqa: PLC0415

        try:
            measured = Measured.from_blob(image.content)
        except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError) as fault:
            raise ValueError("is no picture of a kind that Word shows (PNG, JPEG, GIF, BMP, TIFF)") from fault
        sides = (Emu(round(mm * _EMU_PER_MM)) if mm else None for mm in (image.width_mm, image.height_mm))
        across, down = measured.scaled_dimensions(*sides)
        name = f"word/media/picture-{sha256(image.content).hexdigest()[:16]}.{measured.ext}"
        self.media[name] = (image.content, measured.content_type)
        relation = self.ids.setdefault((self.part, name), f"rIdPicture{len(self.ids) + 1}")
        first, drawn = self._first_free(), self.drawn.get(self.part, 0)
        self.drawn[self.part] = drawn + 1
        inline = CT_Inline.new_pic_inline(first, relation, measured.filename or "image", across, down)
        inline.docPr.set("id", str(first + drawn))
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'

    def _first_free(self) -> int:
        """The first id that nothing in the part has."""
        return max((int(taken) for taken in _TAKEN.findall(self.source)), default=0) + 1

    def parts(self, package: Package) -> Mapping[str, bytes]:
        """What the package needs for them: the pictures, their relationships, their content types."""
        changed = {name: content for name, (content, _) in self.media.items()}
        for part in dict.fromkeys(part for part, _ in self.ids):
            folder, _, file = part.rpartition("/")
            relations = f"{folder}/_rels/{file}.rels"
            own = "".join(
                f'<Relationship Id="{id_}" Type="{_KIND}" Target="/{name}"/>'
                for (of, name), id_ in self.ids.items()
                if of == part
            )
            changed[relations] = _before_end(package.read(relations) or _NO_RELATIONS, own)
        types = "".join(
            f'<Override PartName="/{name}" ContentType="{type_}"/>' for name, (_, type_) in self.media.items()
        )
        changed[CONTENT_TYPES] = _before_end(package.read(CONTENT_TYPES), types)
        return changed


def _before_end(xml: bytes, more: str) -> bytes:
    """The part with more children at the end of its root element."""
    opened = re.sub(rb"<(\w+:)?(Relationships|Types)([^<>]*)/>\s*$", rb"<\1\2\3></\1\2>", xml)
    end = opened.rindex(b"</")
    return opened[:end] + more.encode() + opened[end:]
