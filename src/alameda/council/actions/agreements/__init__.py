"""From the vote to the certificate: agreements are issued, certified, published, corrected."""

from alameda.council.actions.agreements.certifying import certify_agreement, publish_agreement
from alameda.council.actions.agreements.correcting import correct_agreement, drop_correction
from alameda.council.actions.agreements.issuing import edit_agreement_text, issue_agreements

__all__ = [
    "certify_agreement",
    "correct_agreement",
    "drop_correction",
    "edit_agreement_text",
    "issue_agreements",
    "publish_agreement",
]
