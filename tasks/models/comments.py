"""What the team writes to each other under a step."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned
from tasks.models.steps import Task
from tasks.querysets import CommentQuerySet


class Comment(Owned):
    """Said once, never changed. Seen by whoever sees the step."""

    task = WithinOrganization(Task, models.CASCADE, related_name="comments")
    author = WithinOrganization(Membership)
    body = models.CharField(max_length=1000)
    at = models.DateTimeField(db_default=Now())

    objects = CommentQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=~Q(body=""), name="tasks_comment_has_words"),
        ]
        indexes = [models.Index(fields=["organization", "task", "at"], name="tasks_comment_of")]
