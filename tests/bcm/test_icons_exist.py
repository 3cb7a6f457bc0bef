"""An icon that is not in the package would leave a hole in the page."""

import re
from pathlib import Path

from django.conf import settings

from bcm.errors import CSRF, PAGES
from bcm.navigation import ACCOUNT, MENU
from lib.statuses import STATUSES

ROOT = Path(settings.BASE_DIR)
IN_TEMPLATE = re.compile(r"""{% (?:icon|stat \S+ \S+ \S+) "([a-z0-9-]+)\"""")


def _named() -> set[str]:
    names = {status.icon for status in STATUSES.values()} | {group.icon for group in MENU}
    names |= {icon for _label, icon, _name in ACCOUNT} | {words.icon for words in PAGES.values()}
    names.add(CSRF.icon)
    for template in (ROOT / "templates").rglob("*.html"):
        names |= set(IN_TEMPLATE.findall(template.read_text(encoding="utf-8")))
    return names


def test_every_icon_that_is_named_exists() -> None:
    icons = Path(settings.NODE_MODULES) / "@tabler" / "icons" / "icons" / "outline"
    assert sorted(name for name in _named() if not (icons / f"{name}.svg").exists()) == []
