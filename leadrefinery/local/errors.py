"""The one error a person sees from the local commands."""


class LocalError(Exception):
    """Something on this machine is in the way; the message says what, and what to do about it."""
