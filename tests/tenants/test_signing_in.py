"""Signing in and out, a forgotten password, the second factor."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.people import PASSWORD, signed_in_by_hand

LOGIN = "/accounts/login/"
HOME = "/t/acme/settings/profile/"


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


def sign_in(browser, email, password=PASSWORD):
    return browser.post(LOGIN, {"login": email, "password": password})


def test_person_signs_in_with_their_address_whatever_its_case(alice):
    answer = sign_in(Client(), " Alice@Acme.example")

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_sign_in_leads_back_to_where_one_wanted_to_go(alice):
    answer = Client().post(f"{LOGIN}?next={HOME}", {"login": alice.email, "password": PASSWORD, "next": HOME})

    assert answer["Location"] == HOME


def test_sign_in_leads_to_no_other_site(alice):
    elsewhere = "https://evil.example/"
    answer = Client().post(f"{LOGIN}?next={elsewhere}", {"login": alice.email, "password": PASSWORD, "next": elsewhere})

    assert answer["Location"] == "/"


def test_wrong_password_and_unknown_person_are_refused_alike(alice):
    wrong = sign_in(Client(), alice.email, "not the password")
    unknown = sign_in(Client(), "nobody@acme.example", "not the password")

    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_guessing_passwords_is_slowed_down(alice):
    answers = [sign_in(Client(), alice.email, f"guess {n}").status_code for n in range(12)]
    right = sign_in(Client(), alice.email)

    assert 302 not in answers
    assert right.status_code != 302


def test_signing_out_ends_the_session(alice):
    browser = signed_in_by_hand(alice)
    assert browser.get(HOME).status_code == 200

    browser.post("/accounts/logout/")

    assert browser.get(HOME).status_code == 302
    assert UserSession.objects.purge_and_list(alice.user) == []


def test_session_ended_elsewhere_is_over_at_once(alice):
    here, elsewhere = signed_in_by_hand(alice), signed_in_by_hand(alice)
    lost = UserSession.objects.get(session_key=elsewhere.session.session_key)

    here.post("/accounts/sessions/", {"session": lost.pk})
    lost.end()

    assert (here.get(HOME).status_code, elsewhere.get(HOME).status_code) == (200, 302)


def test_nobody_signs_up_uninvited(db):
    page = Client().get("/accounts/signup/")

    assert page.status_code == 200
    assert "form" not in page.context or "email" not in page.content.decode().split("<form")[-1]
    answer = Client().post("/accounts/signup/", {"email": "x@y.example", "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in Client().session


def test_forgotten_password_is_replaced_by_mail(alice):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": alice.email})
    (message,) = mail.outbox
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", message.body)[1]

    form = browser.get(link, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": "a new one, longer", "password2": "a new one, longer"})

    assert sign_in(Client(), alice.email).status_code == 200
    assert sign_in(Client(), alice.email, "a new one, longer").status_code == 302


def test_reset_link_works_once(alice):
    Client().post("/accounts/password/reset/", {"email": alice.email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    browser = Client()
    form = browser.get(link, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": "a new one, longer", "password2": "a new one, longer"})

    again = Client().get(link, follow=True)

    assert again.context.get("token_fail") is True


def test_reset_tells_nobody_who_has_an_account(alice):
    known = Client().post("/accounts/password/reset/", {"email": alice.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@acme.example"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_second_factor_is_asked_for_and_a_wrong_code_refused(alice):
    secret = generate_totp_secret()
    TOTP.activate(alice.user, secret)
    browser = Client()

    first = sign_in(browser, alice.email)
    assert first["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get(HOME).status_code == 302
    assert browser.post(first["Location"], {"code": "000000"}).status_code == 200
    assert browser.get(HOME).status_code == 302

    browser.post(first["Location"], {"code": code_of(secret)})
    assert browser.get(HOME).status_code == 200


def test_code_of_the_second_factor_works_once(alice):
    secret = generate_totp_secret()
    TOTP.activate(alice.user, secret)
    code = code_of(secret)
    for browser, lets_in in ((Client(), True), (Client(), False)):
        sign_in(browser, alice.email)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert (browser.get(HOME).status_code == 200) is lets_in


def test_second_factor_is_set_up_after_giving_the_password_again(alice):
    browser = signed_in_by_hand(alice)
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 302
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret

    browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})

    kept = Authenticator.objects.get(user=alice.user, type=Authenticator.Type.TOTP)
    assert get_adapter().decrypt(kept.data["secret"]) == secret


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
