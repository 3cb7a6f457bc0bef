"""The words beside the decided values keep MTD, RTO and RPO apart (S3-007, S3-009, S3-018)."""

from bia.forms.assessment import AssessmentForm


def test_each_target_is_told_apart() -> None:
    fields = AssessmentForm.base_fields
    assert [str(fields[name].help_text) for name in ("mtd_s", "rto_s", "rpo_s")] == [
        "The longest outage that can be borne at all.",
        "A target: when it runs again, well before the MTD. "
        "For comparison: e-commerce within 1 h, manufacturing up to 4 h.",
        "How much data may be lost, as time before the outage.",
    ]
