"""A draft judges silently beside the version in force: nothing moves, and what really happened tells them apart."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from leads.models import Lead, Standing
from routing.publishing import publish
from scoring.challenging import judge_challengers, start_challenger, stop_challenger
from scoring.drafts import changes
from scoring.drafts.document import document_of
from scoring.drafts.drafting import begin_draft, discard_draft, save_draft, undo
from scoring.hindsight.challenger import compare_with_champion
from scoring.models import ChallengerJudgement, RuleSet
from scoring.signing import ReviewRefused, Side, sign, submit
from tenants.models import WorkDue
from tenants.postgres.schema import is_tenant_model
from tenants.scope import tenant_scope
from tests.inquiries import ADA, BEN, arrives, crowd_arrives
from tests.people import MONDAY, member_of, signed_in

HOUR = timedelta(hours=1)


@pytest.fixture
def draft(in_acme, mark):
    """Nobody is passed to people: all their bands are switched off."""
    draft = begin_draft(name="Web only", by=mark, at=MONDAY, source=RuleSet.objects.get())
    document = document_of(draft)
    for rule in [*document.of_kind("promote"), *document.of_kind("band")[:4]]:
        document, _ = changes.switch_rule(document, rule.key, "", on=False)
    return save_draft(draft, document, what="Nobody is hot", by=mark, at=MONDAY)


@pytest.fixture
def challenger(draft, mark):
    return start_challenger(draft, by=mark, at=MONDAY)


def judged() -> dict[str, tuple]:
    rows = ChallengerJudgement.objects.values_list("lead__email", "band", "score", "at")
    return {email: rest for email, *rest in rows}


def closed(lead, result: str, at) -> None:
    Standing.objects.filter(pk=lead.pk).update(
        disposition=result, disposed_at=at, disposition_reason="So it ended", custodian=None, next_action_at=None
    )


def test_every_open_lead_is_judged_and_nothing_else_changes(in_acme, challenger, mark):
    arrives(ADA)
    crowd_arrives(3)
    closed(arrives(BEN), "lost", MONDAY)
    models = [one for one in apps.get_models() if is_tenant_model(one) and one is not ChallengerJudgement]
    before = {model: list(model._base_manager.order_by("pk").values()) for model in models}

    assert judge_challengers(in_acme, at=MONDAY + HOUR, batch=2) == 4

    assert {band for band, *_ in judged().values()} == {"need_nurturing"}
    assert BEN["email"] not in judged()
    assert set(Standing.objects.filter(disposition=None).values_list("band", flat=True)) == {"hot"}
    assert {model: list(model._base_manager.order_by("pk").values()) for model in models} == before


def test_a_judgement_is_renewed_while_the_lead_is_open_and_stays_as_it_was_then(in_acme, challenger, sally):
    ada, ben = arrives(ADA), arrives(BEN)
    judge_challengers(in_acme, at=MONDAY + HOUR)
    first = judged()
    closed(ada, "won", MONDAY + HOUR)
    Lead.objects.filter(pk__in=[ada.pk, ben.pk]).update(title="Student")

    assert judge_challengers(in_acme, at=MONDAY + HOUR) is None, "not due yet"
    assert judge_challengers(in_acme, at=MONDAY + 2 * HOUR) == 1

    assert judged()[ada.email] == first[ada.email]
    assert judged()[ben.email][1] < first[ben.email][1]
    assert judged()[ben.email][2] == MONDAY + 2 * HOUR


def test_it_is_due_every_hour_while_there_is_a_challenger_and_then_no_more(in_acme, challenger, mark):
    judge_challengers(in_acme, at=MONDAY)
    assert WorkDue.objects.get(kind="challenge").due_at == MONDAY + HOUR

    stop_challenger(challenger, by=mark)
    judge_challengers(in_acme, at=MONDAY + HOUR)

    assert not WorkDue.objects.filter(kind="challenge").exists()


def test_editing_or_undoing_begins_it_anew(in_acme, challenger, mark):
    arrives(ADA)
    judge_challengers(in_acme, at=MONDAY)

    document, what = changes.switch_rule(document_of(challenger), challenger.rules.first().key, "", on=False)
    save_draft(challenger, document, what=what, by=mark, at=MONDAY + HOUR)
    assert (judged(), RuleSet.objects.get(pk=challenger.pk).challenger_since) == ({}, MONDAY + HOUR)
    judge_challengers(in_acme, at=MONDAY + HOUR)
    assert ADA["email"] in judged()
    undo(challenger, at=MONDAY + 2 * HOUR)

    assert (judged(), RuleSet.objects.get(pk=challenger.pk).challenger_since) == ({}, MONDAY + 2 * HOUR)


def test_it_goes_on_through_review_and_ends_with_publishing(in_acme, challenger, mark, mia):
    submit(challenger, by=mark, at=MONDAY)
    sign(challenger, Side.MARKETING, by=mark, at=MONDAY)
    signed = sign(challenger, Side.SALES, by=mia, at=MONDAY)
    assert signed.challenger_since == MONDAY
    arrives(ADA)
    judge_challengers(in_acme, at=MONDAY)
    assert judged() != {}

    publish(signed, by=mia, at=MONDAY)

    assert not RuleSet.objects.exclude(challenger_since=None).exists()
    assert judged() == {}


def test_what_cannot_challenge_is_refused(in_acme, challenger, mark):
    published = RuleSet.objects.get(status="published")
    put_away = discard_draft(begin_draft(name="Old", by=mark, at=MONDAY, source=published), by=mark)
    more = [begin_draft(name=name, by=mark, at=MONDAY, source=published) for name in "abc"]
    for one in more[:2]:
        start_challenger(one, by=mark, at=MONDAY)

    for rule_set, why in (
        (published, "Version 1 is published: it cannot challenge"),
        (put_away, "Version 3 is retired: it cannot challenge"),
        (challenger, "judges silently already"),
        (more[2], "At most 3 versions judge silently at once. Stop one of 2, 4, 5 first"),
    ):
        with pytest.raises(ReviewRefused, match=why):
            start_challenger(rule_set, by=mark, at=MONDAY)
    with pytest.raises(ReviewRefused, match="does not judge silently"):
        stop_challenger(more[2], by=mark)


def test_outcomes_tell_who_was_right(in_acme, challenger):
    """The challenger would have passed nobody to people: right about those who were lost."""
    crowd_arrives(90)
    judge_challengers(in_acme, at=MONDAY)
    leads = list(Lead.objects.order_by("pk"))
    for n, lead in enumerate(leads[:85]):
        closed(lead, "won" if n < 40 else "lost", MONDAY + HOUR)

    found = compare_with_champion(challenger)

    assert (found.outcomes.won, found.outcomes.lost, found.missing) == (40, 45, [])
    assert [(one.name, one.rate.total, one.rate.won) for one in found.champion.bands] == [("Hot", 85, 40)]
    assert [(one.name, one.rate.total) for one in found.challenger.bands] == [("Need nurturing", 85)]
    assert (found.disagreed, found.challenger_right, len(found.disagreements)) == (85, 45, 50)
    assert {(one.won, one.challenger_was_right) for one in found.disagreements} == {(False, True), (True, False)}
    assert 0 <= found.champion.auc.low <= found.champion.auc.value <= found.champion.auc.high <= 1


def test_too_few_outcomes_are_said_so(in_acme, challenger):
    ada = arrives(ADA)
    judge_challengers(in_acme, at=MONDAY)
    closed(ada, "won", MONDAY)

    found = compare_with_champion(challenger)

    assert found.champion is None
    assert found.missing == [
        "1 lead was won, at least 40 are needed: 39 more.", "0 leads were lost, at least 40 are needed: 40 more."
    ]  # fmt: skip
    assert [one.name for one in found.disagreements] == ["Ada Byron"]


def test_leads_closed_before_it_began_do_not_count(in_acme, challenger):
    ada = arrives(ADA)
    judge_challengers(in_acme, at=MONDAY)
    closed(ada, "won", MONDAY - HOUR)

    assert compare_with_champion(challenger).outcomes.total == 0


def test_mark_lets_a_draft_challenge_reads_the_comparison_and_ends_it(acme, draft, mark):
    arrives(ADA)
    browser = signed_in(mark)
    page = reverse("scoring:challenger", args=["acme", 2])
    assert "It does not judge yet" in browser.get(page).content.decode()

    answer = browser.post(reverse("scoring:start_challenger", args=["acme", 2]), follow=True).content.decode()
    assert "Nothing that it says moves a lead" in answer
    assert "Too few outcomes to learn from" in answer
    assert "An edit begins that anew" in browser.get(reverse("scoring:studio", args=["acme", 2])).content.decode()
    again = browser.post(reverse("scoring:start_challenger", args=["acme", 2]), follow=True).content.decode()
    assert "judges silently already" in again
    browser.post(reverse("scoring:stop_challenger", args=["acme", 2]))

    assert RuleSet.objects.get(number=2).challenger_since is None


@pytest.mark.parametrize(("name", "reads", "starts"), [("mia", 200, 403), ("sally", 403, 403), ("alice", 200, 302)])
def test_who_may_read_and_who_may_start(acme, draft, name, reads, starts):
    browser = signed_in(member_of(acme, name))

    assert browser.get(reverse("scoring:challenger", args=["acme", 2])).status_code == reads
    assert browser.post(reverse("scoring:start_challenger", args=["acme", 2])).status_code == starts


def test_two_firms_judge_apart(acme, globex, mark, carol):
    for firm, by in ((acme, mark), (globex, carol)):
        with tenant_scope(firm):
            arrives(ADA)
            start_challenger(begin_draft(name="Same", by=by, at=MONDAY, source=RuleSet.objects.get()), by=by, at=MONDAY)

    judge_challengers(acme, at=MONDAY)

    with tenant_scope(globex):
        assert judged() == {}
    with tenant_scope(acme):
        assert list(judged()) == [ADA["email"]]
