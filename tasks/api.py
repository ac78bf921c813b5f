"""Next steps through the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.models import Contact
from crm.access.roles import Permission
from crm.api.serializers import Input, VisibleKey
from crm.api.views import ActorViewSet, idempotency_uuid
from crm.organizations.models import Membership
from tasks import services
from tasks.models import Task


class TaskOut(serializers.ModelSerializer):
    class Meta:
        model = Task
        fields = [
            "id", "kind", "title", "owner", "contact", "due_on", "due_time", "due_at", "state", "outcome", "closed_at",
            "origin", "created_at",
        ]  # fmt: skip


class TaskIn(Input):
    title = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=Task.Kind.choices, default="follow_up")
    owner = VisibleKey(Membership, required=False)
    contact = VisibleKey(Contact, required=False, allow_null=True)
    due_on = serializers.DateField()
    due_time = serializers.TimeField(required=False, allow_null=True)


class Outcome(Input):
    outcome = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")


class TaskViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ActorViewSet):
    reads = Permission.WORK_TASKS
    writes = Permission.WORK_TASKS
    serializer_class = TaskOut
    orderings = {"due_at": ("due_at", "pk"), "-created_at": ("-created_at", "-pk")}
    filters = frozenset({"state", "contact", "owner"})
    queryset = Task.objects.none()

    def get_queryset(self):
        found = Task.objects.visible_to(self.actor)
        asked = self.request.query_params
        if state := asked.get("state"):
            found = found.filter(state=state)
        for name in ("contact", "owner"):
            if key := asked.get(name):
                found = found.filter(**{f"{name}_id": serializers.UUIDField().run_validation(key)})
        return found

    @extend_schema(request=TaskIn, responses={201: TaskOut})
    def create(self, request: Request) -> Response:
        given = TaskIn(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        owner = values.pop("owner", None)
        task = services.create_task(
            by=self.actor,
            owner_id=owner.pk if owner else self.actor.membership_id,
            client_uuid=idempotency_uuid(request),
            **values,
        )
        return Response(TaskOut(task).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Outcome, responses=TaskOut)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk=None) -> Response:
        task = self.get_object()
        given = Outcome(data=request.data)
        given.is_valid(raise_exception=True)
        task = self.once(
            lambda: services.finish_task(by=self.actor, task=task, **given.validated_data),
            among=Task.objects.visible_to(self.actor),
        )
        return Response(TaskOut(task).data)
