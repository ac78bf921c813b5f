"""Addresses of organizations."""

from django.urls import include, path

from crm.organizations.views import audit, joining, members, partners, settings

app_name = "organizations"

inside = [
    path("members/", members.index, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/invitations/<uuid:pk>/revoke/", members.revoke, name="revoke_invitation"),
    path("members/<uuid:pk>/", members.member, name="member"),
    path("members/<uuid:pk>/end/", members.end, name="end_membership"),
    path("members/<uuid:pk>/resume/", members.resume, name="resume_membership"),
    path(
        "members/<uuid:pk>/second-factor/remove/", members.remove_second_factor, name="remove_second_factor"
    ),
    path("roles/", members.roles, name="roles"),
    path("settings/", settings.settings, name="settings"),
    path("tokens/", settings.api_tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", settings.revoke_token, name="revoke_token"),
    path("switch/", settings.switch, name="switch"),
    path("partners/", partners.index, name="partners"),
    path("audit/", audit.index, name="audit"),
]

urlpatterns = [
    path("organizations/", include(inside)),
    path("join/<str:token>/", joining.join, name="join"),
    path("setup/", joining.set_up, name="set_up"),
]
