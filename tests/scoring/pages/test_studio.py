"""Mark edits rules in the browser, Mia signs them; whoever may not is told so, and nothing wrong gets in."""

import json

import pytest
from django.urls import reverse

from leads.models import CustomField, Standing
from scoring.drafts.document import RuleDraft, document_of
from scoring.drafts.drafting import add_rules, begin_draft
from scoring.models import Comment, RuleSet
from tenants.scope import tenant_scope
from tests.inquiries import arrives, crowd_arrives
from tests.people import MONDAY, signed_in

CTO = json.dumps({"field": "title", "op": "contains", "value": "CTO"})
HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(acme, mark):
    with tenant_scope(acme):
        crowd_arrives(3)
        return begin_draft(name="Autumn", by=mark, at=MONDAY, source=RuleSet.objects.get())


@pytest.fixture
def browser(draft, mark):
    return signed_in(mark)


def at(page: str, *arguments) -> str:
    return reverse(f"scoring:{page}", args=["acme", *arguments])


def rules_of(acme, draft):
    with tenant_scope(acme):
        return document_of(RuleSet.objects.get(pk=draft.pk))


def test_each_rule_reads_as_a_sentence_and_says_why_it_is_there(browser):
    page = browser.get(at("studio", 2)).content.decode()

    assert "Company has 200 to 5,000 people" in page
    assert "Employees is between 200 and 5,000" in page
    assert "Where most of our customers are." in page


def test_effect_shows_where_leads_would_go_and_how_many_each_rule_holds_for(browser):
    page = browser.get(at("effect", 2)).content.decode()

    assert "Effect on 3 open leads" in page
    assert "leads would change band" in page
    assert 'id="match-' in page


def test_a_rule_that_is_typed_shows_in_the_effect_before_it_is_saved(browser, acme, draft):
    before = rules_of(acme, draft)
    typed = {"key": "new", "kind": "cull", "condition": CTO}

    page = browser.post(at("effect", 2), typed).content.decode()

    assert "<strong>3</strong> leads would change band" in page
    assert "3 of 3 open leads match" in page
    assert "Not saved yet" in page
    assert rules_of(acme, draft) == before
    with tenant_scope(acme):
        assert set(Standing.objects.values_list("band", flat=True)) == {"hot"}


def test_a_rule_is_added_changed_and_undone(browser, acme, draft):
    sent = {"condition": CTO, "points": "7", "group": "Person", "label": ""}
    answer = browser.post(at("rule", 2, "new") + "?kind=score&group=Person", sent, headers=HTMX)
    assert "Title contains “CTO”" in answer.content.decode()
    assert json.loads(answer["HX-Trigger"])["toast"]["message"] == "Added “Title contains “CTO””"
    added = max(rule.key for rule in rules_of(acme, draft).rules)

    browser.post(at("rule", 2, added), sent | {"points": "−9"}, headers=HTMX)
    assert rules_of(acme, draft).rule(added).points == -9

    browser.post(at("undo", 2), headers=HTMX)
    assert rules_of(acme, draft).rule(added).points == 7


def test_what_is_wrong_is_said_at_its_place_and_nothing_is_saved(browser, acme, draft):
    before = rules_of(acme, draft)
    sent = {"condition": '{"all": [{"field": "title", "op": "eq", "value": ""}]}', "points": "many", "group": "Nobody"}

    answer = browser.post(at("rule", 2, "new") + "?kind=score", sent, headers=HTMX)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Expected a whole number from -1,000 to 1,000" in page
    assert "There is no group “Nobody” in this rule set" in page
    assert "all[0].value" in page
    assert 'value="many"' in page
    assert rules_of(acme, draft) == before


HALF_A_CHARACTER = '{"field": "title", "op": "eq", "value": "\\ud800"}'


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", '{"field": 3}', '{"all": []}', "[" * 100_000, HALF_A_CHARACTER]
)
def test_a_condition_that_is_none_is_refused(browser, text):
    answer = browser.post(at("rule", 2, "new") + "?kind=cull", {"condition": text}, headers=HTMX)

    assert answer.status_code == 422
    assert browser.post(at("effect", 2), {"key": "new", "kind": "cull", "condition": text}).status_code == 200
    assert browser.post(at("add_suggested"), {"document": text}).status_code == 302


@pytest.mark.parametrize("before", ["9" * 6000, "²", "٣", "-1", "\0"])
def test_a_rule_moved_before_none_that_there_is_comes_last(browser, acme, draft, before):
    first, *rest = [rule.key for rule in rules_of(acme, draft).of_kind("band")]

    browser.post(at("act_on_rule", 2, first, "move"), {"before": before}, headers=HTMX)

    assert [rule.key for rule in rules_of(acme, draft).of_kind("band")] == [*rest, first]


@pytest.mark.parametrize("text", ["", "  ", "No\0 thanks", "x" * 2001])
def test_a_comment_that_cannot_be_kept_is_refused_in_words(browser, acme, text):
    answer = browser.post(at("comment", 2), {"text": text}, follow=True)

    assert "No comment was added." in answer.content.decode()
    with tenant_scope(acme):
        assert not Comment.objects.exists()


def test_groups_have_limits_and_names_of_their_own(browser, acme, draft):
    browser.post(at("group", 2), {"name": "Season", "dimension": "readiness", "cap": "20", "half_life_days": "30"})
    twin = browser.post(at("group", 2), {"name": "season", "dimension": "fit"}, headers=HTMX)
    browser.post(at("group", 2) + "?group=Person", {"name": "People", "dimension": "fit", "cap": ""})

    assert twin.status_code == 422
    groups = {group.name: group for group in rules_of(acme, draft).groups}
    assert (groups["Season"].cap, groups["Season"].half_life_days) == (20, 30)
    assert groups["People"].cap is None
    assert "Person" not in groups
    assert rules_of(acme, draft).in_group("People")


def test_values_that_leads_have_are_suggested_with_their_counts(browser):
    found = browser.get(at("values"), {"field": "company.industry"}).json()["values"]

    assert found == [{"value": "manufacturing", "label": "manufacturing", "count": 3}]
    assert browser.get(at("values"), {"field": "shoe_size"}).status_code == 404
    assert browser.get(at("values"), {"field": "title", "q": "\0"}).status_code == 200


def test_without_script_everything_works_as_pages(browser, acme, draft):
    assert "Band rule" in browser.get(at("rule", 2, "new") + "?kind=band").content.decode()
    answer = browser.post(at("rule", 2, "new") + "?kind=cull", {"condition": CTO})

    assert answer.url == at("studio", 2)
    assert len(rules_of(acme, draft).of_kind("cull")) == 2


def test_what_is_in_force_is_read_and_not_changed(browser):
    assert "Add rule" not in browser.get(at("studio", 1)).content.decode()
    answer = browser.post(at("rule", 1, "new") + "?kind=cull", {"condition": CTO}, headers=HTMX)

    assert answer.status_code == 409
    assert "no longer changes" in answer.json()["detail"]


def test_a_lead_is_shown_before_and_after(browser, acme):
    with tenant_scope(acme):
        lead = arrives({"first_name": "Cold", "last_name": "Comfort", "email": "c@comfort.example"})

    page = browser.get(at("before_and_after", 2, lead.public_id)).content.decode()

    assert "Now, under version 1" in page
    assert "Under version 2" in page


def test_from_draft_to_force_through_the_pages(browser, draft, acme, mia):
    browser.post(at("submit", 2))
    browser.post(at("sign", 2), {"side": "marketing"})
    manager = signed_in(mia)
    manager.post(at("comment", 2), {"text": "Fine with sales."})
    manager.post(at("sign", 2), {"side": "sales"})
    browser.post(at("publish", 2))

    page = browser.get(at("rule_sets")).content.decode()
    assert "Version 2 is in force" in page
    assert "Refining every open lead by version 2" in page
    assert "Fine with sales." in browser.get(at("studio", 2)).content.decode()


def test_those_who_only_work_leads_do_not_enter_the_studio(draft, sally, paul, mia):
    for member in (sally, paul):
        assert signed_in(member).get(at("rule_sets")).status_code == 403
    manager = signed_in(mia)
    assert manager.get(at("studio", 2)).status_code == 200
    assert manager.post(at("undo", 2)).status_code == 403
    assert manager.post(at("publish", 2)).status_code == 403


@pytest.mark.parametrize("page", ["studio", "effect", "describe", "submit"])
def test_a_version_that_is_not_there_is_said_so(browser, page):
    method = browser.post if page == "submit" else browser.get
    assert method(at(page, 99)).status_code == 404


def test_rules_that_test_a_field_that_is_gone_are_mended_one_after_the_other(browser, acme, draft, mark):
    with tenant_scope(acme):
        field = CustomField.objects.create(key="fleet", label="Fleet", type="number")
        fleet = {"field": "custom.fleet", "op": "gt", "value": 5}
        rules = [RuleDraft(kind="cull", condition=condition) for condition in (fleet, {"not": fleet})]
        add_rules(draft, rules, by=mark, at=MONDAY)
        field.delete()
        lead = Standing.objects.first().lead.public_id
    first, second = [rule.key for rule in rules_of(acme, draft).of_kind("cull")][-2:]

    assert "A rule cannot be used" in browser.get(at("effect", 2)).content.decode()
    assert browser.get(at("cell", 2), {"before": "hot", "after": "junk"}).status_code == 404
    assert browser.get(at("before_and_after", 2, lead)).status_code == 404
    assert "no longer known" in browser.get(at("studio", 2)).content.decode()

    assert browser.post(at("act_on_rule", 2, first, "remove"), headers=HTMX).status_code == 200
    assert browser.post(at("act_on_rule", 2, second, "switch"), headers=HTMX).status_code == 200
    assert "Effect on 3 open leads" in browser.get(at("effect", 2)).content.decode()
    assert browser.get(at("before_and_after", 2, lead)).status_code == 200
