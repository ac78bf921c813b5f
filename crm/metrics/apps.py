from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "crm.metrics"
    label = "metrics"
