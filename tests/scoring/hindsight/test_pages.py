"""Mark opens backtest and win analysis in the browser, and takes suggested rules over."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.models import CustomField, Lead
from scoring.defaults import fact
from scoring.drafts.drafting import begin_draft
from scoring.models import Rule, RuleSet
from tenants.scope import tenant_scope
from tests.people import signed_in

ALL = "?period=all"


def url(name: str, *arguments: object) -> str:
    return reverse(f"scoring:{name}", args=["acme", *arguments])


def shown(member, address: str) -> str:
    answer = signed_in(member).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_backtest_tells_how_well_the_rules_tell(mark, past):
    page = shown(mark, url("backtest", 1) + ALL)

    assert "40 won and 40 lost or purged: 50 % were won." in page
    assert (
        "These rules tell winners from losers fairly well: in 78 of 100 pairs the winner has the higher score." in page
    )
    assert "No winner would have been purged" in page
    assert page.count('class="table rates"') == 2


def test_backtest_names_winners_that_would_have_been_purged_with_a_link(acme, mark, past):
    with tenant_scope(acme):
        lead = Lead.objects.get(email_norm="soon1@example.com")
        Lead.objects.filter(pk=lead.pk).update(junk_signals=3)

    page = shown(mark, url("backtest", 1) + ALL)

    assert "1 winner would have been purged" in page
    assert f'<a href="/t/acme/leads/{lead.public_id}/">soon1</a>' in page


def test_too_few_outcomes_say_which_number_is_short(mark):
    for address in (url("backtest", 1), url("wins")):
        page = shown(mark, address + ALL)
        assert "0 leads were won, at least 40 are needed: 40 more." in page


def test_suspected_field_is_counted_when_its_box_is_ticked(acme, mark, past):
    with tenant_scope(acme):
        CustomField.objects.create(key="lead_quality", label="Lead quality")
        for n, lead in enumerate(Lead.objects.order_by("pk")):
            lead.custom = {"lead_quality": "high" if n % 3 else "low"}
            lead.save(update_fields=["custom"])
        draft = begin_draft(name="Quality", by=mark, at=timezone.now(), source=RuleSet.objects.get(number=1))
        group = draft.groups.first()
        Rule.objects.create(
            rule_set=draft, key=900, kind=Rule.Kind.SCORE, group=group, position=900, points=50,
            condition=fact("custom.lead_quality", "eq", "high"), label="Quality is high",
        )  # fmt: skip

    left_out = shown(mark, url("backtest", draft.number) + ALL)
    counted = shown(mark, url("backtest", draft.number) + ALL + "&count_anyway=custom.lead_quality")

    assert "<strong>Left out:</strong> Quality is high" in left_out
    assert "Left out:" not in counted


def test_suggested_rule_goes_into_the_draft(acme, mark, past):
    with tenant_scope(acme):
        draft = begin_draft(name="Spring", by=mark, at=timezone.now())
    browser = signed_in(mark)
    answer = browser.get(url("wins") + ALL)
    (one,) = [o for o in answer.context["rules"] if o["rule"].condition == fact("timeline", "eq", "0-3m")]

    told = browser.post(url("add_suggested"), {"document": one["document"], "draft": draft.number})

    assert told.url == url("studio", draft.number)
    with tenant_scope(acme):
        added = draft.rules.get(reason=one["rule"].reason)
        assert (added.condition, added.points, added.group.name) == (
            fact("timeline", "eq", "0-3m"), one["rule"].points, one["rule"].group,
        )  # fmt: skip


def test_what_the_draft_gives_points_for_already_is_not_put_in_twice(acme, mark, past):
    with tenant_scope(acme):
        draft = begin_draft(name="Spring", by=mark, at=timezone.now(), source=RuleSet.objects.get(number=1))
        before = draft.rules.count()
    browser = signed_in(mark)
    answer = browser.get(url("wins") + ALL)
    (one,) = [o for o in answer.context["rules"] if o["rule"].condition == fact("timeline", "eq", "0-3m")]

    told = browser.post(url("add_suggested"), {"document": one["document"], "draft": draft.number}, follow=True)

    assert "has points for this already" in told.content.decode()
    with tenant_scope(acme):
        assert draft.rules.count() == before


def test_all_suggestions_make_a_draft_of_their_own_with_its_bands(acme, mark, past):
    browser = signed_in(mark)
    everything = browser.get(url("wins") + ALL).context["everything"]

    browser.post(url("add_suggested"), {"document": everything, "draft": "new"})

    with tenant_scope(acme):
        draft = RuleSet.objects.get(name="Suggested by outcomes")
        assert draft.rules.count() == len(json.loads(everything)["rules"])
        assert draft.rules.filter(kind=Rule.Kind.BAND).exists()


@pytest.mark.parametrize("document", ["", "[]", "{", '{"rules": [{"kind": "score"}]}'])
def test_what_is_no_rule_is_refused_in_words(acme, mark, document):
    browser = signed_in(mark)

    answer = browser.post(url("add_suggested"), {"document": document, "draft": "new"}, follow=True)

    assert "Nothing was added." in answer.content.decode()
    with tenant_scope(acme):
        assert RuleSet.objects.count() == 1


def test_mia_sees_what_set_winners_apart_and_cannot_add_it(mia, past):
    page = shown(mia, url("wins") + ALL)

    assert "Timeline is “Within 3 months” sets winners apart most: 86 % were won, 1.7 times as many as of all" in page
    assert "Add to" not in page
    assert signed_in(mia).post(url("add_suggested"), {"document": "{}"}).status_code == 403
