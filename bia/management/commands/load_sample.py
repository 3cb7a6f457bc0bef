"""Load the sample company: `load_sample [aftersales|complete|none] --language en|zh`."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bia.services.catalogue_loading import load_catalogue
from bia.services.sample_loading import load_sample, load_sample_files
from lib.errors import GuardsUnmet

VARIANTS = {"aftersales": "aftersales", "complete": "aftersales-complete"}

# What SAMPLE may say: a language, a variant, or both.
WORDS = {
    "": ("aftersales", "en"),
    "en": ("aftersales", "en"),
    "zh": ("aftersales", "zh"),
    "aftersales": ("aftersales", "en"),
    "aftersales-zh": ("aftersales", "zh"),
    "complete": ("complete", "en"),
    "complete-en": ("complete", "en"),
    "complete-zh": ("complete", "zh"),
    "none": ("none", "en"),
}


class Command(BaseCommand):
    help = "Load the sample company; does nothing when one is loaded already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("variant", nargs="?", choices=["aftersales", "complete", "none"])
        parser.add_argument("--language", choices=["en", "zh"])
        parser.add_argument("--without-files", action="store_true", help="rows only, no backups")

    def handle(self, *args: Any, **options: Any) -> None:
        word = os.environ.get("SAMPLE", "").strip().lower()
        if word not in WORDS:
            raise CommandError(f"SAMPLE={word} is none of {', '.join(filter(None, WORDS))}.")
        asked = options["variant"] or WORDS[word][0]
        language = options["language"] or WORDS[word][1]
        load_catalogue(at=timezone.now())
        if asked == "none":
            self.stdout.write("No sample company is loaded.")
            return
        variant, at = VARIANTS[asked], timezone.now()
        try:
            loaded = load_sample(variant=variant, language=language, at=at)
        except GuardsUnmet as refusal:
            if options["variant"]:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(str(refusal))
            return
        if loaded and not options["without_files"]:
            load_sample_files(variant=variant, language=language, at=at)
        self.stdout.write(
            "Sample company loaded." if loaded else "A sample company stands already."
        )
