"""The exit code of an audit: one table, computed in one place (contract, section 3)."""

from __future__ import annotations

from checks._contract import Severity, Status
from reports.audit import Audit

SAW_ALL_NOTHING_STANDS = 0
SAW_ALL_SOMETHING_STANDS = 1
DID_NOT_SEE_ALL = 3

COUNTED = frozenset({Status.NONCONFORMING, Status.UNVERIFIED})
"""A duty that is not late, advice and a waived finding don't fail a run; what could not be judged does."""


def of_audit(audit: Audit, fail_on: Severity) -> int:
    """3 before 1: a run that did not see everything cannot say what stands.

    What stood open and was not judged, since its check is no longer set up, stands: taking a list away ends nothing.
    """
    if not audit.run.complete:
        return DID_NOT_SEE_ALL
    stands = any(
        finding.status in COUNTED and finding.severity.rank <= fail_on.rank
        for finding in (*audit.findings, *audit.unconfirmed)
    )
    return SAW_ALL_SOMETHING_STANDS if stands else SAW_ALL_NOTHING_STANDS
