"""What a backtest and a win analysis found, said in a sentence."""

from collections.abc import Sequence

from scoring.hindsight.backtest import Confusion, Slice
from scoring.hindsight.statistics import Auc, Rate, percent
from scoring.hindsight.wins import Finding

# From which AUC on, and what that is called. 0.7 to 0.8 is what facts known before contact usually reach.
VERDICTS = ((0.9, "very well"), (0.8, "well"), (0.7, "fairly well"), (0.6, "a little"), (0.0, "hardly"))


def auc_in_words(auc: Auc) -> str:
    how = next(words for least, words in VERDICTS if auc.value >= least)
    of_hundred = round(auc.value * 100)
    return f"These rules tell winners from losers {how}: in {of_hundred} of 100 pairs the winner has the higher score."


def rise_in_words(slices: Sequence[Slice], what: str) -> str:
    """What the win rate does from the worst slice to the best: the title of a chart."""
    if len(slices) < 2:
        return f"All leads fall into one {what}, so nothing is told apart"
    best, worst = slices[0], slices[-1]
    if _rises(slices):
        return f"The win rate rises with every {what}, from {worst.rate.in_words} to {best.rate.in_words}"
    top = max(slices, key=lambda one: one.rate.rate)
    return f"The win rate does not rise with every {what}: it is highest in {top.name}, {top.rate.in_words}"


def _rises(slices: Sequence[Slice]) -> bool:
    rates = [one.rate.rate for one in slices]
    return rates == sorted(rates, reverse=True)


def confusion_in_words(confusion: Confusion) -> list[str]:
    passed, kept = confusion.passed_won + confusion.passed_lost, confusion.kept_won + confusion.kept_lost
    won = confusion.passed_won + confusion.kept_won
    return [
        f"Of {_leads(won)} won, {confusion.passed_won:,} would have been passed to people "
        f"({_share(confusion.passed_won, won)}) and {confusion.kept_won:,} would not.",
        f"Of {_leads(passed)} passed to people, {_share(confusion.passed_won, passed)} were won; "
        f"of {_leads(kept)} not passed, {_share(confusion.kept_won, kept)}.",
    ]


def most_telling(findings: Sequence[Finding]) -> str:
    """The title of the list of findings: the surest of them that was known before contact."""
    for found in findings:
        if not found.is_after_contact and found.rate.lift > 1:
            return f"{found.sentence} sets winners apart most: {_times(found.rate)}"
    return "Nothing sets winners apart yet"


def _times(rate: Rate) -> str:
    return f"{rate.in_words} were won, {rate.lift:.1f} times as many as of all"


def _leads(count: int) -> str:
    return "1 lead" if count == 1 else f"{count:,} leads"


def _share(part: int, whole: int) -> str:
    return percent(part / whole) if whole else "none"
