"""Who there is, what they may do, and how the organisation works."""

from accounts.models.anchor import AuditAnchor
from accounts.models.department import Department
from accounts.models.idempotency import IdempotencyKey
from accounts.models.invitation import Invitation
from accounts.models.organisation import MtdPolicy, Organisation
from accounts.models.person import Person
from accounts.models.token import ApiToken
from accounts.models.user import Role, RoleGrant, User

__all__ = [
    "ApiToken",
    "AuditAnchor",
    "Department",
    "IdempotencyKey",
    "Invitation",
    "MtdPolicy",
    "Organisation",
    "Person",
    "Role",
    "RoleGrant",
    "User",
]
