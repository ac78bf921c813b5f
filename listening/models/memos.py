"""What we think about what we heard."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned
from listening.models.codebooks import Code
from listening.models.notes import Note
from listening.models.projects import ListeningProject
from listening.models.sessions import ListeningSession
from listening.querysets.heard import MemoQuerySet


class Memo(Owned):
    """A remark of the team on a project, a session or a note, never somebody's words."""

    project = WithinOrganization(
        ListeningProject, models.CASCADE, null=True, blank=True, related_name="memos"
    )
    session = WithinOrganization(
        ListeningSession, models.CASCADE, null=True, blank=True, related_name="memos"
    )
    note = WithinOrganization(Note, models.CASCADE, null=True, blank=True, related_name="memos")
    code = WithinOrganization(Code, models.CASCADE, null=True, blank=True, related_name="memos")
    body = models.TextField()
    author = WithinOrganization(Membership, null=True, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = MemoQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=~Q(body=""), name="listening_memo_has_words"),
        ]
        indexes = [
            models.Index(fields=["organization", "note"], name="listening_memo_of_note"),
            models.Index(fields=["organization", "project"], name="listening_memo_of_project"),
            models.Index(fields=["organization", "session"], name="listening_memo_of_session"),
        ]

    def __str__(self):
        return self.body[:60]

    def get_absolute_url(self) -> str:
        if self.note_id:
            return reverse("listening:note", args=[self.note_id])
        if self.session_id:
            return reverse("listening:session", args=[self.session_id])
        if self.code_id:
            return reverse("listening:code", args=[self.code_id])
        return reverse("listening:project", args=[self.project_id]) if self.project_id else ""
