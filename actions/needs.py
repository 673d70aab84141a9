"""The needs that are offered first, in the order in which people ask for them."""

from __future__ import annotations

COMMON = (
    "health_care", "food", "emergency_shelter", "immigration_legal", "employment",
    "identity_documents", "cash_benefits", "language_classes", "school_enrolment",
)  # fmt: skip
