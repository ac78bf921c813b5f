"""What may be written through the API, field by field."""

from django.db import models
from rest_framework import serializers


class Input(serializers.Serializer):
    """Refuses fields it does not know, so that a misspelled or forbidden one is never silently dropped."""

    def to_internal_value(self, data):
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(dict.fromkeys(unknown, "This field cannot be written."))
        return super().to_internal_value(data)


class VisibleKey(serializers.PrimaryKeyRelatedField):
    """The id of a row that the actor may see. Another organization's gives the same error as one that is not there."""

    default_error_messages = {"does_not_exist": "There is nothing by this id."}

    def __init__(self, model: type[models.Model], **options):
        self.model = model
        options.setdefault("pk_field", serializers.UUIDField())
        if not options.get("read_only"):
            options["queryset"] = model.objects.none()
        super().__init__(**options)

    def get_queryset(self):
        actor = self.context["actor"]
        return self.model.objects.visible_to(actor)
