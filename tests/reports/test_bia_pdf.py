"""The PDF as a reader's program sees it: tagged, embedded, linked, numbered."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from accounts.models import Organisation, User
from bia.models import AssessmentSnapshot, Tier
from reports import bia_pdf
from reports.content.frozen import sheets_of
from reports.content.selection import select
from reports.content.summary import summarise
from tests import factories
from tests.reports.builders import approved, asked, built, draft, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three processes, each in a part of its own."""
    monkeypatch.setattr(bia_pdf, "PROCESSES_A_PART", 1)
    factories.organisation(name="Acme 汽车")
    names = {"alpha": "Road rescue 道路救援", "beta": "Booking", "gamma": "Pay (1 0 R)"}
    for code, name in names.items():
        approved(factories.process(code, name=name, critical=True, daily_volume=500))


KEPT: dict[str, tuple[bytes, list[str]]] = {}
"""By language: the file, and the digests of the approvals it prints."""


@pytest.fixture
def printed(manager: User, request: pytest.FixtureRequest) -> Callable[[str], PdfReader]:
    """The report of the three in a language, printed once for all tests that only read it."""

    def reader(language: str) -> PdfReader:
        if language not in KEPT:
            request.getfixturevalue("three")
            content = bytes(built(manager, language=language).file.content)
            KEPT[language] = content, [one.digest for one in AssessmentSnapshot.objects.all()]
        return PdfReader(io.BytesIO(KEPT[language][0]), strict=True)

    return reader


def words_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def fonts_of(reader: PdfReader) -> list[tuple[str, TTFont | None]]:
    """Every font of every page with its embedded program."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            below = font["/DescendantFonts"][0]["/FontDescriptor"]
            program = below.get("/FontFile3") or below.get("/FontFile2")
            found[below["/FontName"]] = program
    return [(str(name), program) for name, program in found.items()]


def test_it_is_tagged_and_says_what_it_is(printed: Callable[[str], PdfReader]) -> None:
    reader = printed("zh-hans")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "zh-hans"
    assert reader.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_data()
    kinds = {kid.get_object()["/S"] for kid in root["/StructTreeRoot"]["/K"][0]["/K"]}
    assert kinds <= {"/Sect", "/Div", "/NonStruct"}


def test_every_marked_content_of_every_page_leads_to_the_structure(
    printed: Callable[[str], PdfReader],
) -> None:
    reader = printed("en")
    nums = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    tree = dict(zip(nums[::2], nums[1::2], strict=True))
    assert list(tree) == sorted(tree)
    for page in reader.pages:
        for element in tree[page["/StructParents"]]:
            assert element.get_object()["/Pg"].indirect_reference == page.indirect_reference
        for annotation in page.get("/Annots", []):
            assert tree[annotation.get_object()["/StructParent"]].get_object()["/S"] == "/Link"


def test_pictures_have_words_and_tables_headers(printed: Callable[[str], PdfReader]) -> None:
    reader = printed("en")
    elements = list(below(reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0]))
    figures = [one for one in elements if one["/S"] == "/Figure"]
    assert "/reports/verify/" in figures[0]["/Alt"]
    assert len(figures[1:]) == 3
    assert all("MTD 1 h" in one["/Alt"] for one in figures[1:])
    ids = [one["/ID"] for one in elements if "/ID" in one]
    assert len(ids) == len(set(ids)) > 10


def below(element: Any) -> Iterator[Any]:
    """The structure elements of a tree, from its root down."""
    one = element.get_object()
    if isinstance(one, dict) and one.get("/Type") == "/StructElem":
        yield one
        for kid in one["/K"]:
            yield from below(kid)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_fonts_are_embedded_as_subsets_without_boxes(
    printed: Callable[[str], PdfReader], language: str
) -> None:
    reader = printed(language)
    fonts = fonts_of(reader)
    assert fonts
    for name, program in fonts:
        assert name[7] == "+", f"{name} is no subset"
        assert program is not None, f"{name} is not embedded"
    assert any("CJK" in name or "WenQuanYi" in name for name, _program in fonts)
    assert "道路救援" in words_of(reader)
    assert "0000" not in shown_glyphs(reader)


def shown_glyphs(reader: PdfReader) -> set[str]:
    """The glyph ids (hex) of all text drawn with two-byte fonts; 0000 is the box."""
    found: set[str] = set()
    for page in reader.pages:
        for run in re.findall(rb"<([0-9a-fA-F]+)>", page.get_contents().get_data()):
            text = run.decode()
            found |= {text[at : at + 4] for at in range(0, len(text), 4)}
    return found


def test_contents_name_the_pages_processes_are_on(printed: Callable[[str], PdfReader]) -> None:
    reader = printed("en")
    lines = reader.pages[1].extract_text().splitlines()
    places = {name: int(reader.get_destination_page_number(dest)) + 1
              for name, dest in reader.named_destinations.items()}  # fmt: skip
    names = {"a-alpha-v1": "Road rescue", "a-beta-v1": "Booking", "a-gamma-v1": "Pay (1 0 R)"}
    for anchor, name in names.items():
        assert any(name in line for line in lines)
        assert name in reader.pages[places[anchor] - 1].extract_text()
        assert str(places[anchor]) in reader.pages[1].extract_text()
    targets = {str(a.get_object()["/Dest"]) for a in reader.pages[1]["/Annots"]}
    assert targets <= set(places)


def test_bookmarks_lead_to_every_process(printed: Callable[[str], PdfReader]) -> None:
    reader = printed("en")
    nested = next(one for one in reader.outline if isinstance(one, list))
    pages = [reader.get_destination_page_number(one) for one in nested]
    assert [one.title for one in nested] == ["Road rescue 道路救援", "Booking", "Pay (1 0 R)"]
    assert pages == sorted(pages)


@pytest.mark.slow
def test_pages_are_numbered_x_of_y(printed: Callable[[str], PdfReader]) -> None:
    reader = printed("en")
    count = len(reader.pages)
    for at, page in enumerate(reader.pages, start=1):
        forms = [name for name in page["/Resources"]["/XObject"] if name.startswith("/stamp")]
        assert forms
        assert page.get_contents().get_data().count(b"/Artifact <</Type /Pagination>> BDC") == 1
        if at > 1:
            assert f"Page {at} of {count}" in page.extract_text().replace("\n", " ")
    assert reader.page_labels == [str(n) for n in range(1, count + 1)]


def test_it_prints_approval_digest_and_figures(printed: Callable[[str], PdfReader]) -> None:
    text = words_of(printed("en")).replace("\u00a0", " ")
    for words in ("Approver", "2 March 2026", "1,500", "Because people wait.", "CNY 300,000"):
        assert words in text, words
    for digest in KEPT["en"][1]:
        assert digest in text.replace("\n", "")


def test_zero_is_shown_and_not_set_is_said(manager: User) -> None:
    approved(factories.process("alpha", daily_volume=0), rpo_s=0, wrt_s=None)
    text = text_of(built(manager))
    assert "0\u00a0min" in text
    assert "not set" in text


def test_a_volume_nobody_knows_is_not_zero(manager: User) -> None:
    factories.process("alpha", daily_volume=None)
    factories.process("beta", daily_volume=0)
    text = text_of(built(manager))
    assert "1 process without a figure" in text


@pytest.mark.slow
def test_drafts_are_shown_only_when_asked_and_marked(manager: User) -> None:
    draft(factories.process("alpha"))
    assert "Draft – not approved" not in text_of(built(manager))
    marked = text_of(built(manager, filters={"drafts": True}))
    assert "Draft – not approved" in marked
    assert "This assessment is not approved." in marked


@pytest.mark.slow
def test_as_of_prints_what_was_approved_then(manager: User) -> None:
    first = datetime(2030, 1, 10, tzinfo=UTC)
    process = factories.process("alpha")
    approved(process, at=first, rationale="The first reason.")
    approved(process, at=first + timedelta(days=90), rationale="The second reason.")
    now = first + timedelta(days=120)
    then = text_of(built(manager, at=now, as_of=first + timedelta(days=30)))
    assert "The first reason." in then
    assert "The second reason." not in then
    later = text_of(built(manager, at=now, as_of=first + timedelta(days=100)))
    assert "The second reason." in later


@pytest.mark.slow
def test_amounts_keep_the_currency_they_were_approved_in(manager: User) -> None:
    approved(factories.process("alpha"))
    before = text_of(built(manager))
    Organisation.objects.update(currency="SEK")
    after = text_of(built(manager))
    assert "CNY" in before
    assert ("CNY" in after, "SEK" in after) == (True, False)


@pytest.mark.django_db(transaction=True)  # history is stamped by transaction
def test_tiers_are_those_of_the_date(manager: User) -> None:
    approved(factories.process("alpha"))
    before = timezone.now()
    tier = Tier.objects.earliest("order")
    Tier.objects.filter(pk=tier.pk).update(max_rto_s=59)
    then = asked(manager, at=timezone.now(), as_of=before)
    now = asked(manager, at=timezone.now())
    limits = [select(one).tiers[tier.pk].max_rto_s for one in (then, now)]
    assert limits == [tier.max_rto_s, 59]


@pytest.mark.slow
def test_what_changes_after_the_approval_is_not_printed(manager: User) -> None:
    process = factories.process("alpha", name="The old name", daily_volume=7)
    approved(process)
    process.description = "Written later"
    process.save()
    assert "Written later" not in text_of(built(manager))


def test_nothing_to_report_is_a_report_too(manager: User) -> None:
    report = built(manager)
    assert report.state == "done"
    assert "No process matches" in text_of(report)


def test_the_sample_is_marked(manager: User) -> None:
    factories.organisation(sample="aftersales")
    approved(factories.process("alpha"))
    assert "Sample data" in text_of(built(manager))


def test_markup_in_names_is_only_text(manager: User) -> None:
    name = '<img src="file:///etc/passwd"><script>x</script>'
    approved(factories.process("alpha", name=name))
    report = built(manager)
    assert report.state == "done"
    assert "file:///etc/passwd" in text_of(report)


def test_an_owner_gets_only_their_departments_processes(alice: User, manager: User) -> None:
    approved(factories.process("alpha", name="Hers", department="sales"))
    approved(factories.process("beta", name="Not hers", department="warehouse"))
    text = text_of(built(alice))
    assert "Hers" in text
    assert "Not hers" not in text


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"critical": True}, {"First"}),
        ({"critical": False}, {"Second", "Third"}),
        ({"department": "sales"}, {"First", "Third"}),
        ({"processes": ["beta"]}, {"Second"}),
        ({"department": "sales", "critical": False}, {"Third"}),
        ({"tier": "tier-2"}, {"First", "Second", "Third"}),
        ({"tier": "tier-1"}, set()),
    ],
)
def test_filters_choose_the_processes(
    manager: User, filters: dict[str, Any], kept: set[str]
) -> None:
    factories.department("shop", parent="sales")
    approved(factories.process("alpha", name="First", department="sales", critical=True))
    approved(factories.process("beta", name="Second", department="warehouse"))
    approved(factories.process("gamma", name="Third", department="shop"))
    selection = select(asked(manager, filters=filters))
    assert {one.process.name for one in selection.assessments} == kept


def test_the_number_of_queries_does_not_grow_with_processes(
    manager: User,
) -> None:
    counts = []
    for codes in (("alpha",), ("beta", "gamma")):
        for code in codes:
            approved(factories.process(code, department="sales"))
        report = asked(manager)
        with CaptureQueriesContext(connection) as queries:
            selection = select(report)
            summarise(selection)
            sheets_of(selection.assessments)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_embedded_fonts_can_be_read(printed: Callable[[str], PdfReader]) -> None:
    name, program = fonts_of(printed("zh-hans"))[0]
    data = program.get_data()
    font = TTFont(io.BytesIO(data), lazy=True)
    assert "CFF " in font or "glyf" in font
