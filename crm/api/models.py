"""What the API remembers of its callers."""

from django.db import models
from django.db.models.functions import Now


class RequestKey(models.Model):
    """An Idempotency-Key that was used, and a keyed hash of the body that came with it: never the body itself."""

    organization_id = models.UUIDField()
    key = models.UUIDField()
    body = models.BinaryField()
    # The row that answered, for rows that keep no client key themselves.
    made_id = models.UUIDField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization_id", "key"], name="api_requestkey_once")]
        indexes = [models.Index(fields=["organization_id", "made_at"], name="api_requestkey_age")]

    def __str__(self):
        return str(self.key)
