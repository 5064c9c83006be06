"""Mark has never seen the studio: he builds a rule by keyboard, sees what it does, and it is signed and published."""

import re

from playwright.sync_api import expect

from leads.models import Standing
from routing.publishing import refine_published
from scoring.drafts.document import Document, RuleDraft, document_of
from scoring.drafts.drafting import begin_draft
from scoring.models import RuleSet
from tenants.scope import tenant_scope
from tests.inquiries import BEN, arrives, crowd_arrives
from tests.people import MONDAY, member_of


def arrive(acme):
    with tenant_scope(acme):
        crowd_arrives(3)
        arrives(BEN)


def leave(page):
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()


def test_rule_is_built_in_the_browser_and_its_effect_follows_each_edit(site, acme, sign_in):
    arrive(acme)
    page = sign_in(member_of(acme, "mark"))
    page.goto(f"{site.url}/t/acme/rules/begin/")
    page.get_by_label("Name").fill("No more heads")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Effect on 4 open leads")).to_be_visible()

    page.get_by_role("link", name="Add a rule to Cull").click()
    form = page.locator("[data-rule-form]")
    form.get_by_label("What is asked about").select_option(label="Title")
    form.get_by_label("How it is compared").select_option(label="contains")
    form.get_by_label("Value", exact=True).fill("head of")
    expect(page.locator("#match-editing")).to_have_text("1 of 4 open leads match.")
    expect(page.get_by_text("Not saved yet")).to_be_visible()

    form.get_by_role("button", name="Add condition").click()
    form.get_by_label("What is asked about").nth(1).select_option(label="Employees")
    form.get_by_label("How it is compared").nth(1).select_option(label="is at least")
    form.get_by_label("Value", exact=True).nth(1).fill("5000")
    expect(page.locator("#match-editing")).to_have_text("0 of 4 open leads match.")
    form.get_by_label("How these conditions combine").select_option(label="Any of these")
    expect(page.locator("#match-editing")).to_have_text("1 of 4 open leads match.")
    form.get_by_role("button", name="Add rule").click()

    expect(page.get_by_role("link", name="Title contains “head of” or Employees is at least 5,000")).to_be_visible()
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
    with tenant_scope(acme):
        added = document_of(RuleSet.objects.get(number=2)).of_kind("cull")[-1]
    assert added.condition == {
        "any": [
            {"field": "title", "op": "contains", "value": "head of"},
            {"field": "company.employees", "op": "gte", "value": 5000},
        ]
    }

    page.get_by_role("link", name=re.compile("^1 from .* to Junk")).click()
    page.get_by_role("link", name="Ben Okafor").click()
    expect(page.get_by_role("heading", name="Under version 2")).to_be_visible()


def test_rules_are_ordered_and_undone_by_keyboard(site, acme, sign_in):
    arrive(acme)
    page = sign_in(member_of(acme, "mark"))
    page.goto(f"{site.url}/t/acme/rules/begin/")
    page.get_by_label("Name").fill("Order")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Effect on 4 open leads")).to_be_visible()
    names = page.locator("[data-kind=band] .rule-name")
    first = names.nth(0).text_content()

    names.nth(0).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(names.nth(1)).to_have_text(first)
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("z")
    expect(names.nth(0)).to_have_text(first)
    page.keyboard.press("y")
    expect(names.nth(1)).to_have_text(first)


def test_fault_is_shown_at_the_condition_it_is_about(site, acme, sign_in):
    page = sign_in(member_of(acme, "mark"))
    page.goto(f"{site.url}/t/acme/rules/begin/")
    page.get_by_label("Name").fill("Faults")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("There are no open leads yet")).to_be_visible()

    page.get_by_role("link", name="Add a rule to Fit: Person").click()
    form = page.locator("[data-rule-form]")
    form.get_by_label("How it is compared").select_option(label="contains")
    form.get_by_label("Points", exact=True).fill("many")
    form.get_by_role("button", name="Add rule").click()

    expect(form.locator(".condition-item .error")).to_have_text(
        "Title is compared with an empty text. Use is_empty or is_set."
    )
    expect(form.locator("#rule-points-error")).to_contain_text("Expected a whole number")
    form.get_by_label("Value", exact=True).fill("VP")
    form.get_by_label("Points", exact=True).fill("15")
    form.get_by_role("button", name="Add rule").click()
    expect(page.get_by_role("link", name="Title contains “VP”", exact=True)).to_be_visible()
    leave(page)


def test_marketing_and_sales_sign_and_every_lead_is_refined(site, acme, sign_in):
    arrive(acme)
    page = sign_in(member_of(acme, "mark"))
    page.goto(f"{site.url}/t/acme/rules/begin/")
    page.get_by_label("Name").fill("As it is")
    page.get_by_role("button", name="Begin").click()
    page.locator("#rules summary").first.click()
    page.get_by_role("button", name="Switch off").first.click()
    expect(page.locator("#rules").get_by_text("Off", exact=True)).to_be_visible()
    page.get_by_role("button", name="Send for signature").click()
    page.get_by_role("button", name="Sign for marketing").click()
    expect(page.get_by_text("Waits for the other side's signature.")).to_be_visible()
    leave(page)

    page = sign_in(member_of(acme, "mia"))
    page.goto(f"{site.url}/t/acme/rules/2/")
    page.get_by_role("button", name="Sign for sales").click()
    leave(page)

    page = sign_in(member_of(acme, "mark"))
    page.goto(f"{site.url}/t/acme/rules/2/")
    page.get_by_role("button", name="Publish").click()
    page.locator("#confirm").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Refining every open lead by version 2")).to_be_visible()
    with tenant_scope(acme):
        at = RuleSet.objects.get(number=2).published_at
    refine_published(acme, at=at)
    expect(page.get_by_text("Version 2 was published")).to_be_visible()
    with tenant_scope(acme):
        assert set(Standing.objects.values_list("rule_set", flat=True)) <= {1, 2}


def test_not_all_of_them_is_not_shown_as_none_of_them(site, acme, sign_in):
    known = [{"field": name, "op": "is_set"} for name in ("title", "phone")]
    with tenant_scope(acme):
        mark = member_of(acme, "mark")
        rule = RuleDraft(kind="cull", condition={"not": {"all": known}})
        begin_draft(name="Round", by=mark, at=MONDAY, document=Document(rules=(rule,)))
    page = sign_in(mark)
    page.goto(f"{site.url}/t/acme/rules/2/")

    page.get_by_role("link", name="Not (Title is filled in and", exact=False).click()

    combine = page.locator("[data-rule-form]").get_by_label("How these conditions combine")
    expect(combine.nth(0)).to_have_value("none")
    expect(combine.nth(1)).to_have_value("all")
    page.get_by_role("button", name="Add condition").last.click()
    page.get_by_role("button", name="Save rule").click()
    expect(page.get_by_role("button", name="Save rule")).to_have_count(0)
    leave(page)
    with tenant_scope(acme):
        (saved,) = document_of(RuleSet.objects.get(number=2)).rules
    assert saved.condition == {"not": {"any": [{"all": known}, {"field": "title", "op": "is_set"}]}}


def test_rules_are_ordered_by_drag(site, acme, sign_in):
    page = sign_in(member_of(acme, "mark"))
    page.goto(f"{site.url}/t/acme/rules/begin/")
    page.get_by_label("Name").fill("Dragged")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("There are no open leads yet")).to_be_visible()
    bands = page.locator("[data-kind=band] .rule")
    names = bands.locator(".rule-name")
    first, second = names.nth(0).text_content(), names.nth(1).text_content()

    bands.nth(1).scroll_into_view_if_needed()
    grip, under = bands.nth(0).locator(".rule-grip").bounding_box(), bands.nth(1).bounding_box()
    page.mouse.move(grip["x"] + 6, grip["y"] + 6)
    page.mouse.down()
    page.mouse.move(under["x"] + 40, under["y"] + under["height"] - 4, steps=12)
    page.mouse.up()

    expect(page.get_by_text(f"Moved “{first}”")).to_be_visible()
    expect(names.nth(0)).to_have_text(second)
    with tenant_scope(acme):
        labels = [rule.label for rule in document_of(RuleSet.objects.get(number=2)).of_kind("band")]
    assert labels[:2] == [second, first]
