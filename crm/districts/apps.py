from django.apps import AppConfig


class DistrictsConfig(AppConfig):
    name = "crm.districts"
    label = "districts"
