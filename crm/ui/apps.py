from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "crm.ui"
    label = "ui"
    verbose_name = "Page furniture"
