"""What must be safe before real systems are touched (RESP §4.2, "safety list").

Functional and full exercises need every point; what each asks stands in `drills.safety_words`.
"""

from __future__ import annotations

SAFETY_KEYS = ("backup", "change_window", "halt_criteria", "rollback_owner", "outsiders_told")
