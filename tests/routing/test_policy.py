"""The policy in force is compiled once a version, and never one that did not come to be."""

from django.db import transaction

from routing.models import RouteRule
from routing.policy import published_policy
from tenants.policy import policy_changed
from tenants.scope import tenant_scope


class TakenBack(Exception):
    pass


def next_actions() -> set[str]:
    return {rule.next_action for rule in published_policy().route_rules}


def change_next_action(to: str) -> None:
    RouteRule.objects.update(next_action=to)
    policy_changed()


def test_policy_of_a_change_that_was_taken_back_is_forgotten(acme):
    try:
        with tenant_scope(acme):
            change_next_action("Never published")
            assert next_actions() == {"Never published"}
            raise TakenBack
    except TakenBack:
        acme.refresh_from_db()

    with tenant_scope(acme):
        change_next_action("Call")
        acme.refresh_from_db()
        assert next_actions() == {"Call"}


def test_policy_is_compiled_once_for_a_version_that_is_committed(acme, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic(), tenant_scope(acme):
        change_next_action("Call")

    with tenant_scope(acme):
        assert published_policy() is published_policy()
