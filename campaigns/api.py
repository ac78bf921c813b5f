"""Actions and who comes, through the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import services
from campaigns.models import Action, Campaign, Demand, Signup
from contacts.models import Contact
from crm.access.checks import require
from crm.access.roles import Permission
from crm.api.serializers import Input, VisibleKey
from crm.api.views import ActorViewSet


class ActionOut(serializers.ModelSerializer):
    class Meta:
        model = Action
        fields = [
            "id", "name", "kind", "campaign", "demand", "starts_at", "ends_at", "time_zone", "place", "is_online",
            "has_childcare", "has_interpreter", "goal", "cancelled_at",
        ]  # fmt: skip


class ActionIn(Input):
    name = serializers.CharField(max_length=160)
    kind = serializers.ChoiceField(choices=Action.Kind.choices, default="meeting")
    campaign = VisibleKey(Campaign, required=False, allow_null=True)
    demand = VisibleKey(Demand, required=False, allow_null=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    place = serializers.CharField(max_length=160, required=False, allow_blank=True)
    is_online = serializers.BooleanField(required=False)
    goal = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False, allow_null=True)

    def validate(self, values: dict) -> dict:
        if values.get("ends_at") and values["ends_at"] < values["starts_at"]:
            raise serializers.ValidationError({"ends_at": "This is before the start."})
        return values


class SignupOut(serializers.ModelSerializer):
    class Meta:
        model = Signup
        fields = ["id", "action", "contact", "status", "status_at", "confirmations"]


class SignupIn(Input):
    contact = VisibleKey(Contact)
    status = serializers.ChoiceField(choices=Signup.Status.choices)
    note = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")


class ActionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ActorViewSet):
    reads = Permission.VIEW_CAMPAIGNS
    serializer_class = ActionOut
    filters = frozenset({"campaign", "since"})
    queryset = Action.objects.none()

    @property
    def orderings(self) -> dict[str, tuple[str, ...]]:
        if self.action == "signups":
            return {"-status_at": ("-status_at", "-pk")}
        return {"-starts_at": ("-starts_at", "-pk"), "starts_at": ("starts_at", "pk")}

    @property
    def writes(self) -> Permission:
        return Permission.RECORD_SIGNUPS if self.action == "signups" else Permission.MANAGE_CAMPAIGNS

    def get_queryset(self):
        found = Action.objects.visible_to(self.actor)
        asked = self.request.query_params
        if campaign := asked.get("campaign"):
            found = found.filter(campaign_id=serializers.UUIDField().run_validation(campaign))
        if since := asked.get("since"):
            found = found.filter(starts_at__gte=serializers.DateTimeField().run_validation(since))
        return found

    @extend_schema(request=ActionIn, responses={201: ActionOut})
    def create(self, request: Request) -> Response:
        given = ActionIn(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        made = self.once(
            lambda: services.create_action(
                by=self.actor, time_zone=self.actor.time_zone, **given.validated_data
            ),
            among=Action.objects.visible_to(self.actor),
        )
        return Response(ActionOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(methods=["GET"], responses=SignupOut(many=True))
    @extend_schema(methods=["POST"], request=SignupIn, responses={201: SignupOut})
    @action(detail=True, methods=["get", "post"])
    def signups(self, request: Request, pk=None) -> Response:
        """The sign-ups of people whom the actor may see; POST records where one of them stands now."""
        found = self.get_object()
        if request.method == "GET":
            require(self.actor, Permission.VIEW_CONTACTS)
            people = Contact.objects.visible_to(self.actor)
            rows = Signup.objects.visible_to(self.actor).filter(action=found, contact__in=people)
            page = self.paginate_queryset(rows)
            return self.get_paginated_response(SignupOut(page, many=True).data)
        given = SignupIn(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        made = self.once(
            lambda: services.record_signup(by=self.actor, action=found, **given.validated_data),
            among=Signup.objects.visible_to(self.actor),
        )
        return Response(SignupOut(made).data, status=status.HTTP_201_CREATED)
