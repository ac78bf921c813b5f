"""What a form refuses of any day or moment."""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.lib.moments import is_far_off


def not_far_off(day: datetime.date) -> None:
    """Also of moments."""
    if is_far_off(day, timezone.localdate()):
        raise ValidationError(_("This day is too far off. Check the year."))
