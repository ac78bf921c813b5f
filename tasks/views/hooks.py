"""What other machines tell us: a text that came in, and what became of an e-mail. Signed; nothing is believed otherwise.

A text: POST {"id": "...", "from": "+1919...", "text": "STOP"} signed as the Standard Webhooks specification says
(webhook-id, webhook-timestamp, webhook-signature: v1,<base64 of HMAC-SHA256 over id.timestamp.body>).
"""

import base64
import binascii
import hashlib
import hmac
import json
import time
import uuid

from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.core.signing import BadSignature, loads
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from crm.access.actors import System
from crm.access.tenancy import tenant
from crm.accounts import limits
from crm.organizations.models import AccessToken
from crm.organizations.resolving import public_link
from crm.ui.middleware import network_prefix
from tasks import services
from tasks.models import SendingSetting
from tasks.services.composing import SIGNED
from tasks.services.links import HOOK
from tasks.services.settings import signing_key

TOLERANCE_S = 300
LARGEST = 20_000
# The views of anymail that check a signature or the shared secret (ANYMAIL_WEBHOOK_SECRET) and read a report.
PROVIDERS = {
    "amazon_ses": "anymail.webhooks.amazon_ses.AmazonSESTrackingWebhookView",
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
    "mailersend": "anymail.webhooks.mailersend.MailerSendTrackingWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
    "postal": "anymail.webhooks.postal.PostalTrackingWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "resend": "anymail.webhooks.resend.ResendTrackingWebhookView",
    "sendgrid": "anymail.webhooks.sendgrid.SendGridTrackingWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
}


@csrf_exempt
@login_not_required
@require_POST
def text(request: HttpRequest, token: str) -> HttpResponse:
    with public_link(token, AccessToken.Purpose.PUBLIC) as bearer:
        label = ""
        if bearer is not None:
            label = AccessToken.objects.visible_to(bearer).values_list("label", flat=True).get(pk=bearer.id)
        if bearer is None or label != HOOK:
            limits.LINK_FROM.take(network_prefix(request))
            raise Http404
        setting = SendingSetting.objects.visible_to(bearer).filter(pk=bearer.subject_id).first()
        if setting is None or not _is_signed(request, signing_key(setting)):
            return JsonResponse({"error": "signature"}, status=401)
        try:
            told = json.loads(request.body)
            key, sender, words = str(told["id"]), str(told["from"]), str(told["text"])
            if not key.strip():
                raise ValueError  # two texts without an id would look like one that came twice
        except (ValueError, KeyError, TypeError, RecursionError):
            return JsonResponse({"error": "id, from and text are needed"}, status=400)
        taken = services.take_text(by=bearer, key=key, sender=sender, text=words)
        return JsonResponse({"keyword": taken.keyword, "people": taken.people})


@csrf_exempt
@login_not_required
@require_http_methods(["HEAD", "POST"])
def mail(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider's report. Anymail checks and reads it; the words of ours that come back with it say whose message it is
    (decision 0024: the view is asked directly, since nothing here is passed on by signals)."""
    view = _view_of(provider)
    if request.method == "HEAD":
        return HttpResponse()
    try:
        view.run_validators(request)
        events = list(view.parse_events(request))
    except SuspiciousOperation:
        raise  # not theirs: answered 400
    except Exception:
        # What a provider sends is read by a library; whatever it trips over is a report that nobody can read.
        return JsonResponse({"error": "this report cannot be read"}, status=400)
    for event in events:
        known = _ours(getattr(event, "metadata", None) or {})
        if known is None:
            continue
        organization_id, message_id = known
        with tenant(organization_id):
            services.take_report(
                by=System(organization_id=organization_id, reason="mail report"),
                message_id=message_id,
                event=event.event_type or "",
                address=event.recipient or "",
            )
    return HttpResponse()


def _view_of(provider: str) -> AnymailCoreWebhookView:
    if provider not in PROVIDERS or not settings.ANYMAIL:
        raise Http404
    try:
        view = import_string(PROVIDERS[provider])()
    except ImproperlyConfigured:
        raise Http404 from None
    if view.warn_if_no_basic_auth and not view.basic_auth:
        raise Http404  # no signature is checked and no secret asked for: anybody could tell us anything
    return view


def _ours(metadata: dict) -> tuple[uuid.UUID, uuid.UUID] | None:
    try:
        organization_id, message_id = loads(metadata.get("earshot", ""), salt=SIGNED)
        return uuid.UUID(organization_id), uuid.UUID(message_id)
    except (BadSignature, ValueError, TypeError):
        return None


def _is_signed(request: HttpRequest, key: str) -> bool:
    id_, at = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
    if not id_ or not at.isdecimal() or abs(time.time() - int(at)) > TOLERANCE_S:
        return False
    if len(request.body) > LARGEST:
        return False
    secret = key.removeprefix("whsec_").encode()
    wanted = hmac.new(secret, f"{id_}.{at}.".encode() + request.body, hashlib.sha256).digest()
    return any(
        hmac.compare_digest(wanted, _decoded(one.removeprefix("v1,")))
        for one in request.headers.get("webhook-signature", "").split(" ")
        if one.startswith("v1,")
    )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
