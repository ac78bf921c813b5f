"""What anybody reaches with a link, without an account. Under /r/ the request opens its own transaction."""

from django.urls import path

from listening.views.sessions import signing_in

app_name = "sign_in"

urlpatterns = [
    path("r/in/<str:token>/", signing_in.sign_in, name="form"),
]
