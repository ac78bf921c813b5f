"""The REST API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from campaigns.api import ActionViewSet
from contacts.api import ContactViewSet
from crm.access.checks import allowed
from listening.api import ConversationViewSet
from tasks.api import TaskViewSet

router = SimpleRouter(use_regex_path=False)
router.register("contacts", ContactViewSet, basename="contact")
router.register("conversations", ConversationViewSet, basename="conversation")
router.register("actions", ActionViewSet, basename="action")
router.register("tasks", TaskViewSet, basename="task")

schema = SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[])

urlpatterns = [
    path("schema/", allowed()(schema), name="schema"),
    path("v1/", include(router.urls)),
]
