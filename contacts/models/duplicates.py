"""Who may be here twice, what was decided about it, and what is needed to take a merge apart again."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import DuplicateQuerySet, MergeQuerySet
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned


class DuplicatePair(Owned):
    """Two people who may be one, or one household. An open pair goes when they are edited apart; an answer stays."""

    class Proposal(models.TextChoices):
        SAME = "same", _("the same person")
        HOUSEHOLD = "household", _("one household")
        UNSURE = "unsure", _("perhaps the same person")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SAME = "same", _("merged")
        DIFFERENT = "different", _("different people")
        HOUSEHOLD = "household", _("one household")

    left = WithinOrganization(Contact, models.CASCADE, related_name="pairs_left")  # the smaller id
    right = WithinOrganization(Contact, models.CASCADE, related_name="pairs_right")
    proposal = models.CharField(max_length=10, choices=Proposal.choices)
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)  # codes, put into words by contacts.duplicates.reasons
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    later_until = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(db_default=Now())
    outcome = models.JSONField(default=dict)  # what the answer made, so that it can be taken back
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = WithinOrganization(Membership, null=True, blank=True)

    objects = DuplicateQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "left", "right"], name="contacts_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="contacts_pair_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "-score", "id"],
                condition=Q(state="open"),
                name="contacts_pair_open",
            ),
            models.Index(fields=["organization", "right"], name="contacts_pair_by_right"),
        ]


class ContactMerge(Owned):
    """One record put into another, with every step, so that it can be taken apart: as long as both are kept."""

    kept = WithinOrganization(Contact, models.CASCADE, related_name="merges")
    merged = WithinOrganization(Contact, models.CASCADE, related_name="merges_into")
    steps = models.JSONField(default=list)  # in order; contacts.merging.steps reads them backwards
    counts = models.JSONField(default=dict)  # rows that moved, by table
    at = models.DateTimeField(db_default=Now())
    by = WithinOrganization(Membership, null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = WithinOrganization(Membership, null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "merged"],
                condition=Q(undone_at=None),
                name="contacts_merged_once",
            ),
        ]
        indexes = [models.Index(fields=["organization", "kept", "-at"], name="contacts_merge_of")]


class DuplicateSearch(Owned):
    """When an organization's people were last compared, so that the next time looks at what changed since."""

    looked_at = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization"], name="contacts_search_once"),
        ]
