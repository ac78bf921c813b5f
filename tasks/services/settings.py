"""How an organization sends, and the keys of its webhook."""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor, System
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit.services import differences, record
from crm.lib import phones
from crm.organizations.models import AccessToken, Organization
from tasks.models import SendingSetting
from tasks.services.judging import sending_setting
from tasks.services.links import hook_token
from tasks.services.resuming import let_go

FIELDS = ["from_name", "from_address", "copies", "second_adult", "second_number", "sends_texts"]
OF_ORGANIZATION = ["reply_to", "postal_address"]


@transaction.atomic
def change_sending(*, by: Actor, **values: Any) -> SendingSetting:
    """Sender, reply-to, postal address, the rule for minors. Raises DomainError."""
    require(by, Permission.MANAGE_SETTINGS)
    organization = Organization.objects.visible_to(by).select_for_update().get()
    setting, before = sending_setting(by), sending_setting(by)
    for name in FIELDS:
        setattr(setting, name, values[name])
    if setting.copies == SendingSetting.Copies.ADULT and not setting.second_adult:
        raise DomainError(_("Write the address of the second adult."), field="second_adult")
    setting.second_number = _number(setting.second_number)
    if setting.sends_texts and not settings.SMS_GATEWAY:
        raise DomainError(_("This site has no gateway for texts."), field="sends_texts")
    setting.save()
    was = Organization.objects.visible_to(by).get()
    for name in OF_ORGANIZATION:
        setattr(organization, name, values[name])
    changes = differences(before, setting, FIELDS) | differences(was, organization, OF_ORGANIZATION)
    organization.save(update_fields=OF_ORGANIZATION)
    let_go(by=System(organization_id=by.organization_id, reason="postal address written"))
    if changes:
        record("tasks.sending_changed", by=by, target=setting, changes=changes)
    return setting


def _number(typed: str) -> str:
    """One number as the world dials it; "" for none. Raises DomainError."""
    if not typed.strip():
        return ""
    found = phones.parse(typed).value
    if not found or len(found) != 1:
        raise DomainError(_("This is no phone number."), field="second_number")
    return found[0].e164


@transaction.atomic
def renew_key(*, by: Actor) -> tuple[str, str]:
    """The address part and the signing key of the webhook for texts; earlier ones stop working."""
    require(by, Permission.MANAGE_SETTINGS)
    setting = sending_setting(by)
    setting.hook_round += 1
    setting.save()
    old = AccessToken.objects.visible_to(by).filter(purpose=AccessToken.Purpose.PUBLIC, subject_id=setting.pk)
    old.delete()
    record("tasks.hook_renewed", by=by, target=setting)
    return hook_token(setting), signing_key(setting)


def signing_key(setting: SendingSetting) -> str:
    """Derived, so that no table holds it."""
    key = f"texts:{setting.organization_id}:{setting.pk}:{setting.hook_round}"
    return "whsec_" + hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()
