"""Totals of the process register."""

from decimal import Decimal

from bia.domain.register_figures import Figures, Row, figures_of

SAMPLE = [
    Row(500, True),
    Row(2_000, True),
    Row(3_000, True),
    Row(3_000, True),
    Row(5_000, True),
    Row(3_000, True),
    Row(1_000, False),
    Row(None, False),
]


def test_at_004_the_sample_register() -> None:
    figures = figures_of(SAMPLE)
    assert (figures.volume, figures.critical, figures.processes) == (17_500, 6, 8)
    assert (figures.critical_volume, figures.without_volume) == (16_500, 1)
    assert figures.critical_share is not None
    assert round(figures.critical_share * 100, 4) == Decimal("94.2857")


def test_a_volume_of_0_is_known() -> None:
    assert figures_of([Row(0, True), Row(None, True)]) == Figures(2, 2, 0, 0, None, 1)


def test_an_empty_register_has_no_share() -> None:
    assert figures_of([]) == Figures(0, 0, 0, 0, None, 0)
