"""Consent said in SQL is consent as the ledger says it, on ledgers of every shape."""

import datetime
import random

import pytest
from django.utils import timezone

from contacts import facts
from contacts.consent import consent_of
from contacts.facts import Asking
from contacts.models import ConsentEvent, Contact
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
WORD = {"granted": "yes", "anonymous": "yes", "denied": "no", "withdrawn": "no", "not_asked": "not_asked"}


def test_both_agree_on_three_hundred_ledgers(cast):
    dice = random.Random(7)
    start = timezone.now() - datetime.timedelta(days=100)
    with tenant(cast.north.id):
        for number in range(300):
            person = make.contact(cast.north, f"P{number}", is_minor=dice.random() < 0.3)
            kept = None
            if not person.is_minor and dice.random() < 0.2:
                kept = make.contact(cast.north, f"M{number}", status="merged", merged_into=person)
            for day in range(dice.randrange(4)):
                ConsentEvent.objects.create(
                    organization_id=cast.north.id,
                    contact=kept if kept and dice.random() < 0.5 else person,
                    purpose=dice.choice(["text", "text", "call"]),
                    value=dice.choice(["granted", "granted", "denied", "withdrawn", "anonymous"]),
                    how=dice.choice(["verbal", "import"]),
                    source=dice.choice(["", "", "OK to text (list.csv)"]),
                    given_by=dice.choice(["self", "guardian"]),
                    at=start + datetime.timedelta(days=day),
                )
        people = list(Contact.objects.visible_to(cast.lead))
        known = consent_of(people)

        for purpose in ("text", "call"):
            told, asking = facts.fact(f"contacts.consent_{purpose}"), Asking(cast.lead)
            said = dict(
                Contact.objects.visible_to(cast.lead)
                .annotate(now=told.shown(asking))
                .values_list("pk", "now")
            )
            filtered = {
                pk: key
                for key in ("yes", "no", "not_asked")
                for pk in Contact.objects.visible_to(cast.lead)
                .filter(told.where(asking, "is", [key]))
                .values_list("pk", flat=True)
            }
            wanted = {pk: WORD[one.standing(purpose).value] for pk, one in known.items()}
            assert said == wanted
            assert filtered == wanted
