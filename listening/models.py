"""Conversations and listening sessions, who took part, and what was said."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.districts.models import District, School
from crm.organizations.models import Membership, Owned, Part
from listening.issues import ISSUES
from listening.querysets import AttemptQuerySet, ListeningSessionQuerySet, NoteQuerySet
from tasks.models import Task


class ListeningSession(Owned):
    """A time when we listened: one talk at a door, a house meeting of twenty-five, a survey table."""

    class Kind(models.TextChoices):
        CONVERSATION = "conversation", _("Conversation")
        ONE_ON_ONE = "one_on_one", _("One-on-one")
        HOUSE_MEETING = "house_meeting", _("House meeting")
        CIRCLE = "circle", _("Listening circle")
        TOWN_HALL = "town_hall", _("Town hall")
        TABLING = "tabling", _("Tabling")
        ROUNDTABLE = "roundtable", _("Student roundtable")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        NOTED = "noted", _("Notes are in")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.CONVERSATION)
    title = models.CharField(_("title"), max_length=160, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    starts_at = models.DateTimeField(_("when"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    has_interpreter = models.BooleanField(_("interpreter"), default=False)
    has_childcare = models.BooleanField(_("childcare"), default=False)
    headcount = models.PositiveIntegerField(
        _("how many people"), null=True, blank=True
    )  # countable without names
    facilitator = WithinOrganization(Membership, null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = ListeningSessionQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "client_uuid"], name="listening_session_client_uuid"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-starts_at", "id"], name="listening_session_by_time")
        ]

    def __str__(self):
        return self.title or str(self.get_kind_display())


class SessionParticipant(Owned):
    """Somebody who took part, perhaps without a contact. The receipt code lets them withdraw their words."""

    session = WithinOrganization(ListeningSession, models.CASCADE, related_name="participants")
    contact = WithinOrganization(
        Contact, models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    pseudonym = models.CharField(max_length=12)  # P1
    constituencies = models.JSONField(default=list)  # kinds, as said at the time
    receipt_code = models.CharField(max_length=12, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "session", "pseudonym"], name="listening_participant_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "contact"], name="listening_participant_of")]


class Attempt(Owned):
    """Every try to talk with somebody, with its result. A conversation is an attempt that talked."""

    class Result(models.TextChoices):
        TALKED = "talked", _("Talked")
        NOT_HOME = "not_home", _("Not home")
        COME_BACK = "come_back", _("Come back")
        REFUSED = "refused", _("Refused")
        MOVED = "moved", _("Moved")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        DISCONNECTED = "disconnected", _("Disconnected")
        LEFT_MESSAGE = "left_message", _("Left a message")
        INACCESSIBLE = "inaccessible", _("Could not reach the door")
        LANGUAGE = "language", _("No common language")
        DO_NOT_CONTACT = "do_not_contact", _("Do not contact again")
        DECEASED = "deceased", _("Deceased")

    class Channel(models.TextChoices):
        DOOR = "door", _("Door")
        PHONE = "phone", _("Phone")
        TEXT = "text", _("Text")
        TABLING = "tabling", _("Tabling")
        ONE_ON_ONE = "one_on_one", _("One-on-one")
        EVENT = "event", _("At an event")

    contact = WithinOrganization(Contact, models.CASCADE, null=True, blank=True, related_name="attempts")
    session = WithinOrganization(ListeningSession, null=True, blank=True, related_name="attempts")
    participant = WithinOrganization(SessionParticipant, null=True, blank=True)
    channel = models.CharField(_("how"), max_length=12, choices=Channel.choices, default=Channel.DOOR)
    result = models.CharField(_("what happened"), max_length=14, choices=Result.choices)
    at = models.DateTimeField(_("when"))
    device_at = models.DateTimeField(null=True, blank=True)  # as the phone's clock had it
    place = models.CharField(_("where"), max_length=160, blank=True)
    issues = models.JSONField(_("what came up"), default=list, blank=True)
    constituencies = models.JSONField(_("who they are"), default=list, blank=True)
    next_step = models.CharField(_("next step"), max_length=20, blank=True)
    task = WithinOrganization(Task, models.SET_NULL, null=True, blank=True)
    by = WithinOrganization(Membership, null=True, blank=True)
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = AttemptQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "client_uuid"], name="listening_attempt_client_uuid"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "contact", "-at"], name="listening_attempt_of"),
            models.Index(fields=["organization", "-at", "id"], name="listening_attempt_by_time"),
            models.Index(fields=["organization", "by", "-at"], name="listening_attempt_by_member"),
        ]

    @property
    def issue_labels(self) -> list:
        return [ISSUES[key] for key in self.issues if key in ISSUES]

    @property
    def is_conversation(self) -> bool:
        return self.result == self.Result.TALKED or self.channel == self.Channel.ONE_ON_ONE


class Note(Owned):
    """What was heard or said about a session. Words live in versions, which never change."""

    class Fidelity(models.TextChoices):
        VERBATIM = "verbatim", _("Word for word")
        NEAR = "near", _("Nearly word for word")
        PARAPHRASE = "paraphrase", _("In the listener's words")
        MEMORY = "memory", _("From memory")

    class Confidentiality(models.TextChoices):
        TEAM = "team", _("The team")
        PARTNER = "partner", _("The organization")
        RESTRICTED = "restricted", _("Restricted")

    session = WithinOrganization(ListeningSession, models.CASCADE, related_name="notes")
    participant = WithinOrganization(SessionParticipant, null=True, blank=True, related_name="notes")
    contact = WithinOrganization(Contact, models.CASCADE, null=True, blank=True, related_name="notes")
    author = WithinOrganization(Membership, null=True, blank=True)
    is_quote = models.BooleanField(default=False)  # their words, not a remark about them
    language = models.CharField(max_length=12, default="en")
    fidelity = models.CharField(max_length=10, choices=Fidelity.choices, default=Fidelity.NEAR)
    confidentiality = models.CharField(
        max_length=10, choices=Confidentiality.choices, default=Confidentiality.TEAM
    )
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = NoteQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "client_uuid"], name="listening_note_client_uuid"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "session"], name="listening_note_of_session"),
            models.Index(fields=["organization", "contact", "-created_at"], name="listening_note_of_contact"),
        ]


class NoteVersion(Part):
    """One wording of a note. Immutable: a correction is the next number."""

    note = WithinOrganization(Note, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    body = models.TextField()
    written_by = WithinOrganization(Membership, null=True, blank=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "note", "number"], name="listening_note_version_number"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="listening_note_version_has_words"),
        ]
