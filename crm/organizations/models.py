"""The coalition, its partner organizations and who belongs to them; and what every organization-owned table shares."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.access.roles import ROLE_CHOICES, ROLES
from crm.lib.ids import uuid7
from crm.organizations.querysets import MembershipQuerySet, OrganizationQuerySet, OwnedQuerySet


class Organization(models.Model):
    """A partner, or the coalition itself (which owns no people). Everything else belongs to exactly one of these."""

    class Kind(models.TextChoices):
        COALITION = "coalition", _("Coalition")
        STATE = "state", _("State partner")
        LOCAL = "local", _("Local partner")
        ANCHOR = "anchor", _("Anchor organization")
        NATIONAL = "national", _("National partner")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    coalition = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(max_length=60, unique=True)
    state = models.CharField(_("state"), max_length=2, blank=True)  # USPS code
    time_zone = models.CharField(_("time zone"), max_length=50, default="America/New_York")
    language = models.CharField(_("language"), max_length=5, default="en")
    quiet_from = models.TimeField(_("quiet from"), default="21:00")
    quiet_until = models.TimeField(_("quiet until"), default="08:00")
    reply_to = models.EmailField(_("reply-to address"), blank=True)
    postal_address = models.CharField(_("postal address"), max_length=250, blank=True)
    min_cell = models.PositiveSmallIntegerField(_("smallest shown count of people"), default=10)
    recordings_kept_days = models.PositiveSmallIntegerField(
        _("days that recordings are kept"), default=90, db_default=90
    )
    photos_kept_days = models.PositiveSmallIntegerField(
        _("days that photos of sheets are kept"), default=30, db_default=30
    )
    papers_kept_days = models.PositiveSmallIntegerField(
        _("days that papers are kept"), default=365, db_default=365
    )
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(min_cell__gte=5), name="organizations_min_cell_floor"),
            models.CheckConstraint(
                condition=Q(recordings_kept_days__range=(1, 1095))
                & Q(photos_kept_days__range=(1, 365))
                & Q(papers_kept_days__range=(1, 1095)),
                name="organizations_kept_for_a_while",
            ),
            models.CheckConstraint(
                condition=Q(kind="coalition", coalition=None) | ~Q(kind="coalition"),
                name="organizations_coalition_has_no_coalition",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_coalition(self) -> bool:
        return self.kind == self.Kind.COALITION


class Owned(models.Model):
    """A row that belongs to one organization and that others may refer to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="%(app_label)s_%(class)s_within")
        ]


def carried() -> models.ForeignKey:
    """The organization of a row whose composite reference already fixes it: a second check would slow every import."""
    return models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )


class Part(models.Model):
    """A row that belongs to another row of the same organization."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = carried()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True


class Membership(Owned):
    """A person in an organization, with one role. Ends by date or by hand; never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=24, choices=ROLE_CHOICES)
    is_youth_trained = models.BooleanField(_("trained to work with minors"), default=False)
    expires_on = models.DateField(_("ends on"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = MembershipQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "user"], name="organizations_membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES)), name="organizations_membership_known_role"
            ),
        ]

    def __str__(self):
        return f"{self.user}, {ROLES[self.role].label}"


class Invitation(Owned):
    """A link by e-mail to join one organization in one role: single use, 72 hours. Only its hash is kept."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=24, choices=ROLE_CHOICES)
    token_hash = models.BinaryField(max_length=32, unique=True)  # of 256 random bits
    invited_by = WithinOrganization(Membership, null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class AccessToken(Owned):
    """What a link or an API client holds. `token_hash` is SHA-256 of 256 random bits; the prefix is shown in lists."""

    class Purpose(models.TextChoices):
        API = "api", _("API")
        CALENDAR = "calendar", _("Calendar feed")
        UNSUBSCRIBE = "unsubscribe", _("Unsubscribe")
        PUBLIC = "public", _("Public page")

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    token_hash = models.BinaryField(max_length=32, unique=True)
    prefix = models.CharField(max_length=8)
    label = models.CharField(_("label"), max_length=80, blank=True)
    role = models.CharField(max_length=24, choices=ROLE_CHOICES, blank=True)
    may_write = models.BooleanField(_("may write"), default=False)
    made_by = WithinOrganization(Membership, null=True)
    subject_id = models.UUIDField(null=True, blank=True)  # what a public link speaks of
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["organization", "purpose"], name="organizations_token_purpose")]


class ShareAgreement(Owned):
    """What an organization lets the coalition or another partner have, for what and until when."""

    class Level(models.TextChoices):
        AGGREGATE = "aggregate", _("Numbers only")
        EXCERPTS = "excerpts", _("De-identified excerpts")
        CONTACTS = "contacts", _("Named contacts")

    to_organization_id = models.UUIDField()
    level = models.CharField(max_length=12, choices=Level.choices)
    purpose = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    signed_by = WithinOrganization(Membership)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="organizations_share_ends_after_start"
            ),
        ]
