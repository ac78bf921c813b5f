"""Screens of this room parsed into clean values. Nothing here saves."""

from contacts.forms.choosing import PeopleFilter, address_of
from contacts.forms.deeds import DEED_FORMS, DeedForm
from contacts.forms.parts import ConsentForm, EndForm, MethodForm, StakeForm, TagForm, TagNameForm
from contacts.forms.person import EditForm, NewForm, refuse

__all__ = [
    "DEED_FORMS",
    "ConsentForm",
    "DeedForm",
    "EditForm",
    "EndForm",
    "MethodForm",
    "NewForm",
    "PeopleFilter",
    "StakeForm",
    "TagForm",
    "TagNameForm",
    "address_of",
    "refuse",
]
