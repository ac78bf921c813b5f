"""Screens of this room parsed into clean values. Nothing here saves."""

from contacts.forms.choosing import BulkOwnerForm, BulkTagForm, PeopleFilter
from contacts.forms.parts import ConsentForm, EndForm, MethodForm, StakeForm, TagForm, TagNameForm
from contacts.forms.person import EditForm, NewForm, refuse

__all__ = [
    "BulkOwnerForm",
    "BulkTagForm",
    "ConsentForm",
    "EditForm",
    "EndForm",
    "MethodForm",
    "NewForm",
    "PeopleFilter",
    "StakeForm",
    "TagForm",
    "TagNameForm",
    "refuse",
]
