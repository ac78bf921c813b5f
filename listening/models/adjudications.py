"""What was settled where coders of one round disagreed."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned
from listening.models.codebooks import Code
from listening.models.excerpts import CodingRound
from listening.models.notes import NoteVersion
from listening.querysets.coding import AdjudicationQuerySet


class Adjudication(Owned):
    """Whether a code applies to one paragraph or turn after all, and why. The codings that disagreed stay as they were:
    agreement is always that of the coders, never of the table they sat around afterwards."""

    round = WithinOrganization(CodingRound, models.CASCADE, related_name="adjudications")
    version = WithinOrganization(NoteVersion, models.CASCADE)
    code = WithinOrganization(Code)
    start = models.PositiveIntegerField()  # of the unit, in code points
    end = models.PositiveIntegerField()
    applies = models.BooleanField(_("the code applies"))
    reason = models.CharField(_("why"), max_length=500)
    by = WithinOrganization(Membership, null=True)
    at = models.DateTimeField(db_default=Now())

    objects = AdjudicationQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "round", "version", "code", "start"],
                name="listening_adjudication_once",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="listening_adjudication_of_words"),
            models.CheckConstraint(condition=~Q(reason=""), name="listening_adjudication_says_why"),
        ]
