from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.ui import navigation
from crm.ui.navigation import Place


class AccountsConfig(AppConfig):
    name = "crm.accounts"
    label = "accounts"

    def ready(self):
        navigation.add(Place("profile", _("Profile"), "user", "accounts:profile", order=80, menu="account"))
        navigation.add(
            Place(
                "security", _("Sign-in and security"), "lock", "accounts:security", order=82, menu="account"
            )
        )
