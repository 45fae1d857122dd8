"""A Word document -> Document: mammoth finds its headings, lists and tables, and the page reader does the rest."""

from io import BytesIO

from assistant.formats import package
from assistant.formats.blocks import read_blocks
from assistant.formats.html import pieces_of
from assistant.formats.pieces import MALFORMED, whole
from assistant.records import Document

# Word's title is the document's; its headings come below. Names are those of the styles, ids those of older writers.
_STYLES = "\n".join(
    [
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Titre'] => h1:fresh",
        "p.Title => h1:fresh",
        *(
            f"{style} => h{min(level + 1, 6)}:fresh"
            for level in range(1, 7)
            for style in (
                f"p[style-name='heading {level}']",
                f"p[style-name='Heading {level}']",
                f"p[style-name='Titre {level}']",
                f"p.Heading{level}",
                f"p.Titre{level}",
            )
        ),
    ]
)


def read(data: bytes, name: str, max_bytes: int) -> Document:
    """Read a .docx file. Raises CorpusError."""
    import mammoth  # noqa: PLC0415  # only when there is such a file

    package.check(data, name, "word/", max_bytes)
    try:
        pictures = mammoth.images.img_element(lambda _: {})
        html = mammoth.convert_to_html(BytesIO(data), style_map=_STYLES, convert_image=pictures).value
        blocks = read_blocks(html).blocks
    except MALFORMED:
        raise package.damaged(name) from None
    title, pieces = pieces_of(blocks)
    return whole(title, name, pieces)
