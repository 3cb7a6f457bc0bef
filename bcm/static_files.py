"""Which static files are collected for production."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class CollectedStaticFiles(StaticFilesConfig):
    """Leaves out what no page uses; three of Tabler's style sheets name pictures that are not
    served here, and the collection would fail for them."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "tabler-flags*",
        "tabler-payments*",
        "tabler-socials*",
        "tabler-marketing*",
        "tabler*.rtl*",
        "tabler*.esm*",
        "*.d.ts",
        "*.d.ts.map",
    ]
