"""Attempts and conversations through the API."""

import uuid

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.models import ConsentEvent, ConstituencyRow, Contact
from crm.access.roles import Permission
from crm.api.serializers import Input, VisibleKey
from crm.api.views import ActorViewSet, idempotency_uuid
from listening.models import Attempt, ListeningProject
from listening.next_steps import next_steps
from listening.services.talks import talking
from listening.services.talks.talk import Talk
from listening.talks.issues import ISSUES


class ConversationOut(serializers.ModelSerializer):
    """An attempt with any result; `is_conversation` tells whether somebody talked. No words: those are for the pages that
    know what was allowed."""

    is_conversation = serializers.BooleanField(read_only=True)

    class Meta:
        model = Attempt
        fields = [
            "id", "contact", "project", "channel", "result", "is_conversation", "at", "issues", "constituencies",
            "rating_before", "rating_after", "next_step", "task", "by", "created_at",
        ]  # fmt: skip


class ConversationIn(Input):
    result = serializers.ChoiceField(choices=Attempt.Result.choices)
    channel = serializers.ChoiceField(choices=Attempt.Channel.choices, default="door")
    contact = VisibleKey(Contact, required=False, allow_null=True)
    given_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    family_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    may_text = serializers.BooleanField(required=False, allow_null=True, default=None)
    constituencies = serializers.ListField(
        child=serializers.ChoiceField(choices=ConstituencyRow.Kind.choices), required=False
    )
    issues = serializers.ListField(child=serializers.ChoiceField(choices=list(ISSUES)), required=False)
    next_step = serializers.CharField(max_length=20, required=False)
    words = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    words_language = serializers.CharField(max_length=12, required=False)
    may_use_words = serializers.ChoiceField(
        choices=[ConsentEvent.Value.GRANTED, ConsentEvent.Value.ANONYMOUS, ConsentEvent.Value.DENIED],
        required=False,
    )
    place = serializers.CharField(max_length=160, required=False, allow_blank=True)
    at = serializers.DateTimeField(required=False)
    project = VisibleKey(ListeningProject, required=False, allow_null=True)
    rating_before = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    rating_after = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    is_sure = serializers.BooleanField(required=False, help_text="Said a second time that somebody has died.")

    def validate_next_step(self, key: str) -> str:
        if key not in next_steps(self.context["actor"], now=timezone.now()):
            raise serializers.ValidationError("There is no such next step.")
        return key


class ConversationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ActorViewSet):
    reads = Permission.VIEW_NOTES
    writes = Permission.LOG_CONVERSATION
    serializer_class = ConversationOut
    orderings = {"-at": ("-at", "-pk"), "at": ("at", "pk")}
    filters = frozenset({"contact", "result", "since"})
    queryset = Attempt.objects.none()

    def get_queryset(self):
        people = Contact.objects.visible_to(self.actor)
        found = Attempt.objects.visible_to(self.actor).counted().about(people)
        asked = self.request.query_params
        if contact := asked.get("contact"):
            found = found.filter(contact_id=serializers.UUIDField().run_validation(contact))
        if result := asked.get("result"):
            found = found.filter(result=result)
        if since := asked.get("since"):
            found = found.filter(at__gte=serializers.DateTimeField().run_validation(since))
        return found

    @extend_schema(request=ConversationIn, responses={201: ConversationOut})
    def create(self, request: Request) -> Response:
        given = ConversationIn(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        key = idempotency_uuid(request) or uuid.uuid4()
        attempt = talking.log_attempt(by=self.actor, talk=Talk(client_uuid=key, **given.validated_data))
        return Response(ConversationOut(attempt).data, status=status.HTTP_201_CREATED)
