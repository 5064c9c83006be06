"""The one door: every inquiry, from any channel, alone or by the thousand, comes in through `take_in`."""

from .incoming import Incoming, Stored, TakenIn, clean
from .taking_in import store_file_rows, take_in

__all__ = ["Incoming", "Stored", "TakenIn", "clean", "store_file_rows", "take_in"]
