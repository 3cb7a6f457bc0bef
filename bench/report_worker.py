"""`python -m bench.report_worker`: what a worker does until the one report is done."""

from __future__ import annotations

import json
import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bcm.settings")


def main() -> None:
    import django

    django.setup()
    from bench.measure import peak_mb
    from reports.models import Report
    from reports.services import parts
    from reports.tasks import sweep

    rendered, real = [0], parts.save_part

    def counted(*args: object, **named: object) -> object:
        rendered[0] += 1
        return real(*args, **named)  # type: ignore[arg-type]

    parts.save_part = counted  # type: ignore[assignment]
    while Report.objects.filter(state__in=["queued", "running"]).exists():
        if not sweep():
            time.sleep(0.5)
    print(json.dumps({"peak_mb": peak_mb(), "parts": rendered[0]}))


if __name__ == "__main__":
    main()
