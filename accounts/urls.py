from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("p/", views.me, name="me"),
    path("p/<slug:handle>/", views.profile, name="profile"),
    path("p/<slug:handle>/block/", views.block, name="block"),
    path("settings/", views.settings, name="settings"),
    path("settings/profile/", views.settings_profile, name="profile-settings"),
    path("settings/account/", views.account, name="account-settings"),
    path("settings/second-step/", views.second_step, name="second-step"),
    path("settings/devices/", views.sign_ins, name="sign-ins"),
    path("settings/devices/others/end/", views.end_others, name="end-others"),
    path("settings/devices/<int:sign_in_id>/end/", views.end_sign_in, name="end-sign-in"),
    path("settings/privacy/", views.privacy, name="privacy"),
    path("settings/privacy/unblock/<int:block_id>/", views.unblock, name="unblock"),
    path("settings/privacy/download/", views.download, name="download"),
    path("settings/privacy/erase/", views.erase, name="erase"),
    path("accounts/sign-on/<slug:key>/", views.sign_on, name="sign-on"),
    path("accounts/sign-on/<slug:key>/back/", views.sign_on_back, name="sign-on-back"),
    path("accounts/sign-on/<slug:key>/metadata/", views.sign_on_metadata, name="sign-on-metadata"),
    path("look/<int:scope_id>/<slug:mark>.css", views.institution_sheet, name="institution-sheet"),
    path("setup/institutions/<int:scope_id>/", views.institution, name="institution"),
    path("setup/institutions/<int:scope_id>/files/", views.institution_files, name="institution-files"),
    path("setup/institutions/<int:scope_id>/look/", views.institution_look, name="institution-look"),
    path(
        "setup/institutions/<int:scope_id>/sign-on/add/<slug:protocol>/", views.institution_add, name="institution-add"
    ),
    path(
        "setup/institutions/<int:scope_id>/sign-on/<int:sign_on_id>/",
        views.institution_sign_on,
        name="institution-sign-on",
    ),
    path(
        "setup/institutions/<int:scope_id>/sign-on/<int:sign_on_id>/try/", views.institution_try, name="institution-try"
    ),
    path(
        "setup/institutions/<int:scope_id>/sign-on/<int:sign_on_id>/remove/",
        views.institution_remove,
        name="institution-remove",
    ),
    path("setup/", views.setup, name="setup"),
    path("setup/first/<str:token>/", views.first, name="first"),
    path("setup/people/", views.arrange, name="arrange"),
    path("setup/people/duties/", views.appoint, name="appoint"),
    path("setup/people/duties/<int:membership_id>/end/", views.relieve, name="relieve"),
    path("setup/people/places/", views.found, name="found"),
    path("setup/<str:key>/test/", views.try_check, name="try-check"),
]
