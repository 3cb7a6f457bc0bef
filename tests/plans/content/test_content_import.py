"""Text and tasks out of files into a draft."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from accounts.models import User
from lib.errors import GuardsUnmet, Refused
from plans.exporting.task_sheet import task_sheet
from plans.importing.docx_sections import read_docx
from plans.importing.found import FoundSection
from plans.importing.markdown_sections import read_markdown
from plans.importing.planned import CHANGED, NEW
from plans.models import PlanTask, PlanUpload, PlanVersion
from plans.services.content import change_part
from plans.services.content_import import apply_upload, keep_upload, set_mapping, summary_of
from plans.services.content_needs import needs_of
from plans.task_columns import COLUMNS, column_of
from tests.factories import NOON
from tests.plans.content.drafts import draft, role, task
from tests.plans.content.files import document, sheet

MARKDOWN = b"""Before.

# The plan

## Purpose

Keep `# going`.

```
# no heading
```

### Details
More
"""


@pytest.fixture
def version(alice: User) -> PlanVersion:
    return draft(alice)


def keep(version: PlanVersion, content: bytes, name: str, **more: Any) -> PlanUpload:
    return keep_upload(version, content=content, filename=name, by=version.author, at=NOON, **more)


def apply(version: PlanVersion, upload: PlanUpload) -> Any:
    shown = summary_of(version, upload, by=version.author)
    return apply_upload(version, upload, fingerprint=shown.fingerprint, by=version.author, at=NOON)


def wrong(version: PlanVersion, content: bytes) -> list[tuple[int, str, str]]:
    shown = summary_of(version, keep(version, content, "a.xlsx"), by=version.author)
    return [(one.row, one.column, one.reason) for one in shown.wrong]


def test_markdown_becomes_sections():
    assert read_markdown(MARKDOWN, "my plan.md") == [
        FoundSection("my plan", 1, "Before."),
        FoundSection("Purpose", 1, "Keep `# going`.\n\n```\n# no heading\n```"),
        FoundSection("Details", 2, "More"),
    ]


def test_chinese_markdown_of_another_encoding():
    (section,) = read_markdown("# 目的\n业务不中断".encode("gb18030"), "a.md")
    assert (section.title, section.body) == ("目的", "业务不中断")


def test_a_document_becomes_sections():
    assert read_docx(document(), "a.docx") == [
        FoundSection("Purpose", 1, "Keep \\*going\\*.\n\nReally **fast**"),
        FoundSection(
            "Steps", 2, "- Call\n- Act\n\n| Who | What |\n| --- | --- |\n| IT \\| lead | calls |"
        ),
    ]


def test_sections_are_added(version: PlanVersion):
    assert apply(version, keep(version, MARKDOWN, "a.md")).writes == 3
    assert [(one.title_en, one.depth) for one in version.sections.all()] == [
        ("a", 1), ("Purpose", 1), ("Details", 2),
    ]  # fmt: skip


def test_the_other_language_fills_what_is_there(version: PlanVersion):
    apply(version, keep(version, b"# Purpose\nGo on.", "a.md"))
    section = version.sections.get()
    upload = keep(version, "# 目的\n不中断。".encode(), "b.md", language="zh")
    set_mapping(upload, {"targets": {"0": str(section.pk)}, "language": "zh"})
    apply(version, upload)
    section.refresh_from_db()
    assert (section.title_zh, section.body_zh, section.body_en) == ("目的", "不中断。", "Go on.")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Title (English)", "title_en"), ("任务名称", "title_zh"), ("duration_s", "duration_s"),
        ("Planned duration", "duration_s"), ("Depends on", "needs"), ("责任人", "role"),
        ("Favourite colour", ""),
    ],
)  # fmt: skip
def test_headers_are_understood(header: str, name: str):
    assert column_of(header) == name


def test_tasks_are_added_with_their_needs(version: PlanVersion):
    lead = role()
    content = sheet(
        ["No", "Task", "Role", "Duration", "After"],
        ["1", "Call", "it-lead", "5 min", ""],
        ["2", "Act", "It lead", "1 h", "1"],
    )
    assert apply(version, keep(version, content, "a.xlsx")).counts[NEW] == 2
    assert [(one.title_en, one.role, one.duration_s) for one in version.tasks.all()] == [
        ("Call", lead, 300), ("Act", lead, 3600),
    ]  # fmt: skip
    assert needs_of(version) == {1: set(), 2: {1}}


def test_what_was_exported_changes_nothing(version: PlanVersion):
    task(version, role=role(), duration_s=330, limit_s=0, instructions_en="=HYPERLINK(1)")
    task(version, needs=[1], counts_in_time=False, phase="return", completes="fully")
    shown = summary_of(version, keep(version, task_sheet(version), "a.xlsx"), by=version.author)
    assert shown.counts == {"new": 0, "changed": 0, "unchanged": 2, "wrong": 0, "removed": 0}


def test_a_number_that_is_there_is_changed(version: PlanVersion):
    task(version, duration_s=60, instructions_en="Keep")
    content = sheet(["No", "Duration"], ["1", "2 min"])
    assert apply(version, keep(version, content, "a.xlsx")).counts[CHANGED] == 1
    one = version.tasks.get()
    assert (one.duration_s, one.instructions_en, one.version) == (120, "Keep", 2)


def test_other_tasks_are_removed_on_demand(version: PlanVersion):
    task(version)
    task(version)
    upload = keep(version, sheet(["No", "Task"], ["1", "Task 1"]), "a.xlsx")
    set_mapping(upload, upload.mapping | {"replace": True})
    apply(version, upload)
    assert list(version.tasks.values_list("number", flat=True)) == [1]


def test_every_wrong_cell_is_named(version: PlanVersion):
    content = sheet(
        ["No", "Task", "Role", "Duration", "After", "Phase"],
        ["1", "Call", "nobody", "25:61", "7", "later"],
        ["x", "Act", "", "", "", ""],
        ["1", "Twice", "", "", "", ""],
    )
    assert wrong(version, content) == [
        (2, "Role", "There is nothing of the code or name “nobody”."),
        (2, "Duration",
         "“25:61” is a time of day. Write a duration, for example 10 min or 1 h 30 min."),
        (2, "Phase",
         "One of these is expected: Activate, Respond, Recover, Return to normal, Review."),
        (2, "After", "There is no task 7."),
        (3, "No", "A number from 1 to 9999 is expected."),
        (4, "No", "This number stands in the file twice."),
    ]  # fmt: skip


def test_a_circle_in_a_file_is_named(version: PlanVersion):
    content = sheet(["No", "Task", "After"], ["1", "A", "2"], ["2", "B", "1"])
    assert [one[2] for one in wrong(version, content)] == [
        "These wait for each other in a circle: 1 → 2 → 1.",
        "These wait for each other in a circle: 1 → 2 → 1.",
    ]


def test_nothing_is_written_while_rows_are_wrong(version: PlanVersion):
    upload = keep(version, sheet(["No", "Task"], ["1", "A"], ["1", "B"]), "a.xlsx")
    with pytest.raises(GuardsUnmet) as refusal:
        apply(version, upload)
    assert (refusal.value.problems[0].code, version.tasks.count()) == ("wrong_rows", 0)


def test_a_draft_that_changed_since_the_preview(version: PlanVersion):
    one = task(version)
    upload = keep(version, sheet(["No", "Task"], ["1", "Other"]), "a.xlsx")
    seen = summary_of(version, upload, by=version.author).fingerprint
    change_part(one, read_version=1, by=version.author, at=NOON, title_en="Mine")
    with pytest.raises(GuardsUnmet) as refusal:
        apply_upload(version, upload, fingerprint=seen, by=version.author, at=NOON)
    assert refusal.value.problems[0].code == "changed_meanwhile"


def test_a_file_is_applied_once(version: PlanVersion):
    upload = keep(version, b"# A\nb", "a.md")
    apply(version, upload)
    with pytest.raises(GuardsUnmet):
        apply(version, upload)


def test_files_of_other_kinds(version: PlanVersion):
    with pytest.raises(Refused) as refusal:
        keep(version, b"%PDF", "a.pdf")
    assert refusal.value.problems[0].code == "unknown_kind"


def test_a_long_list_is_one_write(version: PlanVersion, django_assert_max_num_queries: Any):
    rows = [
        [str(number), f"Task {number}", str(number - 1) if number > 1 else ""]
        for number in range(1, 301)
    ]  # noqa: E501
    upload = keep(version, sheet(["No", "Task", "After"], *rows), "a.xlsx")
    with django_assert_max_num_queries(40):
        apply(version, upload)
    assert PlanTask.objects.filter(plan_version=version).count() == 300


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_sheet_is_read_in_the_language_it_was_written_in(language: str):
    with override(language):
        labels = [str(column.label) for column in COLUMNS.values()]
    assert [column_of(label) for label in labels] == list(COLUMNS)
