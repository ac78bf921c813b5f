"""What the import contract cannot see: strings that name a package."""

import re

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from tests.house.source import PRODUCT, REPOSITORY, layers, may_use, package_of, templates, where

TAG = re.compile(r"{%\s*(include|extends|load)\s+(.*?)\s*%}")


def folders_of_templates() -> dict[str, str]:
    """ui -> crm.ui: who owns templates/ui/. A package may keep templates for a library (account/) as well."""
    owned = {}
    for package in PRODUCT:
        for folder in (REPOSITORY / package).rglob("templates/*"):
            owned.setdefault(folder.name, package_of(folder))
    return owned


def libraries_of_tags() -> dict[str, str]:
    return {
        path.stem: package_of(path)
        for package in PRODUCT
        for path in (REPOSITORY / package).rglob("templatetags/*.py")
    }


def named_packages(path) -> list[str]:
    found = []
    for tag, rest in TAG.findall(path.read_text(encoding="utf-8")):
        if tag == "load":
            found += [libraries_of_tags()[name] for name in rest.split() if name in libraries_of_tags()]
        elif quoted := re.match(r"""["']([^/"']+)/""", rest):
            found += [
                folders_of_templates()[name] for name in quoted.groups() if name in folders_of_templates()
            ]
    return found


def test_a_template_includes_what_stands_below_it():
    upward = [
        f"{where(path)} -> {name}"
        for path in templates()
        for name in named_packages(path)
        if not may_use(package_of(path), name)
    ]

    assert upward == []


def test_a_foreign_key_points_downward():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField | ManyToManyField)
        and model._meta.app_config.name in layers()
        and field.related_model._meta.app_config.name in layers()
        and not may_use(model._meta.app_config.name, field.related_model._meta.app_config.name)
    ]

    assert upward == []


def test_every_app_of_ours_has_its_place_in_the_layers():
    homeless = {
        config.name for config in apps.get_app_configs() if config.name.split(".")[0] in PRODUCT
    } - set(layers())

    assert homeless == set()
