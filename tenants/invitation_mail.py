"""The mail that carries an invitation. It goes out after the invitation is committed, so a mail server that fails
loses nothing: the invitation stands, is shown as not mailed, and can be sent again."""

import smtplib
from functools import partial

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from tenants.auditing import actor_label
from tenants.models import Membership, Tenant
from tenants.people import Offer, note_mailed
from tenants.scope import tenant_scope

PATIENCE = 10

log = structlog.get_logger(__name__)


def mail_after_commit(offer: Offer, *, link: str, tenant: Tenant, inviter: Membership | None) -> None:
    """`link` opens the invitation; it is the only place where the token is written out."""
    name = actor_label(inviter)
    context = {
        "link": link,
        "tenant": tenant.name,
        "inviter": name,
        "role": offer.invitation.get_role_display(),
        "expires_at": offer.invitation.expires_at,
    }
    message = EmailMultiAlternatives(
        subject=f"{name} invites you to {tenant.name} in Lead Refinery",
        body=render_to_string("tenants/mail/invitation.txt", context),
        to=[offer.invitation.email],
        reply_to=[inviter.email] if inviter else [],
    )
    message.attach_alternative(render_to_string("tenants/mail/invitation.html", context), "text/html")
    transaction.on_commit(partial(_deliver, message, offer, tenant))


def _deliver(message: EmailMultiAlternatives, offer: Offer, tenant: Tenant) -> None:
    message.connection = get_connection(timeout=PATIENCE)
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("invitation_not_mailed", tenant=tenant.slug, error=type(error).__name__)
        return
    with tenant_scope(tenant):
        note_mailed(offer.invitation, at=timezone.now())
