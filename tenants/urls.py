from django.urls import path

from tenants.views import api_keys, audit, calendars, frame, invitations, members, saved_views, settings

app_name = "tenants"

urlpatterns = [
    path("nav/", frame.nav, name="nav"),
    path("views/save/", saved_views.save, name="save_view"),
    path("views/<uuid:view_id>/delete/", saved_views.delete, name="delete_view"),
    path("settings/", settings.settings, name="settings"),
    path("settings/profile/", settings.profile, name="profile"),
    path("settings/firm/", settings.firm, name="firm"),
    path("settings/members/", members.members, name="members"),
    path("settings/members/invite/", members.invite, name="invite"),
    path("settings/members/<uuid:member_id>/role/<slug:role>/", members.change_member_role, name="change_role"),
    path("settings/members/<uuid:member_id>/deactivate/", members.deactivate, name="deactivate"),
    path("settings/members/<uuid:member_id>/reactivate/", members.reactivate, name="reactivate"),
    path("settings/invitations/<uuid:invitation_id>/renew/", members.renew, name="renew_invitation"),
    path("settings/invitations/<uuid:invitation_id>/withdraw/", members.withdraw, name="withdraw_invitation"),
    path("settings/hours/", calendars.calendars, name="calendars"),
    path("settings/hours/new/", calendars.calendar, name="new_calendar"),
    path("settings/hours/<uuid:calendar_id>/", calendars.calendar, name="calendar"),
    path("settings/hours/<uuid:calendar_id>/remove/", calendars.remove, name="remove_calendar"),
    path("settings/api-keys/", api_keys.api_keys, name="api_keys"),
    path("settings/api-keys/new/", api_keys.issue, name="issue_api_key"),
    path("settings/api-keys/<uuid:key_id>/revoke/", api_keys.revoke, name="revoke_api_key"),
    path("settings/audit/", audit.audit, name="audit"),
]

# Outside any tenant: whoever follows the link belongs to none yet.
invitation_urls = [path("<slug:token>/", invitations.invitation, name="invitation")]
