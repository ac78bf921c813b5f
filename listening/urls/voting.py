"""The public page of a vote, outside every account."""

from django.urls import path

from listening.views.standing import voting

app_name = "vote"

urlpatterns = [path("<str:token>/", voting.ballot, name="ballot")]
