"""What people do with a lead's custody. Each service is one transaction that leaves its rows, or a CustodyRefused."""

from .accepting import Rejection, accept, reject
from .advancing import convert_to_opportunity, qualify
from .disposing import Outcome, dispose, reopen, take_back_outcome
from .errors import (
    AlreadyDisposed,
    AlreadyHeld,
    BadValue,
    CustodyRefused,
    NoNextAction,
    NotDisposed,
    NothingWaiting,
    NotInQueue,
    NotYourLead,
    WrongStage,
)
from .handing_over import hand_over, take_back
from .next_action import NextAction, set_next_action
from .records import Custody
from .releasing import release_from_quarantine
from .taking import take, take_next
from .touching import CallOutcome, Contact, log_touch

__all__ = [
    "AlreadyDisposed",
    "AlreadyHeld",
    "BadValue",
    "CallOutcome",
    "Contact",
    "Custody",
    "CustodyRefused",
    "NextAction",
    "NoNextAction",
    "NotDisposed",
    "NotInQueue",
    "NotYourLead",
    "NothingWaiting",
    "Outcome",
    "Rejection",
    "WrongStage",
    "accept",
    "convert_to_opportunity",
    "dispose",
    "hand_over",
    "log_touch",
    "qualify",
    "reject",
    "release_from_quarantine",
    "reopen",
    "set_next_action",
    "take",
    "take_back",
    "take_back_outcome",
    "take_next",
]
