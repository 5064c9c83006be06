"""A version of the rules tested on leads whose outcome is known."""

from django.shortcuts import render

from scoring.conditions import ConditionError
from scoring.hindsight.backtest import backtest as run_backtest
from scoring.hindsight.telling import auc_in_words, confusion_in_words, rise_in_words
from scoring.overview import sentences_of
from scoring.views.finding import rule_set_or_404
from scoring.views.hindsight import asked_for
from tenants.permissions import Action, requires


@requires(Action.ENTER_STUDIO)
def backtest(request, number):
    rule_set = rule_set_or_404(number)
    form, closed, count_anyway = asked_for(request)
    context = {"rule_set": rule_set, "form": form, "count_anyway": count_anyway}
    try:
        found = run_backtest(rule_set, closed, count_anyway=count_anyway)
    except ConditionError as problem:
        return render(request, "scoring/backtest.html", context | {"broken": str(problem)})
    return render(request, "scoring/backtest.html", context | told(found))


def told(found) -> dict:
    sentences = sentences_of(found.left_out)
    left_out = [rule.label or sentences[rule.pk] for rule in found.left_out]
    if found.result is None:
        return {"found": found, "left_out": left_out}
    result = found.result
    return {
        "found": found,
        "left_out": left_out,
        "result": result,
        "verdict": auc_in_words(result.auc),
        "confusion": confusion_in_words(result.confusion),
        "charts": [
            {"slices": result.bands, "of": "Band", "title": rise_in_words(result.bands, "band")},
            {"slices": result.deciles, "of": "Score", "title": rise_in_words(result.deciles, "tenth by score")},
        ],
    }
