"""Cards and plans on paper: looked at as they come out of the printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import User
from lib.errors import GuardsUnmet
from plans.models import CardItem, CardStep, PlanVersion
from plans.printing.pdf import SIZES, TooLong, size_that_fits
from plans.printing.plan_pdf import calls_pdf, card_pdf, plan_pdf
from plans.services.copies import print_copy
from tests import factories
from tests.factories import NOON
from tests.plans import paper_world as world
from tests.plans.paper_look import codes_of, fonts_of, kept, pages_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(manager: User) -> PlanVersion:
    factories.organisation(name="安途汽车服务")
    return world.effective_card(manager)


def test_the_card_is_one_page_with_chinese_and_english_glyphs_embedded(
    card: PlanVersion, manager: User, tmp_path: Path
) -> None:
    copy = print_copy(card, format="a4", language="both", by=manager, at=NOON)
    path = kept(tmp_path, card_pdf(card, "a4", "both", copy))

    text = text_of(path)

    assert pages_of(path) == (1, "595.276 x 841.89 pts (A4)")
    wanted = ["应急响应流程卡", "Emergency response card", "立即通知", "特别重大", "139****5678"]
    assert [one for one in wanted if one not in text] == []
    # A glyph nobody has is drawn by the font of last resort, or not at all.
    assert "\ufffd" not in text
    assert {name.partition("-")[0] for name in fonts_of(path)} <= {"Noto", "DejaVu"}
    assert all(fonts_of(path).values())
    assert codes_of(path) == {
        f"http://localhost:8000/v/{copy.token}",
        "https://example.org/group/42",
    }


@pytest.mark.slow
def test_a_poster_has_the_size_of_a_poster(card: PlanVersion, tmp_path: Path) -> None:
    path = kept(tmp_path, card_pdf(card, "a3", "zh-hans"))

    assert pages_of(path) == (1, "841.89 x 1190.55 pts (A3)")
    assert "应急" in text_of(path)
    assert "Emergency" not in text_of(path)


def test_a_preview_has_a_mark_instead_of_a_code(card: PlanVersion, tmp_path: Path) -> None:
    path = kept(tmp_path, card_pdf(card, "wallet", "en"))

    assert "PREVIEW" in text_of(path)
    assert codes_of(path) == set()


def test_wallet_cards_are_ten_with_backs_and_numbers_in_full(
    card: PlanVersion, manager: User, tmp_path: Path
) -> None:
    copy = print_copy(card, format="wallet", language="en", by=manager, at=NOON)
    path = kept(tmp_path, card_pdf(card, "wallet", "en", copy, copy.numbers_masked))

    assert pages_of(path)[0] == 2
    assert text_of(path).count("139 1234 5678") == 10
    assert codes_of(path) == {f"http://localhost:8000/v/{copy.token}"}


def test_a_card_too_long_for_its_size_is_refused(manager: User) -> None:
    version = world.draft(world.plan(manager), manager)
    step = CardStep.objects.filter(plan_version=version).latest("position")
    for number in range(60):
        CardItem.objects.create(
            plan_version=version, step=step, position=number, text_zh="核对并记录" * 60
        )

    with pytest.raises(GuardsUnmet) as refused:
        card_pdf(version, "a4", "zh-hans")

    assert [one.code for one in refused.value.problems] == ["too_long"]


@pytest.mark.slow
def test_the_largest_type_that_fits_is_found_without_printing() -> None:
    def lines(count: int) -> Callable[[float], str]:
        return lambda size: f'<p style="font-size: {size * 20:.1f}mm">' + "x<br>" * count

    assert size_that_fits(lines(1), "card", pages=1, title="x") == SIZES[0]
    assert SIZES[-1] < size_that_fits(lines(13), "card", pages=1, title="x") < SIZES[0]
    with pytest.raises(TooLong):
        size_that_fits(lines(60), "card", pages=1, title="x")


def test_a_version_without_a_card_has_none(manager: User) -> None:
    version = PlanVersion.objects.create(plan=world.plan(manager), major=1, author=manager)

    with pytest.raises(GuardsUnmet) as refused:
        card_pdf(version, "a4", "en")

    assert [one.code for one in refused.value.problems] == ["no_card"]


def test_the_whole_plan_says_what_is_to_be_done_in_chinese(manager: User, tmp_path: Path) -> None:
    version = world.draft(world.plan(manager), manager)
    world.story(version)
    path = kept(tmp_path, plan_pdf(version, "zh-hans"))

    text = text_of(path)

    wanted = ["应急响应流程卡", "切换备用通讯", "人工专线", "IT应急负责人", "赵六", "136 1234 5679"]
    assert [one for one in wanted if one not in text] == []
    assert all(fonts_of(path).values())
    assert "**" not in text


def test_the_call_list_names_everybody_in_calling_order(manager: User, tmp_path: Path) -> None:
    version = world.draft(world.plan(manager), manager)
    world.story(version)
    text = text_of(kept(tmp_path, calls_pdf(version, "zh-hans")))

    assert text.index("王五") < text.index("李四") < text.index("赵六")
