from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up on their own: an account is made when an invitation is accepted."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
