"""What follows from a person's facts. Pure functions, so that the services and the import agree to the letter."""

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from functools import cache

from django.conf import settings

from crm.lib import emails, names, phones

EMAIL, STUDENT = "email", "student"
YOUNG = frozenset({"under_13", "13_15", "16_17"})
STATUSES = ("active", "inactive", "moved", "deceased", "do_not_contact")
PRIVACIES = ("normal", "restricted", "hidden")
# For how many years after it was told an age band can still be true.
YEARS_IN_BAND = {"under_13": 3, "13_15": 2, "16_17": 1, "18_24": 6}
TOKEN_LENGTH = 80
FEWEST_DIGITS = 4  # "ends in 0142" is worth keeping


def sort_name(given_name: str, family_name: str, chosen_name: str = "") -> str:
    """Family name first, folded; a name without letters keeps its signs, so that it has a place in the list."""
    key = names.sort_key(chosen_name or given_name, family_name)
    return (key or f"{family_name} {chosen_name or given_name}".strip().casefold())[:250]


def is_minor(age_band: str, current_kinds: Iterable[str]) -> bool:
    """Under 18, or a student now whose age nobody told us."""
    return age_band in YOUNG or (age_band == "unknown" and STUDENT in current_kinds)


def stricter_status(*statuses: str) -> str:
    """Of several that were said of one person, the one that closes most."""
    return max(statuses, key=STATUSES.index)


def stricter_privacy(*privacies: str) -> str:
    return max(privacies, key=PRIVACIES.index)


def age_band_until(age_band: str, told_in: int) -> int | None:
    """The last year in which the band can hold for most of those who told it in that year. 25 or older holds for good."""
    years = YEARS_IN_BAND.get(age_band)
    return told_in + years if years else None


def search_tokens(given_name: str, family_name: str, chosen_name: str = "") -> frozenset[str]:
    """The folded words of all names. Numbers and addresses are found elsewhere: not everybody may look for those."""
    return frozenset(
        token[:TOKEN_LENGTH]
        for name in (given_name, family_name, chosen_name)
        for token in names.tokens(name)
    )


def method_key(kind: str, value: str) -> str:
    """What two writings of one number or address have in common: E.164, or the lower-cased address.

    A number that cannot be read keeps its digits ("" when it has none), so that it can still be found.
    """
    read = emails.parse(value).value if kind == EMAIL else tuple(p.e164 for p in phones.parse(value).value)
    if read:
        return read[0]
    return value.strip().lower() if kind == EMAIL else "".join(filter(str.isdigit, value))


def reversed_key(key: str) -> str:
    """The last digits first: "ends with 0142" becomes a range that an index answers."""
    return key[::-1]


def key_problem(kind: str, key: str) -> str:
    """Blank, or what a key of this kind lacks to be dialled or mailed: "email", "phone"."""
    if kind == EMAIL:
        return "" if emails.ADDRESS.fullmatch(key) else "email"
    return "" if len(key) >= FEWEST_DIGITS else "phone"


def suppression_digest(organization_id: uuid.UUID, key: str) -> bytes:
    """Recognises a number or address again without keeping it (HMAC-SHA-256 under a key of the site)."""
    return _digest(_site_keys()[0], organization_id, key)


def suppression_digests(organization_id: uuid.UUID, key: str) -> tuple[bytes, ...]:
    """The same under each key that the site has had: a closed number stays closed when the key is changed."""
    return tuple(_digest(site_key, organization_id, key) for site_key in _site_keys())


def _digest(site_key: bytes, organization_id: uuid.UUID, key: str) -> bytes:
    return hmac.digest(site_key, f"{organization_id}:{key}".encode(), "sha256")


@cache
def _site_keys() -> tuple[bytes, ...]:
    """The newest first. Before SUPPRESSION_KEY there was only SECRET_KEY."""
    secrets = (settings.SUPPRESSION_KEY, *settings.SUPPRESSION_KEYS_BEFORE, settings.SECRET_KEY)
    return tuple(
        hashlib.sha256(f"contacts.suppression:{secret}".encode()).digest()
        for secret in dict.fromkeys(secrets)
        if secret
    )
