"""Rules suggested by one half of a real list, judged on the other half."""

import json
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from leads.importing.plan import make_plan
from leads.models import CustomField, Standing
from leads.tables import load_mapping
from routing.importing import Pace, run_import
from scoring.drafts.document import Document, keyed, unsaved_rows
from scoring.hindsight.backtest import judge_closed
from scoring.hindsight.closed import ClosedLeads
from scoring.hindsight.statistics import auc
from scoring.hindsight.wins import analyse_wins
from scoring.lead_set import LeadSet
from tenants.scope import tenant_scope
from tests.people import MONDAY

SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
EXAMPLES = Path(settings.BASE_DIR) / "docs" / "examples"
X_EDUCATION = SHARED_DATA / "x_education" / "Leads.csv"
BANK = SHARED_DATA / "bank_marketing" / "bank.csv"
RISING = ["low_potential", "need_nurturing", "high_potential", "hot"]

WRITTEN_AFTER_CONTACT = {
    "custom.tags", "custom.lead_quality", "custom.last_activity", "custom.last_notable_activity", "custom.lead_profile",
    "custom.asymmetrique_activity_index", "custom.asymmetrique_profile_index", "custom.asymmetrique_activity_score",
    "custom.asymmetrique_profile_score",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the public test data isn't beside the project")


def halves() -> tuple[ClosedLeads, ClosedLeads]:
    ids = list(Standing.objects.exclude(disposition=None).order_by("lead_id").values_list("lead_id", flat=True))
    Random(7).shuffle(ids)
    middle = len(ids) // 2
    return ClosedLeads(of=LeadSet.of(ids[:middle])), ClosedLeads(of=LeadSet.of(ids[middle:]))


def judged_by(suggestion: Document, leads: ClosedLeads):
    groups, rules = unsaved_rows(keyed(suggestion, range(1, len(suggestion.rules) + 1)))
    return judge_closed(leads, groups=groups, rules=rules, own=list(CustomField.objects.all()))


def win_rates(judged) -> list[float]:
    return [float(judged.won[judged.bands == band].mean()) for band in RISING]


def bring(tenant, path: Path, mapping: str, folder: Path) -> None:
    plan = make_plan(path, mapping=load_mapping(json.loads((EXAMPLES / mapping).read_text())))
    run_import(tenant, plan, at=MONDAY, folder=folder, pace=Pace(5_000, 0))


def numbered_rows(path: Path) -> str:
    """The list with a name for each of its people, who have none there."""
    header, *rows = path.read_text().splitlines()
    return "\n".join([f"id;{header}", *(f"call-{n};{row}" for n, row in enumerate(rows, start=1))])


def test_rules_suggested_by_half_of_x_education_tell_the_other_half_apart(acme, tmp_path):
    bring(acme, X_EDUCATION, "x_education.mapping.json", tmp_path)
    with tenant_scope(acme):
        learnt, unseen = halves()

        wins = analyse_wins(learnt)
        judged = judged_by(wins.suggestion, unseen)

        assert {leak.field for leak in wins.leaks} == WRITTEN_AFTER_CONTACT
        assert auc(judged.scores, judged.won).low >= 0.82
        assert win_rates(judged) == sorted(win_rates(judged))


def test_rules_suggested_by_half_of_the_bank_s_calls_tell_the_other_half_apart(acme, tmp_path):
    numbered = tmp_path / "bank.csv"
    numbered.write_text(numbered_rows(BANK))
    bring(acme, numbered, "bank_marketing.mapping.json", tmp_path)
    with tenant_scope(acme):
        learnt, unseen = halves()

        wins = analyse_wins(learnt)
        judged = judged_by(wins.suggestion, unseen)

        assert [leak.field for leak in wins.leaks] == ["custom.duration"]
        assert auc(judged.scores, judged.won).value >= 0.70
        assert win_rates(judged) == sorted(win_rates(judged))
