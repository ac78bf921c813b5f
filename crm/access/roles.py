"""Who may do what: every permission and all eleven roles on one screen. A role is code, a membership names it."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """A permission says what a role may do inside its own organization, never in another."""

    VIEW_CONTACTS = "contacts.view"  # those in one's turf, unless VIEW_ALL_CONTACTS
    VIEW_ALL_CONTACTS = "contacts.view_all"
    VIEW_METHODS = "contacts.view_methods"  # phones, e-mails, addresses
    VIEW_MINORS = "contacts.view_minors"
    VIEW_RESTRICTED = "contacts.view_restricted"  # contacts and notes marked restricted
    EDIT_CONTACTS = "contacts.edit"
    IMPORT = "imports.run"
    EXPORT = "exports.run"
    LOG_CONVERSATION = "listening.log"
    VIEW_NOTES = "listening.view_notes"
    CODE_NOTES = "listening.code"
    MANAGE_LISTENING = "listening.manage"
    VIEW_CAMPAIGNS = "campaigns.view"
    RECORD_SIGNUPS = "campaigns.record_signups"
    MANAGE_CAMPAIGNS = "campaigns.manage"
    WORK_TASKS = "tasks.work"  # one's own
    MANAGE_TASKS = "tasks.manage"  # everybody's
    VIEW_OVERVIEW = "dashboard.view_organization"
    VIEW_COALITION = "dashboard.view_coalition"
    VIEW_JOBS = "queue.view"
    MANAGE_JOBS = "queue.manage"
    VIEW_AUDIT = "audit.view"
    MANAGE_MEMBERS = "organizations.manage_members"
    MANAGE_SETTINGS = "organizations.manage_settings"
    MANAGE_PARTNERS = "organizations.manage_partners"  # the coalition's list of partners
    USE_API = "api.use"


P = Permission

# Whoever may do one of these must have proven a second factor.
SENSITIVE = frozenset(
    {P.EXPORT, P.IMPORT, P.VIEW_MINORS, P.MANAGE_MEMBERS, P.MANAGE_SETTINGS, P.MANAGE_PARTNERS, P.MANAGE_JOBS}
)


class Role:
    """What a membership may do. `rank` orders who may grant what: nobody grants above their own."""

    key: str
    label: str
    description: str
    rank: int
    in_coalition = False
    youth_only_if_trained = False  # VIEW_MINORS holds only for a membership marked as youth-trained
    permissions: frozenset[Permission] = frozenset()

    @classmethod
    def needs_second_factor(cls) -> bool:
        return bool(cls.permissions & SENSITIVE)


class Volunteer(Role):
    key, label, rank = "volunteer", _("Volunteer"), 10
    description = _(
        "Talks with the people in their turf. Sees a name and the next step, adds notes, reads none."
    )
    permissions = frozenset({P.VIEW_CONTACTS, P.LOG_CONVERSATION, P.WORK_TASKS})


class Viewer(Role):
    key, label, rank = "viewer", _("Viewer"), 10
    description = _("Reads lists without phones, e-mails, minors or notes. Changes and exports nothing.")
    permissions = frozenset({P.VIEW_CONTACTS, P.VIEW_ALL_CONTACTS, P.VIEW_CAMPAIGNS, P.VIEW_OVERVIEW})


class Organizer(Role):
    key, label, rank = "organizer", _("Organizer"), 30
    description = _("Talks, follows up, brings people to actions. Sees minors only when trained for it.")
    youth_only_if_trained = True
    permissions = Volunteer.permissions | {
        P.VIEW_ALL_CONTACTS, P.VIEW_METHODS, P.VIEW_MINORS, P.EDIT_CONTACTS, P.EXPORT, P.VIEW_NOTES,
        P.MANAGE_LISTENING, P.VIEW_CAMPAIGNS, P.RECORD_SIGNUPS, P.VIEW_OVERVIEW, P.USE_API,
    }  # fmt: skip


class YouthOrganizer(Organizer):
    key, label, rank = "youth_organizer", _("Youth organizer"), 30
    description = _("An organizer trained to work with minors.")
    youth_only_if_trained = False


class DataStaff(Role):
    key, label, rank = "data_staff", _("Data staff"), 40
    description = _("Imports, cleans and exports. Reads no restricted notes; sees minors by name only.")
    permissions = frozenset({
        P.VIEW_CONTACTS, P.VIEW_ALL_CONTACTS, P.VIEW_METHODS, P.VIEW_MINORS, P.EDIT_CONTACTS, P.IMPORT, P.EXPORT,
        P.VIEW_CAMPAIGNS, P.RECORD_SIGNUPS, P.WORK_TASKS, P.VIEW_OVERVIEW, P.VIEW_JOBS, P.USE_API,
    })  # fmt: skip


class Researcher(Role):
    key, label, rank = "researcher", _("Researcher"), 30
    description = _("Codes notes under pseudonyms. Sees neither names nor phones.")
    permissions = frozenset({P.VIEW_NOTES, P.CODE_NOTES, P.EXPORT, P.VIEW_OVERVIEW, P.WORK_TASKS})


class PartnerLead(Role):
    key, label, rank = "partner_lead", _("Partner lead"), 60
    description = _("Leads one partner organization and sees all of its people and work.")
    permissions = Organizer.permissions | DataStaff.permissions | {
        P.VIEW_RESTRICTED, P.CODE_NOTES, P.MANAGE_CAMPAIGNS, P.MANAGE_TASKS, P.MANAGE_JOBS, P.VIEW_AUDIT,
    }  # fmt: skip


class OrgAdmin(Role):
    key, label, rank = "org_admin", _("Administrator"), 80
    description = _(
        "A lead who also manages members, roles and settings. Restricted notes only when granted."
    )
    permissions = (PartnerLead.permissions - {P.VIEW_RESTRICTED}) | {P.MANAGE_MEMBERS, P.MANAGE_SETTINGS}


class CoalitionResearcher(Role):
    key, label, rank, in_coalition = "coalition_researcher", _("Coalition researcher"), 30, True
    description = _("Works with shared excerpts and frozen figures, never with a partner's people.")
    permissions = frozenset({P.VIEW_COALITION, P.CODE_NOTES, P.WORK_TASKS})


class CoalitionLead(Role):
    key, label, rank, in_coalition = "coalition_lead", _("Coalition lead"), 60, True
    description = _("Sees numbers of all partners, never their people.")
    permissions = frozenset({P.VIEW_COALITION, P.WORK_TASKS, P.EXPORT})


class CoalitionAdmin(Role):
    key, label, rank, in_coalition = "coalition_admin", _("Coalition administrator"), 80, True
    description = _("Manages the list of partners and the coalition's own members. No partner's people.")
    permissions = CoalitionLead.permissions | {
        P.MANAGE_PARTNERS, P.MANAGE_MEMBERS, P.MANAGE_SETTINGS, P.VIEW_JOBS, P.MANAGE_JOBS, P.VIEW_AUDIT,
    }  # fmt: skip


ROLES: dict[str, type[Role]] = {
    role.key: role
    for role in (
        OrgAdmin, PartnerLead, Organizer, YouthOrganizer, DataStaff, Researcher, Volunteer, Viewer,
        CoalitionAdmin, CoalitionLead, CoalitionResearcher,
    )
}  # fmt: skip
ROLE_CHOICES = [(role.key, role.label) for role in ROLES.values()]


def grantable_by(role: type[Role]) -> list[type[Role]]:
    """The roles that somebody of this role may give: of the same side, none above their own."""
    return [r for r in ROLES.values() if r.in_coalition == role.in_coalition and r.rank <= role.rank]
