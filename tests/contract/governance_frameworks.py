"""Frameworks, requirements and evaluations in the contract's tests."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from governance.models import Framework, Requirement
from governance.services.answers import add_link
from governance.services.evaluating import evaluate

# They come with the catalogues.
GIVEN = ("frameworks",)


def codes(by: User, at: datetime) -> dict[str, object]:
    framework = Framework.objects.get(code="bcm10")
    requirement = Requirement.objects.for_list().filter(framework=framework)[0]
    url = "https://dms.example.org/policy"
    link = add_link(requirement, title="Policy", url=url, by=by, at=at)
    return {
        "frameworks": framework.code,
        "requirements": requirement.code,
        "requirements/links": link.pk,
        "evaluations": evaluate(framework, note="", by=by, at=at).code,
    }
