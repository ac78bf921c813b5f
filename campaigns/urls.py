from django.urls import path

from campaigns import views

app_name = "campaigns"

urlpatterns = [
    path("", views.campaign_list, name="list"),
    path("new/", views.campaign_new, name="new"),
    path("<uuid:campaign_id>/", views.campaign_detail, name="detail"),
    path("<uuid:campaign_id>/edit/", views.campaign_edit, name="edit"),
    path("<uuid:campaign_id>/demands/new/", views.demand_new, name="demand_new"),
    path("demands/<uuid:demand_id>/edit/", views.demand_edit, name="demand_edit"),
    path("actions/new/", views.action_new, name="action_new"),
    path("actions/<uuid:action_id>/", views.action_detail, name="action"),
    path("actions/<uuid:action_id>/edit/", views.action_edit, name="action_edit"),
    path("actions/<uuid:action_id>/cancel/", views.action_cancel, name="action_cancel"),
    path("actions/<uuid:action_id>/restore/", views.action_restore, name="action_restore"),
    path("actions/<uuid:action_id>/call/", views.action_call, name="action_call"),
    path("actions/<uuid:action_id>/action.ics", views.action_file, name="action_ics"),
    path("actions/<uuid:action_id>/people/", views.action_people, name="action_people"),
    path("actions/<uuid:action_id>/people/<uuid:contact_id>/", views.signup, name="signup"),
    path("ask/<uuid:contact_id>/", views.ask, name="ask"),
]
