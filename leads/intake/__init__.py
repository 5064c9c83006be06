"""The one door: every inquiry, from any channel, alone or by the thousand, comes in through `take_in`."""

from .incoming import Incoming, TakenIn, clean
from .taking_in import stage, store, take_in

__all__ = ["Incoming", "TakenIn", "clean", "stage", "store", "take_in"]
