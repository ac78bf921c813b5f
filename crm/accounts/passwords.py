"""What a password must be: long, not among the commonest, not made of words that everybody around here knows."""

import re
import unicodedata
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import LONG, User
from crm.districts.models import District

SHORTEST = LONG
SHORTEST_WITH_SECOND_FACTOR = 8
LONGEST = 1000  # hashing a novel costs the server more than the guesser
SHORTEST_WORD = 4
OF_ITS_OWN = 8  # what must remain when the known words are taken away

HINT = gettext_lazy(
    "At least 15 characters; four unrelated words are easy to keep in mind. Spaces, accents and emoji are welcome."
)


def has_second_factor(user: User | None) -> bool:
    """Whether they enrolled one, not whether they used it now."""
    if user is None:
        return False
    return (
        Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    )


def check(password: str, *, user: User | None, names: Iterable[str] = ()) -> str:
    """The password itself, or ValidationError. `names` are the organizations', beside the user's own."""
    least = SHORTEST_WITH_SECOND_FACTOR if has_second_factor(user) else SHORTEST
    if len(password) < least:
        raise ValidationError(
            _("Use at least %(least)s characters, please: this has %(length)s.")
            % {"least": least, "length": len(password)}
        )
    if len(password) > LONGEST:
        raise ValidationError(_("Use at most %(most)s characters, please.") % {"most": LONGEST})
    if is_common(password):
        raise ValidationError(_("This password is one of the first that anybody would try."))
    own_names = [user.name, user.email, user.email.replace("@", " ")] if user else []
    if len(_without(password, [*own_names, *names])) < OF_ITS_OWN:
        raise ValidationError(
            _("This is mostly your name, your organization or a school district. Others can guess that.")
        )
    return password


def is_common(password: str) -> bool:
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False


def _without(password: str, names: Iterable[str]) -> str:
    left = _plain(password)
    words = {word for name in names for word in [_plain(name), *_plain_words(name)]}
    words |= {_plain(name) for name in _districts_in(left)}
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            left = left.replace(word, "")
    return left


def _districts_in(plain: str) -> list[str]:
    """Names of districts, or their first words, that occur in the password. A few thousand short rows."""
    found = []
    for name in District.objects.values_list("name", flat=True).distinct().iterator(2000):
        for candidate in (name, name.split(" ")[0]):
            if len(candidate) >= SHORTEST_WORD and _plain(candidate) in plain:
                found.append(candidate)
    return found


def _plain(text: str) -> str:
    """Letters, digits and other signs without accents, case and spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign) and not sign.isspace())


def _plain_words(name: str) -> list[str]:
    return [_plain(word) for word in re.split(r"[\W_]+", name)]
