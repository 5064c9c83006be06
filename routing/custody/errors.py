"""Why something asked of a lead cannot be done. Each message is a sentence for the person who asked."""


class CustodyRefused(Exception):
    """The lead's custody does not allow it; nothing was changed."""


class AlreadyHeld(CustodyRefused):
    """Somebody else has the lead."""

    def __init__(self, holder: str):
        self.holder = holder
        super().__init__(f"{holder} has this lead already.")


class NotYourLead(CustodyRefused):
    """Only the member who holds the lead may do this."""

    def __init__(self, holder: str):
        super().__init__(f"{holder} holds this lead. Only {holder} can do that; a manager can hand it over first.")


class AlreadyDisposed(CustodyRefused):
    """The lead has its final disposition."""

    def __init__(self, disposition: str):
        super().__init__(f"This lead is {disposition.lower()}. Reopen it first.")


class NotDisposed(CustodyRefused):
    """There is nothing to reopen."""

    def __init__(self) -> None:
        super().__init__("This lead is open already.")


class WrongStage(CustodyRefused):
    """The lead's stage does not allow it."""


class NotInQueue(CustodyRefused):
    """The member does not work in the queue, or cannot take from it now."""


class NothingWaiting(CustodyRefused):
    """No lead of these queues waits for the member."""

    def __init__(self) -> None:
        super().__init__("Nothing waits in your queues right now.")


class NoNextAction(CustodyRefused):
    """A lead would be left without anything to come."""


class BadValue(CustodyRefused):
    """A value given cannot be right."""
