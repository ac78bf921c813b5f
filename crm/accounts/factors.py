"""Second factors: codes of an authenticator app, each good once, and recovery codes, kept as hashes.

The rows are allauth's; the checks are ours, because allauth remembers used codes in the cache (sign-in must not need
Redis) and can compute recovery codes from what it stores.
"""

import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils import timezone

from crm.accounts.models import User
from crm.audit.services import keyed_hash

RECOVERY_CODES = 10
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that look alike on paper
LENGTH = 10


def verify_code(user: User, code: str) -> Authenticator | None:
    """The factor that the code belongs to. A code that was used is worth nothing any more."""
    with transaction.atomic():
        # Locked, so that of two browsers with the same code one comes too late.
        rows = Authenticator.objects.select_for_update().filter(
            user_id=user.pk, type__in=[Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
        )
        for factor in sorted(rows, key=lambda row: row.type != Authenticator.Type.TOTP):
            good = _spend_app_code if factor.type == Authenticator.Type.TOTP else _spend_recovery_code
            if good(factor, code):
                factor.last_used_at = timezone.now()
                factor.save(update_fields=["data", "last_used_at"])
                return factor
    return None


def new_recovery_codes(user: User) -> list[str]:
    """Replace the codes; they are shown this once."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
        Authenticator.objects.create(
            user_id=user.pk,
            type=Authenticator.Type.RECOVERY_CODES,
            data={"hashes": [_hash(user.pk, code) for code in codes]},
        )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: User) -> int | None:
    """None: never made."""
    row = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.data["hashes"]) if row else None


def _spend_app_code(factor: Authenticator, code: str) -> bool:
    typed = "".join(code.split())
    secret = decrypt(factor.data["secret"])
    for counter in yield_hotp_counters_from_time():
        if counter > factor.data.get("last_counter", 0) and secrets.compare_digest(
            format_hotp_value(hotp_value(secret, counter)).encode(), typed.encode()
        ):
            factor.data["last_counter"] = counter
            return True
    return False


def _spend_recovery_code(factor: Authenticator, code: str) -> bool:
    typed = _hash(factor.user_id, "".join(code.upper().replace("-", " ").split()))
    left = [kept for kept in factor.data["hashes"] if not secrets.compare_digest(kept, typed)]
    spent = len(left) < len(factor.data["hashes"])
    factor.data["hashes"] = left
    return spent


def _hash(user_id, code: str) -> str:
    # Fifty random bits under a key that is not in the database: no slow hash needed.
    return keyed_hash(f"recovery:{user_id}:{code}")
