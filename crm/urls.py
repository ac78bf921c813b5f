"""Every address."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("crm.dashboard.urls")),
    path("", include("crm.organizations.urls")),
    path("", include("crm.queue.urls")),
    path("", include("crm.ui.urls")),
    path("", include("listening.urls.signing_in")),
    path("", include("tasks.urls")),
    path("accounts/", include("crm.accounts.urls")),
    path("api/", include(("crm.api_urls", "api"))),
    path("campaigns/", include("campaigns.urls")),
    path("districts/", include("crm.districts.urls")),
    path("find/", include("crm.search.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("imports/", include("crm.imports.urls")),
    path("listening/", include("listening.urls")),
    path("", include("listening.urls.told")),
    path("people/", include("contacts.urls")),
    path("vote/", include("listening.urls.voting")),
]

handler400 = "crm.ui.views.bad_request"
handler403 = "crm.ui.views.permission_denied"
handler404 = "crm.ui.views.page_not_found"
handler500 = "crm.ui.views.server_error"
