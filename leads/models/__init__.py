from .campaign import Campaign, Source
from .company import Company
from .custody import Custodian
from .custom_field import CustomField
from .history import StageChange, Touch
from .importing import Import
from .inquiry import IdempotencyRecord, Inquiry
from .lead import Answer, Lead, Timeline
from .quarantine_check import QuarantineCheck
from .standing import Band, Disposition, Route, Stage, Standing
from .suppression import Suppression

__all__ = [
    "Answer",
    "Band",
    "Campaign",
    "Company",
    "Custodian",
    "CustomField",
    "Disposition",
    "IdempotencyRecord",
    "Import",
    "Inquiry",
    "Lead",
    "QuarantineCheck",
    "Route",
    "Source",
    "Stage",
    "StageChange",
    "Standing",
    "Suppression",
    "Timeline",
    "Touch",
]
