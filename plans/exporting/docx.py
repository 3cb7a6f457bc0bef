"""A version as a Word document, in one language or both."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from lib.durations import format_duration
from plans.exporting.docx_markdown import add_markdown, plain
from plans.models import CardItem, PlanVersion, TaskNeed

LANGUAGES = {"en": ("en",), "zh-hans": ("zh",), "both": ("en", "zh")}
FONT, CHINESE_FONT = "Calibri", "Microsoft YaHei"


def version_as_docx(plan_version: PlanVersion, language: str) -> bytes:
    """`language` "en", "zh-hans" or "both"; a text that is missing in one is given in the other."""
    with override("zh-hans" if language == "zh-hans" else "en"):
        return _Written(plan_version, LANGUAGES[language]).content()


class _Written:
    def __init__(self, plan_version: PlanVersion, languages: Sequence[str]):
        self.version, self.languages = plan_version, languages
        self.plan = plan_version.plan
        self.document = Document()
        self._page()

    def content(self) -> bytes:
        self._head()
        self._criteria()
        self._sections()
        self._tasks()
        self._resources()
        self._messages()
        self._card()
        self._tree()
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _page(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(22)
        for name in ("Normal", "Title", *(f"Heading {level}" for level in range(1, 7))):
            style: Any = self.document.styles[name]
            style.font.name = FONT
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE_FONT)
        self.document.styles["Normal"].font.size = Pt(10.5)  # type: ignore[attr-defined]
        about = self.document.core_properties
        about.title, about.author, about.comments = self._said(self.plan, "name"), "", ""
        about.subject = self.version.key
        about.created = about.modified = self.version.updated_at.replace(tzinfo=None)

    def _head(self) -> None:
        self.document.add_heading(self._said(self.plan, "name"), 0)
        one = self.version
        rows = [
            (_("Version"), f"{one.number} ({one.get_status_display()})"),
            (_("Code"), self.plan.code),
            (_("Kind"), self.plan.get_kind_display()),
            (_("Owner"), self.plan.owner.name),
            (_("Deputy"), self.plan.deputy.name if self.plan.deputy else "–"),
            (_("In force since"), one.effective_at.date().isoformat() if one.effective_at else "–"),
            (_("SHA-256 of the content"), one.sha256 or "–"),
        ]
        self._table([], rows)
        if one.pre_authorised:
            self._heading(_("Pre-authorised switch-over"))
            self._text(one, "authorisation")

    def _criteria(self) -> None:
        rows = [
            (str(one.group), one.get_kind_display(), _asked(one), self._said(one, "text"))
            for one in self.version.criteria.select_related("grade", "system", "process")
        ]
        if rows:
            self._heading(_("When it is activated"))
            self._table(
                [
                    pgettext("criteria", "Group"),
                    pgettext("plan", "Criterion"),
                    _("Asks for"),
                    _("In words"),
                ],
                rows,
            )

    def _sections(self) -> None:
        for one in self.version.sections.all():
            self.document.add_heading(self._said(one, "title"), one.depth)
            self._text(one, "body", below=one.depth)

    def _tasks(self) -> None:
        tasks = list(self.version.tasks.select_related("role", "backup_role"))
        if not tasks:
            return
        needs: dict[int, list[str]] = {}
        links = TaskNeed.objects.filter(task__plan_version=self.version).order_by("needs__number")
        for task, number in links.values_list("task_id", "needs__number"):
            needs.setdefault(task, []).append(str(number))
        self._heading(_("Tasks"))
        heads = [_("No."), _("Task"), _("Role"), pgettext("planned", "Duration")]
        heads += [_("Limit"), _("After")]
        self._table(
            heads,
            [
                (
                    str(one.number),
                    self._said(one, "title"),
                    self._said(one.role, "name") if one.role else "–",
                    self._time(one.duration_s),
                    self._time(one.limit_s),
                    ", ".join(needs.get(one.pk, [])) or "–",
                )
                for one in tasks
            ],
        )
        parts = (
            ("instructions", _("Instructions")), ("verification", _("How it is checked")),
            ("rollback", _("Way back")),
        )  # fmt: skip
        for one in tasks:
            said = [(name, words) for name, words in parts if self._said(one, name)]
            if said:
                self.document.add_heading(f"{one.number} {self._said(one, 'title')}", 2)
            for name, words in said:
                if name != "instructions":
                    self.document.add_paragraph().add_run(words).bold = True
                self._text(one, name, below=2)

    def _resources(self) -> None:
        rows = [
            (
                self._said(one, "name"),
                one.get_kind_display(),
                one.quantity or "–",
                one.place or "–",
                self._time(one.from_s),
            )
            for one in self.version.resources.all()
        ]
        if rows:
            self._heading(_("Resources"))
            heads = [_("Resource"), _("Kind"), _("Quantity"), _("Where it is"), _("Needed from")]
            self._table(heads, rows)

    def _messages(self) -> None:
        for at, one in enumerate(self.version.messages.all()):
            if at == 0:
                self._heading(_("Messages"))
            self.document.add_heading(self._said(one, "title"), 2)
            channel = f" · {one.channel}" if one.channel else ""
            self.document.add_paragraph(plain(f"{one.get_audience_display()}{channel}"))
            self._text(one, "body", below=2)

    def _card(self) -> None:
        items = Prefetch("items", queryset=CardItem.objects.order_by("position", "id"))
        for at, step in enumerate(self.version.card_steps.prefetch_related(items), start=1):
            if at == 1:
                self._heading(_("Response card"))
            limit = f" ({self._time(step.limit_s)})" if step.limit_s is not None else ""
            self.document.add_heading(f"{at}. {self._said(step, 'title')}{limit}", 2)
            for item in step.items.all():
                team = self._said(item, "team")
                text = self._said(item, "text")
                self.document.add_paragraph(f"☐ {team + ': ' if team else ''}{text}")
        rows = [
            (
                self._said(one.role, "name"),
                one.from_grade.code if one.from_grade else _("every grade"),
            )
            for one in self.version.card_contacts.select_related("role", "from_grade")
        ]
        if rows:
            self._heading(_("Who is called"))
            self._table([_("Role"), _("Called from this grade on")], rows)

    def _tree(self) -> None:
        nodes = list(
            self.version.call_nodes.select_related(
                "person", "role", "parent__person", "parent__role"
            )
        )
        rows = [
            (self._node(one), self._node(one.parent) if one.parent else "–", self._time(one.wait_s))
            for one in nodes
        ]
        if rows:
            self._heading(_("Call tree"))
            self._table([_("Who is called"), _("Called by"), _("Wait before the next")], rows)

    def _node(self, node: Any) -> str:
        return node.person.name if node.person else self._said(node.role, "name")

    def _heading(self, words: str) -> None:
        self.document.add_heading(words, 1)

    def _said(self, row: Any, name: str) -> str:
        """A short text: both languages on a line, or the other where one is missing."""
        found = [getattr(row, f"{name}_{language}") for language in self.languages]
        words = dict.fromkeys(text for text in found if text)
        return plain(" / ".join(words) or getattr(row, f"{name}_en") or getattr(row, f"{name}_zh"))

    def _text(self, row: Any, name: str, *, below: int = 1) -> None:
        found = [getattr(row, f"{name}_{language}") for language in self.languages]
        if not any(found):
            found = [getattr(row, f"{name}_en") or getattr(row, f"{name}_zh")]
        for text in found:
            add_markdown(self.document, text, below=below)

    def _time(self, seconds: int | None) -> str:
        language = "zh-hans" if self.languages == ("zh",) else "en"
        return "–" if seconds is None else format_duration(seconds, language)

    def _table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        lines = [*([heads] if heads else []), *rows]
        table = self.document.add_table(len(lines), len(lines[0]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        for at, (row, cells) in enumerate(zip(table.rows, lines, strict=True)):
            for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                run = cell.paragraphs[0].add_run(plain(text))
                run.bold = (at == 0) if heads else (place == 0)
        if heads:
            table.rows[0]._tr.get_or_add_trPr().append(_repeated())
        self.document.add_paragraph()


def _repeated() -> Any:
    """A header row that stands on every page."""
    from docx.oxml import OxmlElement

    return OxmlElement("w:tblHeader")


def _asked(row: Any) -> str:
    if row.downtime_s is not None:
        return format_duration(row.downtime_s, "en")
    named = row.grade or row.system or row.process
    return str(named) if named else "–"
