"""Pages of people, logins, the organisation and the audit trail."""

from django.urls import path

from accounts.views import (
    audit,
    department,
    invitation,
    lookup,
    organisation,
    person,
    profile,
    token,
    user,
)

app_name = "accounts"

urlpatterns = [
    path("me/", profile.profile, name="profile"),
    path("me/absence/", profile.absence, name="absence"),
    path("me/tokens/", token.token_list, name="token_list"),
    path("tokens/<str:key>/revocation/", token.token_revoke, name="token_revoke"),
    path("invitations/<str:secret>/", invitation.invitation, name="invitation"),
    path("users/", user.user_list, name="user_list"),
    path("users/new/", user.user_invite, name="user_invite"),
    path("users/<str:username>/", user.user_detail, name="user_detail"),
    path("users/<str:username>/roles/", user.user_roles, name="user_roles"),
    path("users/<str:username>/deactivation/", user.user_deactivation, name="user_deactivation"),
    path("users/<str:username>/reactivation/", user.user_reactivation, name="user_reactivation"),
    path("users/<str:username>/invitation/", user.user_invite_again, name="user_invite_again"),
    path("users/<str:username>/second-factor/", user.user_mfa_reset, name="user_mfa_reset"),
    path("users/<str:username>/sessions/", user.user_session_end, name="user_session_end"),
    path("users/<str:username>/tokens/", token.user_token_create, name="user_token_create"),
    path("people/", person.person_list, name="person_list"),
    path("people/new/", person.person_create, name="person_create"),
    path("people/lookup/", lookup.person_lookup, name="person_lookup"),
    path("people/<str:code>/", person.person_detail, name="person_detail"),
    path("people/<str:code>/edit/", person.person_edit, name="person_edit"),
    path("people/<str:code>/delete/", person.person_delete, name="person_delete"),
    path("departments/", department.department_list, name="department_list"),
    path("departments/new/", department.department_create, name="department_create"),
    path("departments/<str:code>/", department.department_detail, name="department_detail"),
    path("departments/<str:code>/edit/", department.department_edit, name="department_edit"),
    path("departments/<str:code>/delete/", department.department_delete, name="department_delete"),
    path("settings/organisation/", organisation.organisation, name="organisation"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/export/", audit.audit_export, name="audit_export"),
    path("audit/<str:type>/<str:object_id>/", audit.audit_object, name="audit_object"),
]
