from django.core.exceptions import ImproperlyConfigured
from rest_framework.permissions import BasePermission

from tenants.permissions import Action, can, scopes_with


class HasScope(BasePermission):
    """The key's scopes include the action the view requires.

    A view says `required_action = Action.X`, or `required_actions = {"POST": Action.Y, …}` by method (or by the action
    of a view set) where they differ.
    """

    def has_permission(self, request, view):
        action = action_for(view, request.method)
        allowed = request.auth is not None and can(request.auth, action)
        if not allowed:
            self.message = f"This API key may not {action.label}. {_what_would(action)}"
        return allowed


def _what_would(action: Action) -> str:
    scopes = scopes_with(action)
    return f"It needs the scope {' or '.join(scopes)}." if scopes else "Only members can, in the browser."


def action_for(view, method: str) -> Action:
    by_name = getattr(view, "required_actions", {})
    name = getattr(view, "action", None)
    action = by_name.get(name) or by_name.get(method) or getattr(view, "required_action", None)
    if action is None:
        raise ImproperlyConfigured(f"{type(view).__name__} does not say which action it requires")
    return action
