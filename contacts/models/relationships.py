"""Who is what to whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.people import Contact
from contacts.querysets import RelationshipQuerySet
from crm.access.fields import WithinOrganization
from crm.organizations.models import Part


class Relationship(Part):
    """`contact` is `kind` of `other`, from when to when: "Rosa, guardian of Ana". Mutual ones are kept once, either
    way round. A guardian's link is what lets them speak for a minor.
    """

    class Kind(models.TextChoices):
        GUARDIAN = "guardian", _("Guardian of")
        SIBLING = "sibling", _("Sibling of")
        PARTNER = "partner", _("Partner of")
        RELATIVE = "relative", _("Relative of")
        KNOWS = "knows", _("Knows")
        NEIGHBOR = "neighbor", _("Neighbor of")
        WORKS_WITH = "works_with", _("Works with")
        RECRUITED = "recruited", _("Recruited")
        MENTORS = "mentors", _("Mentors")
        INFLUENCES = "influences", _("Can move")
        INTERPRETS = "interprets", _("Interprets for")

    contact = WithinOrganization(Contact, models.CASCADE, related_name="relationships")
    other = WithinOrganization(Contact, models.CASCADE, related_name="relationships_to")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    source = models.CharField(max_length=10, default="organizer")  # self, organizer, import

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contact", "other", "kind"],
                condition=Q(ends_on=None),
                name="contacts_relationship_once",
            ),
            models.CheckConstraint(
                condition=~Q(contact=F("other")), name="contacts_relationship_between_two"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contacts_relationship_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "contact", "kind"], name="contacts_relationship_from"),
            models.Index(fields=["organization", "other", "kind"], name="contacts_relationship_to"),
        ]


Kind = Relationship.Kind
MUTUAL = frozenset({Kind.SIBLING, Kind.PARTNER, Kind.RELATIVE, Kind.KNOWS, Kind.NEIGHBOR, Kind.WORKS_WITH})
# What `contact` is to `other`, and what `other` is to `contact`.
AS_SEEN: dict[str, tuple[str | Promise, str | Promise]] = {
    Kind.GUARDIAN: (_("Guardian"), _("Child in their care")),
    Kind.SIBLING: (_("Sibling"), _("Sibling")),
    Kind.PARTNER: (pgettext_lazy("relationship", "Partner"), pgettext_lazy("relationship", "Partner")),
    Kind.RELATIVE: (_("Relative"), _("Relative")),
    Kind.KNOWS: (_("Acquaintance"), _("Acquaintance")),
    Kind.NEIGHBOR: (_("Neighbor"), _("Neighbor")),
    Kind.WORKS_WITH: (_("Colleague"), _("Colleague")),
    Kind.RECRUITED: (_("Brought them in"), _("Brought in by them")),
    Kind.MENTORS: (_("Mentor"), _("Learns from them")),
    Kind.INFLUENCES: (_("Can move them"), _("Can be moved by them")),
    Kind.INTERPRETS: (_("Interprets for them"), _("They interpret for them")),
}
