"""Inviting, joining, changing roles, leaving."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from leads.models import Custodian
from tenants.models import Access, AuditEntry, Door, Invitation, Membership, Role, User
from tenants.people import (
    VALID_FOR,
    AlreadyInvited,
    AlreadyMember,
    InvitationGone,
    LastAdministrator,
    NotInvited,
    accept_invitation,
    change_role,
    deactivate_member,
    find_invitation,
    invite_member,
    reactivate_member,
    renew_invitation,
    withdraw_invitation,
)
from tenants.scope import tenant_scope
from tests.people import MONDAY, PASSWORD, admit, found_acme, member_of, signed_in

INVITE = "/t/acme/settings/members/invite/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def invite(alice, django_capture_on_commit_callbacks):
    """Alice invites somebody, and the mail comes: answers the path of the link in it."""

    def send(email="nora@new.example", role=Role.SALES_REP):
        with django_capture_on_commit_callbacks(execute=True):
            answer = signed_in(alice).post(INVITE, {"email": email, "role": role}, headers=HTMX)
        assert (answer.status_code, answer["HX-Redirect"]) == (204, "/t/acme/settings/members/")
        return link_in(mail.outbox[-1])

    return send


def link_in(message):
    return re.search(r"http://testserver(/invitations/\w+/)", message.body)[1]


def test_invited_person_joins_with_a_password_and_works(acme, invite):
    link = invite()
    nora = Client()

    assert nora.get(link).status_code == 200
    answer = nora.post(link, {"name": "Nora Hill", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/t/acme/")
    assert nora.get("/t/acme/settings/profile/").status_code == 200
    with tenant_scope(acme):
        member = Membership.objects.get(user__email="nora@new.example")
        assert (member.role, member.is_active, member.user.name) == (Role.SALES_REP, True, "Nora Hill")
        assert Custodian.objects.filter(member=member, kind=Custodian.Kind.MEMBER).count() == 1
        assert Door.objects.filter(kind=Door.Kind.INVITATION).count() == 0


def test_mail_says_who_invites_whom_where_and_as_what(acme, invite):
    invite()

    (message,) = mail.outbox
    assert message.subject == "Alice invites you to Acme in Lead Refinery"
    assert (message.to, message.reply_to) == (["nora@new.example"], ["alice@acme.example"])
    assert "as sales rep" in message.body
    assert message.alternatives[0].mimetype == "text/html"
    with tenant_scope(acme):
        assert Invitation.objects.get().mailed_at is not None


def test_link_works_once(invite):
    link = invite()
    Client().post(link, {"name": "Nora", "password": PASSWORD})

    assert Client().get(link).status_code == 410


def test_link_that_expired_is_gone(acme, invite):
    link = invite()

    with time_machine.travel(timezone.now() + VALID_FOR + timedelta(seconds=1)):
        answers = [Client().get(link), Client().post(link, {"name": "Nora", "password": PASSWORD})]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert not User.objects.filter(email="nora@new.example").exists()


def test_withdrawn_link_is_gone(acme, alice, invite):
    link = invite()
    with tenant_scope(acme):
        invitation = Invitation.objects.get()

    signed_in(alice).post(f"/t/acme/settings/invitations/{invitation.public_id}/withdraw/")

    assert Client().get(link).status_code == 410


def test_guessed_link_is_gone_like_an_old_one(acme):
    assert Client().get("/invitations/guessed/").status_code == 410


def test_link_sent_again_replaces_the_earlier_one(acme, alice, invite, django_capture_on_commit_callbacks):
    first = invite()
    with tenant_scope(acme):
        invitation = Invitation.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(alice).post(f"/t/acme/settings/invitations/{invitation.public_id}/renew/")

    second = link_in(mail.outbox[-1])
    assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 200)


def test_failing_mail_loses_no_invitation_and_shows(acme, alice, settings, django_capture_on_commit_callbacks):
    # A port nobody listens on.
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(alice).post(INVITE, {"email": "nora@new.example", "role": "manager"}, headers=HTMX)

    with tenant_scope(acme):
        assert Invitation.objects.get().mailed_at is None
    assert "Mail not sent" in signed_in(alice).get("/t/acme/settings/members/").content.decode()


def test_weak_password_is_refused(invite):
    link = invite()
    answer = Client().post(link, {"name": "Nora", "password": "password"})

    assert answer.status_code == 422
    assert not User.objects.filter(email="nora@new.example").exists()


def test_person_with_an_account_signs_in_and_joins_with_one_click(acme, invite, carol):
    link = invite(email="carol@globex.example", role=Role.MANAGER)
    stranger = Client().get(link)
    assert (stranger.status_code, stranger["Location"]) == (302, f"/accounts/login/?next={link}")

    answer = signed_in(carol).post(link)

    assert (answer.status_code, answer["Location"]) == (302, "/t/acme/")
    assert Access.objects.filter(user=carol.user).count() == 2


def test_invitation_is_for_one_person_alone(acme, invite, carol):
    link = invite(email="nora@new.example")

    assert "another address" in signed_in(carol).get(link).content.decode()
    assert signed_in(carol).post(link).status_code == 403
    assert Access.objects.filter(user=carol.user).count() == 1


def test_member_is_not_invited_twice(in_acme, alice):
    with pytest.raises(AlreadyMember):
        invite_member(email="Sally@acme.example", role=Role.MANAGER, at=MONDAY, actor=alice)

    invite_member(email="nora@new.example", role=Role.MANAGER, at=MONDAY, actor=alice)
    with pytest.raises(AlreadyInvited):
        invite_member(email=" NORA@new.example", role=Role.MANAGER, at=MONDAY, actor=alice)


def test_expired_offer_gives_way_to_a_new_one(in_acme, alice):
    first = invite_member(email="nora@new.example", role=Role.MANAGER, at=MONDAY, actor=alice)
    later = MONDAY + VALID_FOR + timedelta(days=1)
    second = invite_member(email="nora@new.example", role=Role.MARKETER, at=later, actor=alice)

    with pytest.raises(InvitationGone):
        find_invitation(first.token, at=later)
    assert find_invitation(second.token, at=later).role == Role.MARKETER


def test_invitation_of_globex_is_nothing_in_acme(acme, globex, alice, carol):
    with tenant_scope(globex):
        offer = invite_member(email="nora@new.example", role=Role.MANAGER, at=MONDAY, actor=carol)

    with tenant_scope(acme), pytest.raises(InvitationGone):
        find_invitation(offer.token, at=MONDAY)


def test_offer_that_was_withdrawn_cannot_be_renewed_or_accepted(in_acme, alice, sally):
    offer = invite_member(email="nora@new.example", role=Role.MANAGER, at=MONDAY, actor=alice)
    withdraw_invitation(offer.invitation, at=MONDAY, actor=alice)

    with pytest.raises(InvitationGone):
        renew_invitation(offer.invitation, at=MONDAY, actor=alice)
    with pytest.raises(InvitationGone):
        accept_invitation(offer.invitation, user=sally.user, at=MONDAY)


def test_offer_is_not_accepted_by_somebody_else(carol, in_acme, alice):
    offer = invite_member(email="nora@new.example", role=Role.MANAGER, at=MONDAY, actor=alice)

    with pytest.raises(NotInvited):
        accept_invitation(offer.invitation, user=carol.user, at=MONDAY)


def test_last_administrator_stays(in_acme, alice, mia):
    with pytest.raises(LastAdministrator):
        change_role(alice, Role.MANAGER, actor=alice)
    with pytest.raises(LastAdministrator):
        deactivate_member(alice, actor=alice)

    change_role(mia, Role.ADMINISTRATOR, actor=alice)
    deactivate_member(alice, actor=mia)
    assert list(Membership.objects.filter(role=Role.ADMINISTRATOR, is_active=True)) == [mia]


def test_member_who_left_can_come_back(in_acme, alice, sally):
    deactivate_member(sally, actor=alice)
    assert not Access.objects.filter(user=sally.user).exists()

    reactivate_member(sally, actor=alice)
    assert Access.objects.filter(user=sally.user, to=in_acme).count() == 1


def test_member_who_left_and_is_invited_again_keeps_their_place_with_the_new_role(in_acme, alice, sally):
    deactivate_member(sally, actor=alice)
    offer = invite_member(email=sally.email, role=Role.MANAGER, at=MONDAY, actor=alice)
    member = accept_invitation(offer.invitation, user=sally.user, at=MONDAY)

    assert (member.pk, member.role, member.is_active) == (sally.pk, Role.MANAGER, True)


def test_what_happens_to_people_is_audited(in_acme, alice, mia):
    change_role(mia, Role.MARKETER, actor=alice)
    deactivate_member(mia, reason="Left the firm", actor=alice)

    told = AuditEntry.objects.filter(object_id=str(mia.public_id)).order_by("pk")
    assert [(t.action, t.actor, t.before, t.after, t.reason) for t in told][1:] == [
        ("member.role_changed", alice, {"role": "manager"}, {"role": "marketer"}, ""),
        ("member.deactivated", alice, {"role": "marketer"}, None, "Left the firm"),
    ]


def test_administrator_changes_a_role_in_the_browser(acme, alice, mia):
    signed_in(alice).post(f"/t/acme/settings/members/{mia.public_id}/role/marketer/")

    with tenant_scope(acme):
        mia.refresh_from_db()
        assert mia.role == Role.MARKETER


def test_refused_change_says_why(acme, alice):
    page = signed_in(alice).post(f"/t/acme/settings/members/{alice.public_id}/role/marketer/", follow=True)

    assert [str(m) for m in page.context["messages"]] == [
        "A firm keeps at least one administrator. Make somebody else one first."
    ]


def test_member_of_another_firm_is_not_there(acme, alice, carol):
    answer = signed_in(alice).post(f"/t/acme/settings/members/{carol.public_id}/deactivate/")

    assert answer.status_code == 404
    with tenant_scope(carol.user.access.get().to):
        carol.refresh_from_db()
        assert carol.is_active


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_demote_each_other_at_once_leave_one():
    acme = found_acme()
    with tenant_scope(acme):
        admit("anna", Role.ADMINISTRATOR, domain="acme.example")
    pair = [member_of(acme, "alice"), member_of(acme, "anna")]
    start = threading.Barrier(2)

    def demote(actor, other):
        start.wait()
        try:
            with tenant_scope(acme):
                change_role(other, Role.MARKETER, actor=actor)
        except LastAdministrator:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=demote, args=args) for args in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with tenant_scope(acme):
        assert Membership.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count() == 1
