from .api_key import ApiKey, Door
from .audit import AuditEntry
from .calendar import Calendar
from .membership import Access, Invitation, Membership, Role
from .saved_view import SavedView
from .tenant import PublicModel, Tenant, TenantModel
from .user import User
from .work import WorkDue

__all__ = [
    "Access",
    "ApiKey",
    "AuditEntry",
    "Calendar",
    "Door",
    "Invitation",
    "Membership",
    "PublicModel",
    "Role",
    "SavedView",
    "Tenant",
    "TenantModel",
    "User",
    "WorkDue",
]
