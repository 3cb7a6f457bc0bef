"""The generated preface: made from the plan's data, kept where somebody wrote."""

from __future__ import annotations

import pytest

from accounts.models import User
from lib.errors import Refused
from plans.markdown import to_html
from plans.models import PlanVersion, Section
from plans.preface import Covered, Facts, chapter, chapters
from plans.services.content import add_part, change_part
from plans.services.content_preface import regenerate_section, write_preface
from tests import factories
from tests.factories import NOON
from tests.plans.content.drafts import draft, role, task

RESCUE = Covered("road-rescue", "Road | rescue", rto_s=900, mtd_s=3600, rpo_s=300)


def body(key: str, facts: Facts, language: str = "en") -> str:
    return chapter(key, facts).body[language]


@pytest.fixture
def version(alice: User) -> PlanVersion:
    version = draft(alice)
    process = factories.process("road-rescue", name="Road rescue")
    process.rto_s, process.mtd_s = 900, 3600
    process.save()
    version.plan.processes.add(process)
    return version


def test_chapters_of_the_source_in_its_order():
    assert [one.key for one in chapters(Facts())] == [
        "preface.background", "preface.objective", "preface.scope", "preface.responsibilities",
        "preface.terms", "preface.faq", "preface.benchmarks",
    ]  # fmt: skip


def test_every_chapter_is_written_in_both_languages():
    made = chapters(Facts(processes=(RESCUE,), systems=("Dispatch",), sites=("DC",)))
    assert [one.key for one in made if not (one.body["en"] and one.body["zh"])] == []


def test_nobody_invents_an_objective():
    lead = {"en": "Our objective.", "zh": "目标。"}
    assert chapter("objective", Facts(), lead).body == {"en": "", "zh": ""}


def test_an_objective_with_its_reason():
    text = body("objective", Facts(processes=(RESCUE,)))
    assert "| Road \\| rescue | 15 min | 1 h | 5 min | — |" in text
    assert "It leaves 75 % of the 1 h that are tolerable at most as a margin." in text


def test_a_general_wording_opens_a_chapter():
    lead = {"en": "For the shops.", "zh": ""}
    made = chapter("scope", Facts(systems=("Dispatch",)), lead)
    assert made.body["en"].startswith("For the shops.\n\n- **Systems**: Dispatch")
    assert made.body["zh"].startswith("本预案适用于")


def test_the_reason_of_the_assessment_comes_first():
    known = Covered("a", "A", rto_s=900, mtd_s=3600, rationale="People wait\nat the road.")
    text = body("objective", Facts(processes=(known,)), "zh")
    assert "- **A**: People wait at the road.距最长可容忍的1 小时留有75%的余量。" in text


def test_tasks_and_decision_level_are_named_by_role():
    facts = Facts(carriers=(("IT lead", "技术"),), deciders=(("CEO", "总裁"),))
    assert "| Decide to activate | CEO | CEO | Plan owner |" in body("responsibilities", facts)
    assert "| 执行任务 | 技术 |" in body("responsibilities", facts, "zh")


def test_the_faq_names_the_months_of_the_plan():
    assert "At least every 6 months" in body("faq", Facts(review_months=6))


def test_benchmarks_stand_beside_ones_own():
    text = body("benchmarks", Facts(processes=(RESCUE,)))
    assert "| Online shops | within 1 h |" in text
    assert "| Manufacturing | within 4 h |" in text


def test_a_name_cannot_smuggle_markup():
    facts = Facts(processes=(Covered("a", "<b>[x](http://e)**", mtd_s=60),))
    assert "<b>" not in to_html(body("background", facts))
    assert "<a" not in to_html(body("background", facts))


def test_the_preface_stands_in_front(version: PlanVersion):
    add_part(version, Section, by=version.author, at=NOON, title_en="Steps")
    task(version, role=role())
    assert len(write_preface(version, by=version.author, at=NOON)) == 7
    assert list(version.sections.values_list("key", "source"))[0] == (
        "preface.background",
        "generated",
    )
    assert version.sections.last().title_en == "Steps"


def test_written_chapters_are_left_alone(version: PlanVersion):
    write_preface(version, by=version.author, at=NOON)
    mine = version.sections.get(key="preface.background")
    change_part(mine, read_version=1, by=version.author, at=NOON, body_en="Two days down.")
    version.plan.review_months = 6
    version.plan.save()
    assert write_preface(version, by=version.author, at=NOON) == ["preface.faq"]


def test_one_chapter_is_made_anew(version: PlanVersion):
    write_preface(version, by=version.author, at=NOON)
    mine = version.sections.get(key="preface.scope")
    before = mine.body_en
    change_part(mine, read_version=1, by=version.author, at=NOON, body_en="Everything.")
    assert regenerate_section(mine, read_version=2, by=version.author, at=NOON)
    mine.refresh_from_db()
    assert (mine.body_en, mine.source) == (before, "generated")


def test_only_the_preface_is_generated(version: PlanVersion):
    mine = add_part(version, Section, by=version.author, at=NOON, title_en="Steps")
    with pytest.raises(Refused):
        regenerate_section(mine, read_version=1, by=version.author, at=NOON)


def test_a_rationale_stays_with_who_may_read_it(version: PlanVersion, charlie: User):
    assessment = version.plan.processes.get().assessments.create(
        code="BIA-1", number=1, author=version.author, mtd_s=3600, rto_s=900, rationale="Secret."
    )
    assessment.__class__.objects.filter(pk=assessment.pk).update(status="approved")
    write_preface(version, by=charlie, at=NOON)
    assert "Secret." not in version.sections.get(key="preface.objective").body_en
