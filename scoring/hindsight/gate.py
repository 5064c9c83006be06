"""How much has to have happened before anything is concluded from it."""

from scoring.hindsight.closed import Outcomes
from scoring.hindsight.statistics import Auc

FEWEST_WON = 40
FEWEST_LOST = 40
# Half the time right is what chance does; less than this above it isn't worth anybody's trust.
LEAST_AUC = 0.55


def shortage(outcomes: Outcomes) -> list[str]:
    """What is missing, in words: empty where there is enough of both."""
    counts = (("won", outcomes.won, FEWEST_WON), ("lost", outcomes.lost, FEWEST_LOST))
    return [
        f"{have} leads were {how}, at least {least} are needed: {least - have} more."
        if have != 1
        else f"1 lead was {how}, at least {least} are needed: {least - have} more."
        for how, have, least in counts
        if have < least
    ]


def not_ready(auc: Auc) -> str:
    """Why a rule set with this result should not be published; empty where it may be."""
    if auc.low > LEAST_AUC:
        return ""
    return (
        "Not ready to publish: no better than chance. "
        f"The true AUC may be as low as {auc.low:.2f}, and has to be above {LEAST_AUC}."
    )
