"""Templates of messages: written by who may, in both languages, with places that exist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from incidents.domain.places import unknown_places
from incidents.models import CommsTemplate
from lib.errors import Problem, Refused, StaleVersion

TEXTS = ("subject_en", "subject_zh", "body_en", "body_zh")
FIELDS = ("code", "name_en", "name_zh", "audience", "moment", *TEXTS, "is_active", "position")


@transaction.atomic
def create_template(*, by: User, at: datetime, **values: Any) -> CommsTemplate:
    require(by, "comms_template.change")
    _checked(values)
    if CommsTemplate.objects.filter(code=values["code"]).exists():
        raise Refused("taken", _("There is a template of this code already."), "code")
    return CommsTemplate.objects.create(**_known(values))


@transaction.atomic
def change_template(
    template: CommsTemplate, *, by: User, at: datetime, read_version: int | None = None,
    **values: Any,
) -> list[str]:  # fmt: skip
    """Answers the names of what changed. Messages drafted from it stay as they are."""
    require(by, "comms_template.change")
    row = CommsTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if read_version is not None and read_version != row.version:
        raise StaleVersion(row, read_version)
    values.pop("code", None)
    changed = {name: value for name, value in _known(values).items() if value != getattr(row, name)}
    if not changed:
        return []
    _checked({name: changed.get(name, getattr(row, name)) for name in (*TEXTS, "code")})
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    template.__dict__.update(row.__dict__)
    return sorted(changed)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _checked(values: dict[str, Any]) -> None:
    problems = []
    for name in TEXTS:
        for place in unknown_places(str(values.get(name, ""))):
            words = _("There is no place {%(name)s}.") % {"name": place}
            problems.append(Problem("no_such_place", words, name))
    if not (values.get("body_en") or values.get("body_zh")):
        problems.append(Problem("required", _("Write the text in one language."), "body_zh"))
    if problems:
        raise Refused.many(problems)
