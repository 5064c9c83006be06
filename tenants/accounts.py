from allauth.account.adapter import DefaultAccountAdapter


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up on their own: an account is made when an invitation is accepted."""

    def is_open_for_signup(self, request):
        return False
