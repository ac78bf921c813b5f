"""What comes first: the people who were heard choose among a few priorities. A ballot knows stakes, never who cast it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow
from crm.access.fields import WithinOrganization
from crm.organizations.models import AccessToken, Membership, Owned, Part
from listening.models.projects import ListeningProject


class PriorityVote(Owned):
    """A vote of a project. `picks`: how many priorities one may choose."""

    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="votes")
    question_en = models.CharField(_("question in English"), max_length=200)
    question_es = models.CharField(_("question in Spanish"), max_length=200)
    picks = models.PositiveSmallIntegerField(_("how many may be chosen"), default=3)
    closes_on = models.DateField(_("open until"))
    token = WithinOrganization(AccessToken, models.SET_NULL, null=True, blank=True)
    made_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=Q(picks__gte=1), name="listening_vote_picks"),
        ]
        indexes = [models.Index(fields=["organization", "project"], name="listening_vote_of")]

    def __str__(self):
        return self.question_es if (get_language() or "").startswith("es") else self.question_en


class VoteOption(Part):
    vote = WithinOrganization(PriorityVote, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text_en = models.CharField(max_length=160)
    text_es = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "vote", "position"], name="listening_vote_option_once"
            )
        ]

    def __str__(self):
        return self.text_es if (get_language() or "").startswith("es") else self.text_en


class Ballot(Owned):
    """`receipt` is a keyed hash of the receipt code, so that one receipt votes once and nobody sees whose it was."""

    vote = WithinOrganization(PriorityVote, models.CASCADE, related_name="ballots")
    receipt = models.BinaryField(max_length=32)
    choices = ArrayField(models.PositiveSmallIntegerField())  # positions, no order among them
    constituencies = ArrayField(models.CharField(max_length=10, choices=ConstituencyRow.Kind.choices))
    cast_on = models.DateField()  # no hour: it would tell who stood there

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "vote", "receipt"], name="listening_ballot_once"),
            models.CheckConstraint(condition=Q(choices__len__gte=1), name="listening_ballot_chooses"),
        ]
