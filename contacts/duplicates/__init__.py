"""Who may be here twice: candidates by blocking in SQL, a verdict on each pair with its reasons.

blocking (pairs worth a look), names and scoring (pure: same, household, unsure or nothing), reasons (their words),
finding (one organization's people compared, pairs kept and dropped).
"""
