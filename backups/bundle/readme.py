"""README.txt of a bundle: how to check it, and what it does not prove."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _


def readme(
    *,
    organisation: str,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    public: str,
    sample: bool,
) -> str:
    """In the active language; instants in the organisation's zone."""
    lines = [
        _("Evidence of backup verification: %(organisation)s") % {"organisation": organisation},
        _("From %(since)s to %(until)s") % {
            "since": since.astimezone(zone).isoformat(" ", "minutes"),
            "until": until.astimezone(zone).isoformat(" ", "minutes"),
        },
        *([_("Sample data: this organisation is made up. Nothing here is evidence.")]
          if sample else []),
        "",
        _("How to check"),
        _("Run the script with Python 3.8 or newer; it needs no network and no packages:"),
        f"    python3 verify_bundle.py --key {public} BUNDLE.zip",
        _("Compare the key with the one you noted down from the page Evidence, and take the "
          "script from there, too. Several bundles in the order of their numbers are checked "
          "as a chain."),
        _("Any BagIt tool (RFC 8493) can check the files as well."),
        "",
        _("What is in it"),
        _("data/records holds one JSON object a line; data/trailer.json says how many lines "
          "there are and their Merkle roots; chain.json names the bundle before this one; "
          "signature.json signs tagmanifest-sha256.txt with Ed25519, and through it everything."),
        "",
        _("What it does not prove"),
        *(f"- {sentence}" for sentence in not_proved()),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def not_proved() -> list[str]:
    """The limits of a bundle, in plain words; page, report and bundle tell the same."""
    return [
        _("That the platform told the truth: who rules the machine that verified can have it "
          "sign what is wrong. The signature proves that nothing was changed since."),
        _("When it was signed: the time is that of the platform's clock. A time stamp of "
          "somebody else, or handing each bundle over when it is made, proves it."),
        _("That nothing is missing after the newest bundle you hold: keep the digest of the "
          "newest bundle outside of the platform."),
        _("That a set can be restored: only a restore test says so, and only for the set it "
          "restored."),
    ]  # fmt: skip
