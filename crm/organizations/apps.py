from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "crm.organizations"
    label = "organizations"
