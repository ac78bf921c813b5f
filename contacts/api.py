"""People through the API: the same rules as the pages, field by field what the role may see."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from contacts import search, services
from contacts.models import ConstituencyRow, Contact, ContactMethod, ContactTag
from contacts.visibility import sight
from crm.access.roles import Permission
from crm.api.serializers import Input
from crm.api.views import ActorViewSet, idempotency_uuid
from crm.districts.models import District

WRITABLE = (
    "given_name", "family_name", "chosen_name", "pronouns", "language", "needs_interpreter", "age_band", "city",
    "county", "state", "zip_code", "status",
)  # fmt: skip

# A client may not merge or erase anybody.
STATUSES = [
    (s.value, s.label) for s in Contact.Status if s not in (Contact.Status.MERGED, Contact.Status.ERASED)
]


class MethodOut(serializers.ModelSerializer):
    class Meta:
        model = ContactMethod
        fields = ["kind", "value", "label", "status", "is_preferred"]


class ConstituencyOut(serializers.ModelSerializer):
    class Meta:
        model = ConstituencyRow
        fields = ["kind", "subtype", "district", "school", "school_text", "grade", "starts_on", "ends_on"]


class ContactOut(serializers.ModelSerializer):
    """A volunteer sees a name; phones and e-mails only with the permission and the minors' rule."""

    display_name = serializers.CharField(read_only=True)
    methods = serializers.SerializerMethodField()
    constituencies = ConstituencyOut(many=True, read_only=True)
    tags = serializers.SerializerMethodField()

    class Meta:
        model = Contact
        fields = [
            "id", "display_name", *WRITABLE, "district", "owner", "is_minor", "methods", "constituencies", "tags",
            "last_talk_at", "archived_at", "created_at", "updated_at", "version",
        ]  # fmt: skip

    def get_methods(self, contact: Contact) -> list[dict]:
        return MethodOut(contact.methods.all(), many=True).data

    def get_tags(self, contact: Contact) -> list[str]:
        return [link.tag.name for link in contact.tag_links.all()]

    def to_representation(self, contact: Contact) -> dict:
        shown = super().to_representation(contact)
        may = sight(self.context["actor"], contact)
        if not may.methods:
            shown["methods"] = []
        if not may.facts:
            return {name: shown[name] for name in ("id", "display_name")}
        return shown


class MethodIn(Input):
    kind = serializers.ChoiceField(choices=ContactMethod.Kind.choices)
    value = serializers.CharField(max_length=254)
    label = serializers.ChoiceField(choices=ContactMethod.Label.choices, default="own")


class ConstituencyIn(Input):
    kind = serializers.ChoiceField(choices=ConstituencyRow.Kind.choices)
    subtype = serializers.CharField(max_length=60, required=False, allow_blank=True)
    district = serializers.PrimaryKeyRelatedField(queryset=District.objects.all(), required=False)
    school_text = serializers.CharField(max_length=160, required=False, allow_blank=True)
    grade = serializers.CharField(max_length=40, required=False, allow_blank=True)


class ContactIn(Input):
    given_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    family_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    chosen_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    pronouns = serializers.CharField(max_length=40, required=False, allow_blank=True)
    language = serializers.CharField(max_length=12, required=False)
    needs_interpreter = serializers.BooleanField(required=False)
    age_band = serializers.ChoiceField(choices=Contact.AgeBand.choices, required=False)
    city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    county = serializers.CharField(max_length=80, required=False, allow_blank=True)
    state = serializers.ChoiceField(
        choices=Contact._meta.get_field("state").choices, required=False, allow_blank=True
    )
    zip_code = serializers.CharField(max_length=10, required=False, allow_blank=True)
    methods = MethodIn(many=True, required=False)
    constituencies = ConstituencyIn(many=True, required=False)


class ContactChange(ContactIn):
    """`version` is the one that was read: if somebody saved since, the answer is 409."""

    version = serializers.IntegerField()
    status = serializers.ChoiceField(choices=STATUSES, required=False)
    methods = None
    constituencies = None


class ContactViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ActorViewSet):
    reads = Permission.VIEW_CONTACTS
    writes = Permission.EDIT_CONTACTS
    serializer_class = ContactOut
    orderings = {
        "name": ("sort_name", "pk"),
        "-created_at": ("-created_at", "-pk"),
        "updated_at": ("updated_at", "pk"),
    }
    filters = frozenset({"q", "constituency", "state", "tag", "archived", "updated_since"})
    queryset = Contact.objects.none()

    def get_queryset(self):
        tags = ContactTag.objects.visible_to(self.actor).filter(tag__merged_into=None).select_related("tag")
        found = Contact.objects.visible_to(self.actor).prefetch_related(
            "methods", "constituencies", Prefetch("tag_links", queryset=tags)
        )
        if self.action != "list":
            return found
        asked = self.request.query_params
        found = found.archived() if asked.get("archived") == "true" else found.current()
        if text := asked.get("q"):
            found = found.filter(pk__in=search.people(self.actor, text).values("pk"))
        if kind := asked.get("constituency"):
            rows = ConstituencyRow.objects.visible_to(self.actor).filter(kind=kind, ends_on=None)
            found = found.filter(pk__in=rows.values("contact_id"))
        if state := asked.get("state"):
            found = found.filter(state=state)
        if tag := asked.get("tag"):
            found = found.filter(pk__in=tags.filter(tag__name=tag).values("contact_id"))
        if since := asked.get("updated_since"):
            try:
                found = found.filter(updated_at__gte=serializers.DateTimeField().to_internal_value(since))
            except serializers.ValidationError as error:
                raise ValidationError({"updated_since": error.detail}) from None
        return found

    @extend_schema(request=ContactIn, responses={201: ContactOut})
    def create(self, request: Request) -> Response:
        given = ContactIn(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        contact = services.create_contact(
            by=self.actor, client_uuid=idempotency_uuid(request), **given.validated_data
        )
        return Response(self._shown(contact), status=status.HTTP_201_CREATED)

    @extend_schema(request=ContactChange, responses=ContactOut)
    def partial_update(self, request: Request, pk=None) -> Response:
        contact = self.get_object()
        given = ContactChange(data=request.data, partial=False, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        changes = dict(given.validated_data)
        contact = services.edit_contact(
            by=self.actor, contact=contact, version=changes.pop("version"), changes=changes
        )
        return Response(self._shown(contact))

    def _shown(self, contact: Contact) -> dict:
        return ContactOut(self.get_queryset().get(pk=contact.pk), context=self.get_serializer_context()).data
