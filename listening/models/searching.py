"""What can be found: one line of lexemes for each wording, translation and memo. Triggers of the database keep it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from crm.organizations.models import carried
from crm.organizations.querysets import OwnedQuerySet


class Findable(models.Model):
    """Written by triggers on the tables it speaks of, whoever writes there, so that nothing is found that is gone.

    `of` is the id of the note (its latest wording counts), translation, memo or excerpt.
    """

    class Kind(models.TextChoices):
        NOTE = "note"
        TRANSLATION = "translation"
        MEMO = "memo"
        EXCERPT = "excerpt"

    pk = models.CompositePrimaryKey("organization_id", "kind", "of")
    organization = carried()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    of = models.UUIDField()
    note_id = models.UUIDField(null=True)  # decides who may find it
    vector = SearchVectorField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="listening_findable_words"),
            models.Index(fields=["organization", "note_id"], name="listening_findable_of_note"),
        ]
