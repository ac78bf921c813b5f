"""Going back to those who spoke: what is told, its editions, where words were used, what people set right, and receipts."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.uses import Use
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from crm.organizations.querysets import OwnedQuerySet
from listening.models.excerpts import Excerpt
from listening.models.participants import SessionParticipant
from listening.models.projects import ListeningProject
from listening.models.themes import Theme
from listening.querysets.themes import (
    EditionQuerySet,
    EvidenceQuerySet,
    ReadersQuerySet,
    ReportQuerySet,
    UseQuerySet,
)

SIGNED_AS = [
    (Use.PUBLISH_ANONYMOUS.value, _("Without a name")),
    (Use.NAME_AND_ROLE.value, _("First name and role")),
    (Use.FULL_NAME.value, _("Full name")),
]


class ReportBack(Owned):
    """What we tell those who spoke, in English and Spanish. Its public page shows the newest edition."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CLOSED = "closed", _("Taken down")

    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="reports")
    title = models.CharField(_("title"), max_length=160)
    title_es = models.CharField(_("title in Spanish"), max_length=160, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    meets_at = models.DateTimeField(_("when we meet to tell it"), null=True, blank=True)
    meets_where = models.CharField(_("where"), max_length=160, blank=True)
    made_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False),
                name="listening_report_published_when",
            ),
        ]
        indexes = [models.Index(fields=["organization", "project"], name="listening_report_of_project")]

    def __str__(self):
        return self.title_in(get_language() or "en")

    def title_in(self, language: str) -> str:
        return (language.startswith("es") and self.title_es) or self.title


class ReportSection(Part):
    """Our own words to one of the six questions."""

    class Key(models.TextChoices):
        WHO = "who", _("Who we listened to")
        HEARD = "heard", _("What we heard")
        UNKNOWN = "unknown", _("What we do not know")
        WILL_DO = "will_do", _("What we will do")
        ASK = "ask", _("What we ask")
        THANKS = "thanks", _("Thanks")

    report = WithinOrganization(ReportBack, models.CASCADE, related_name="sections")
    key = models.CharField(max_length=8, choices=Key.choices)
    text = models.TextField(_("in English"), blank=True)
    text_es = models.TextField(_("in Spanish"), blank=True)

    objects = ReadersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "report", "key"], name="listening_section_once")
        ]


class ReportTheme(Part):
    report = WithinOrganization(ReportBack, models.CASCADE, related_name="themes")
    theme = WithinOrganization(Theme, related_name="reports")
    position = models.PositiveIntegerField(default=0)

    objects = ReadersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "report", "theme"], name="listening_reporttheme_once"
            )
        ]


class ReportQuote(Part):
    """Words chosen for a report. A reference: what is printed is decided by the gate each time."""

    report = WithinOrganization(ReportBack, models.CASCADE, related_name="quotes")
    theme = WithinOrganization(Theme, models.CASCADE, null=True, blank=True)
    excerpt = WithinOrganization(Excerpt, models.CASCADE)
    signed_as = models.CharField(max_length=20, choices=SIGNED_AS, default=Use.PUBLISH_ANONYMOUS.value)
    kept_words = models.JSONField(default=list, blank=True)  # would tell who it was; looked at and let stand
    kept_by = WithinOrganization(Membership, null=True, blank=True)
    translation = models.TextField(_("translation"), blank=True)
    translated_by = WithinOrganization(Membership, null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "report", "excerpt"], name="listening_reportquote_once"
            )
        ]


class ReportEdition(Owned):
    """A report as it was given out: its own words and numbers frozen, with their hash. Quotes are its QuoteUse rows."""

    class Reason(models.TextChoices):
        PUBLISHED = "published", _("Published")
        WITHDRAWAL = "withdrawal", _("Somebody took their words back")
        CORRECTION = "correction", _("Somebody set something right")

    report = WithinOrganization(ReportBack, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.PUBLISHED)
    frozen = models.JSONField()  # listening.reports.freezing
    sha256 = models.CharField(max_length=64)  # of the frozen part
    made_by = WithinOrganization(Membership, null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "report", "number"], name="listening_edition_number"
            ),
        ]


class ReportFile(Owned):
    """One rendered form of an edition. Revoked: the bytes are gone, the row tells that there was one."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("Print (PDF)")
        LARGE = "large", _("Large print (PDF)")
        TESTIMONY = "testimony", _("One-page testimony (PDF)")
        DOCX = "docx", _("Word document")

    edition = WithinOrganization(ReportEdition, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=5)
    body = models.BinaryField()
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=Now())

    objects = ReadersQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "edition", "kind", "language"], name="listening_reportfile_once"
            ),
        ]


class QuoteUse(Part):
    """Where words were given out: in which edition, how signed, and the line of the ledger that was relied on."""

    edition = WithinOrganization(ReportEdition, models.CASCADE, related_name="uses")
    excerpt = WithinOrganization(Excerpt, models.CASCADE, related_name="uses")
    theme = WithinOrganization(Theme, models.SET_NULL, null=True, blank=True)
    use = models.CharField(max_length=20, choices=SIGNED_AS)
    consent_event_id = models.UUIDField(null=True)
    kept_words = models.JSONField(default=list, blank=True)
    translation = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # when we saw that it is no longer allowed

    objects = UseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "edition", "excerpt"], name="listening_use_once")
        ]
        indexes = [models.Index(fields=["organization", "excerpt"], name="listening_use_of_excerpt")]


class Correction(Owned):
    """What somebody who spoke set right when it was told back."""

    class Status(models.TextChoices):
        OPEN = "open", _("To answer")
        TAKEN = "taken", _("Taken up")
        NOT_TAKEN = "not_taken", _("Not taken up")

    report = WithinOrganization(ReportBack, models.CASCADE, related_name="corrections")
    theme = WithinOrganization(Theme, models.SET_NULL, null=True, blank=True, verbose_name=_("about"))
    text = models.TextField(_("what they set right"))
    said_by = models.CharField(_("who"), max_length=120, blank=True)  # a role or pseudonym, as they wish
    said_on = models.DateField(_("when"))
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.OPEN)
    answer = models.CharField(_("what we did"), max_length=300, blank=True)
    recorded_by = WithinOrganization(Membership, null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ReadersQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="listening_correction_says"),
        ]


class Withdrawal(Owned):
    """The receipt of words taken back: what followed at once, and where they had been given out."""

    class Reach(models.TextChoices):
        SESSION = "session", _("This conversation")
        EVERYTHING = "everything", _("Everything they said with us")

    number = models.CharField(max_length=12)  # what the person writes down
    reach = models.CharField(
        max_length=10, choices=Reach.choices, default=Reach.EVERYTHING, db_default=Reach.EVERYTHING
    )
    participant = WithinOrganization(SessionParticipant, models.SET_NULL, null=True, blank=True)
    contact = WithinOrganization(Contact, models.SET_NULL, null=True, blank=True)
    consent_event_id = models.UUIDField()
    language = models.CharField(max_length=5, default="en")
    notes_count = models.PositiveIntegerField(default=0)
    # [{"report": title, "title_es", "edition": 2, "on": date}], as it was told to them.
    published = models.JSONField(default=list, blank=True)
    # [{"id", "kind", "until": date}]: recordings and photos that were hidden, and by when they are deleted.
    files = models.JSONField(default=list, blank=True, db_default=Value([], models.JSONField()))
    at = models.DateTimeField(db_default=Now())

    objects = OwnedQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "consent_event_id"], name="listening_withdrawal_once"
            ),
        ]
