"""What a PDF says of itself, and what one for the archive holds beside its pages.

Metadata: XMP as ISO 14289-1, clause 5, and ISO 19005-3, clause 6.6.4, want it, in step with the
Info dictionary (clause 6.6.3). For the archive: the colours the pages mean (clause 6.2.3) and the
data they show (clause 6.8).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from xml.sax.saxutils import escape

import pydyf

from lib.pdf.attachment import Attachment
from lib.pdf.writer import Writer

PRODUCER = "WeasyPrint"
# Level A of PDF/A-3 is tagged, as all that is joined here.
ARCHIVE = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 this document follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""


def put_metadata(
    writer: Writer, info: int, *, title: str, made_at: datetime | None, archive: bool
) -> int:
    """Both kinds of metadata; answers the number of the XMP stream, which is never packed."""
    pairs = {"Title": title, "Producer": PRODUCER}
    if made_at is not None:
        stamp = f"D:{made_at.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"
        pairs |= {"CreationDate": stamp, "ModDate": stamp}
    writer.put(info, text_dictionary(pairs))
    number = writer.reserve()
    data = _xmp(title, made_at, archive).encode()
    writer.put(
        number, b"<</Type /Metadata/Subtype /XML/Length %d>>\n" % len(data),
        b"stream\n" + data + b"\nendstream",
    )  # fmt: skip
    return number


def put_archive(writer: Writer, attachments: Sequence[Attachment]) -> tuple[bytes, bytes]:
    """Colours and files; answers what the catalog says of them and its names of the files."""
    profile = _srgb()
    colours = _compressed(writer, b"/N 3", profile)
    intent = writer.reserve()
    writer.put(
        intent,
        b"<</Type /OutputIntent/S /GTS_PDFA1/OutputConditionIdentifier (sRGB2014)"
        b"/Info (sRGB2014)/DestOutputProfile %d 0 R>>" % colours,
    )
    named = sorted(((one.name, _put_file(writer, one)) for one in attachments), key=lambda x: x[0])
    references = b" ".join(b"%d 0 R" % number for _name, number in named)
    said = b"/OutputIntents [%d 0 R]" % intent
    if not named:
        return said, b""
    names = b" ".join(pydyf.String(name).data + b" %d 0 R" % number for name, number in named)
    return said + b"/AF [%s]" % references, b"/EmbeddedFiles <</Names [%s]>>" % names


def _put_file(writer: Writer, one: Attachment) -> int:
    stamp = f"D:{one.changed.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"
    subtype = one.content_type.replace("/", "#2F").encode("ascii")
    stream = _compressed(
        writer,
        b"/Type /EmbeddedFile/Subtype /%s/Params <</Size %d/ModDate %s>>"
        % (subtype, len(one.content), pydyf.String(stamp).data),
        one.content,
    )
    number = writer.reserve()
    writer.put(
        number,
        b"<</Type /Filespec/F %s/UF %s/Desc %s/AFRelationship /%s/EF <</F %d 0 R/UF %d 0 R>>>>"
        % (
            pydyf.String(one.name).data, pydyf.String(one.name).data,
            pydyf.String(one.description).data, one.relationship.value.encode(), stream, stream,
        ),
    )  # fmt: skip
    return number


def text_dictionary(texts: dict[str, str]) -> bytes:
    return b"<<%s>>" % b"".join(
        b"/%s %s" % (key.encode(), pydyf.String(text).data) for key, text in texts.items()
    )


def _compressed(writer: Writer, head: bytes, data: bytes) -> int:
    packed, number = zlib.compress(data, 6), writer.reserve()
    writer.put(
        number, b"<<%s/Filter /FlateDecode/Length %d>>\n" % (head, len(packed)),
        b"stream\n" + packed + b"\nendstream",
    )  # fmt: skip
    return number


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    """The profile of the ICC that comes with WeasyPrint."""
    return (files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes()


def _xmp(title: str, made_at: datetime | None, archive: bool) -> str:
    dates = ""
    if made_at is not None:
        stamp = f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+00:00"
        dates = (
            f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>"
            f"<xmp:MetadataDate>{stamp}</xmp:MetadataDate>"
        )
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
{ARCHIVE if archive else ""}
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{PRODUCER}</pdf:Producer>{dates}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
