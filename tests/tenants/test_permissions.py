"""What each role and each key may do, the refusals too: asked of the table, and of every address there is."""

import pytest
from django.http import HttpRequest

from tenants.api.permissions import action_for
from tenants.models import ApiKey, Role
from tenants.permissions import OF_ROLE, OF_SCOPE, Action, can, required_action
from tests import people
from tests.crawling import addresses
from tests.people import key_of, program_with, signed_in

# One letter a role: administrator, marketer, tele-qualifier, sales rep, manager, partner.
# A new action without a row here fails.
TABLE = """
    enter               AMTSGP
    work_queue          A-TSG-
    take_next           A-TSG-
    view_leads          AMTSG-
    enter_inquiry       AMTSG-
    log_touch           AMTSG-
    edit_lead           AMTSG-
    hand_over           AMTSG-
    dispose_lead        AMTSG-
    import_leads        AM--G-
    export              AM--G-
    view_quarantine     AM--G-
    release_quarantine  AM--G-
    view_companies      AMTSG-
    edit_companies      AMTSG-
    view_campaigns      AMTSG-
    edit_campaigns      AM----
    edit_fields         AM----
    view_rules          AMTSG-
    enter_studio        AM--G-
    edit_rules          AM----
    sign_rules          A---G-
    publish_rules       AM----
    define_stages       AM--G-
    view_queues         AM--G-
    edit_queues         A---G-
    view_reports        AM--G-
    view_members        AMTSG-
    manage_members      A-----
    manage_api_keys     A-----
    view_audit          A-----
    manage_settings     A-----
"""
ROLES = [Role.ADMINISTRATOR, Role.MARKETER, Role.TELE_QUALIFIER, Role.SALES_REP, Role.MANAGER, Role.PARTNER]
# One letter a scope: intake, read, write, rules.
KEYS = """
    enter_inquiry       I---
    log_touch           I-W-
    view_leads          -R--
    view_quarantine     -R--
    view_companies      -R--
    view_campaigns      -R--
    view_rules          -R-U
    view_queues         -R--
    view_reports        -R--
    view_members        -R--
    edit_lead           --W-
    hand_over           --W-
    dispose_lead        --W-
    import_leads        --W-
    release_quarantine  --W-
    edit_companies      --W-
    edit_campaigns      --W-
    edit_rules          ---U
    sign_rules          ---U
    publish_rules       ---U
"""
SCOPES = [ApiKey.Scope.INTAKE, ApiKey.Scope.READ, ApiKey.Scope.WRITE, ApiKey.Scope.RULES]
NAMES = {role: name for name, role in people.ACME.items()}


def rows(table):
    return {line.split()[0]: line.split()[1] for line in table.strip().splitlines()}


def allowed(table, columns, column):
    place = columns.index(column)
    return {action for action, marks in rows(table).items() if marks[place] != "-"}


def test_every_action_has_its_row():
    assert set(rows(TABLE)) == set(Action.values)


@pytest.mark.parametrize("role", ROLES)
def test_role_may_what_its_column_says_and_nothing_else(role):
    assert {action.value for action in OF_ROLE[role]} == allowed(TABLE, ROLES, role)


@pytest.mark.parametrize("scope", SCOPES)
def test_scope_may_what_its_column_says_and_nothing_else(scope):
    assert {action.value for action in OF_SCOPE[scope]} == allowed(KEYS, SCOPES, scope)


def test_key_may_what_any_of_its_scopes_may():
    key = ApiKey(scopes=["intake", "rules"])

    assert (can(key, Action.ENTER_INQUIRY), can(key, Action.EDIT_RULES), can(key, Action.VIEW_LEADS)) == (
        True,
        True,
        False,
    )


def test_every_address_says_what_it_requires_or_that_it_is_public():
    silent = [
        address.route
        for address in addresses()
        if not address.is_api
        and required_action(address.view) is None
        and not getattr(address.view, "is_public", False)
    ]
    assert silent == []


def test_no_page_of_a_tenant_is_public():
    assert [a.route for a in addresses() if a.is_tenants and required_action(a.view) is None] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_page_refuses_the_roles_it_is_not_for(acme, role):
    """403 by GET and POST where the table says no; where it says yes, anything but that."""
    browser = signed_in(people.member_of(acme, NAMES[role]))
    wrong = []
    for page in (address for address in addresses() if address.is_tenants):
        may_open = page.view.required_action.value in allowed(TABLE, ROLES, role)
        may_send = page.view.required_action_to_post.value in allowed(TABLE, ROLES, role)
        opened = browser.get(page.path()).status_code
        if (opened == 403) if may_open else opened not in (403, 405):
            wrong.append(("GET", page.route, opened))
        if not may_send and browser.post(page.path()).status_code not in (403, 405):
            wrong.append(("POST", page.route))
    assert wrong == []


@pytest.mark.parametrize("scope", SCOPES)
def test_every_call_refuses_the_keys_it_is_not_for(acme, scope):
    program = program_with(key_of(acme, [scope]))
    wrong = []
    for address in (address for address in addresses() if address.is_api and hasattr(address.view, "cls")):
        for method in methods_of(address.view.cls):
            may = action_of(address.view, method) in allowed(KEYS, SCOPES, scope)
            status = program.generic(method, address.path(), "{}", content_type="application/json").status_code
            if (status == 403) == may or status == 401:
                wrong.append((method, address.route, status))
    assert wrong == []


def methods_of(view_class):
    return [name.upper() for name in ("get", "post", "put", "patch", "delete") if hasattr(view_class, name)]


def action_of(view, method):
    one = view.cls(**view.initkwargs)
    one.request = HttpRequest()
    return action_for(one, method).value
