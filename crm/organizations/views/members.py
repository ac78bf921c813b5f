"""Members, invitations, roles."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import ROLES, Permission
from crm.organizations.forms import ChangeMember, Invite
from crm.organizations.models import Invitation, Membership
from crm.organizations.services import invitations, members
from crm.ui.toasts import toast


@require_safe
@allowed(Permission.MANAGE_MEMBERS)
def index(request: HttpRequest) -> HttpResponse:
    return _index(request, Invite(roles=members.grantable(request.actor)))


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def invite(request: HttpRequest) -> HttpResponse:
    form = Invite(request.POST, roles=members.grantable(request.actor))
    if form.is_valid():
        try:
            invitations.invite(form.cleaned_data["email"], form.cleaned_data["role"], by=request.actor)
        except DomainError as error:
            form.add_error(error.field, error.sentence)
        else:
            toast(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
            return redirect("organizations:members")
    return _index(request, form, status=422)


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.actor), pk=pk)
    invitations.revoke_invitation(invitation, by=request.actor)
    toast(request, _("The invitation is taken back. Its link no longer works."))
    return redirect("organizations:members")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.MANAGE_MEMBERS)
def member(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    membership = get_object_or_404(_members(request), pk=pk)
    roles = members.grantable(request.actor)
    form = ChangeMember(request.POST or None, instance=membership, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            members.change_member(membership, **form.cleaned_data, by=request.actor)
        except DomainError as error:
            form.add_error(error.field, error.sentence)
        else:
            toast(request, _("Saved."))
            return redirect("organizations:members")
    context = {
        "membership": membership,
        "form": form,
        "may_change": ROLES[form.initial["role"]] in roles,
        "is_self": membership.pk == request.actor.membership_id,
    }
    return render(request, "organizations/member.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.MANAGE_MEMBERS)
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    membership = get_object_or_404(_members(request), pk=pk)
    error = ""
    if request.method == "POST":
        try:
            members.end_membership(membership, by=request.actor)
        except DomainError as refused:
            error = refused.sentence
        else:
            toast(request, _("%(name)s is out.") % {"name": membership.user})
            return redirect("organizations:members")
    return _confirm(
        request,
        membership,
        error,
        question=_("End the membership of %(name)s?") % {"name": membership.user},
        happens=_(
            "From now on they see nothing here: every browser is signed out, every token of theirs is void."
        ),
        stays=_("What they wrote and did stays, under their name. You can let them in again."),
        act=_("End it"),
    )


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def resume(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    membership = get_object_or_404(_members(request), pk=pk)
    try:
        members.resume_membership(membership, by=request.actor)
    except DomainError as refused:
        toast(request, refused.sentence)
    else:
        toast(request, _("%(name)s is back.") % {"name": membership.user})
    return redirect("organizations:members")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.MANAGE_MEMBERS)
def remove_second_factor(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    membership = get_object_or_404(_members(request), pk=pk)
    error = ""
    if request.method == "POST":
        try:
            members.remove_second_factor(membership, by=request.actor)
        except DomainError as refused:
            error = refused.sentence
        else:
            toast(
                request,
                _("%(name)s can sign in with the password and add a new one.") % {"name": membership.user},
            )
            return redirect("organizations:members")
    return _confirm(
        request,
        membership,
        error,
        question=_("Take the second factor off the account of %(name)s?") % {"name": membership.user},
        happens=_("Make sure that it is really them who asked: call them. They are signed out everywhere."),
        stays=_(
            "With the password alone they get in, and must add a new second factor before they see anything."
        ),
        act=_("Take it off"),
    )


@require_safe
@allowed()
def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do, for everybody to read."""
    shown = sorted(ROLES.values(), key=lambda role: (role.in_coalition, -role.rank))
    return render(request, "organizations/roles.html", {"roles": shown})


def _members(request: HttpRequest):
    return Membership.objects.visible_to(request.actor).select_related("user")


def _index(request: HttpRequest, form: Invite, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    everybody = list(_members(request).order_by("user__name", "pk"))
    current = [m for m in everybody if m.ended_at is None and (m.expires_on is None or m.expires_on >= today)]
    context = {
        "form": form,
        "current": [(m, ROLES[m.role]) for m in current],
        "past": [(m, ROLES[m.role]) for m in everybody if m not in current],
        "invitations": [
            (invitation, ROLES[invitation.role])
            for invitation in Invitation.objects.visible_to(request.actor)
            .filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())
            .order_by("-created_at")
        ],
    }
    return render(request, "organizations/members.html", context, status=status)


def _confirm(request: HttpRequest, membership: Membership, error: str, **words: str) -> HttpResponse:
    context = {
        **words,
        "back": error,
        "danger": True,
        "cancel_url": reverse("organizations:member", args=[membership.pk]),
    }
    return render(request, "ui/confirm.html", context, status=422 if error else 200)
