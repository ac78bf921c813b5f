from django.apps import AppConfig


class APIConfig(AppConfig):
    name = "crm.api"
    label = "api"
