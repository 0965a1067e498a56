from django.urls import path

from courses.views import doors, files, reading, search, studio, studio_blocks, studio_imports, studio_units

app_name = "courses"
COURSE, STUDIO = "c/<str:course>", "studio/c/<str:course>"
UNIT = f"{STUDIO}/u/<str:unit>"

urlpatterns = [
    path("", reading.home, name="home"),
    path(f"{COURSE}/", reading.course, name="course"),
    path("search/", search.search, name="search"),
    path(f"{COURSE}/search/", search.search_course, name="search-course"),
    path(f"{COURSE}/leave/", doors.leave, name="leave"),
    path(f"{COURSE}/u/<str:unit>/", reading.unit, name="unit"),
    path(f"{COURSE}/u/<str:unit>/finish/", reading.unit_finish, name="unit-finish"),
    path(f"{COURSE}/u/<str:unit>/b/<str:key>/", reading.block, name="block"),
    path(f"{COURSE}/files/<int:pk>/<str:name>", files.file, name="file"),
    path("join/<str:token>/", doors.join, name="join"),
    path("invitations/<str:token>/", doors.invitation, name="invitation"),
    path("studio/", studio.studio, name="studio"),
    path("studio/new/", studio.course_new, name="studio-new"),
    path("studio/import/", studio_imports.import_new, name="studio-import-new"),
    path("studio/imports/<int:pk>/", studio_imports.import_detail, name="import"),
    path("studio/imports/<int:pk>/carry-out/", studio_imports.import_carry_out, name="import-carry-out"),
    path(f"{STUDIO}/", studio.studio_course, name="studio-course"),
    path(f"{STUDIO}/settings/", studio.settings, name="studio-settings"),
    path(f"{STUDIO}/state/", studio.course_state, name="studio-course-state"),
    path(f"{STUDIO}/import/", studio_imports.import_into, name="studio-import"),
    path(f"{STUDIO}/people/", doors.people, name="studio-people"),
    path(f"{STUDIO}/people/<int:pk>/role/", doors.person_role, name="studio-person-role"),
    path(f"{STUDIO}/people/invite/", doors.invite, name="studio-invite"),
    path(f"{STUDIO}/people/invitations/<int:pk>/revoke/", doors.invitation_revoke, name="studio-invitation-revoke"),
    path(f"{STUDIO}/people/links/new/", doors.link_new, name="studio-link-new"),
    path(f"{STUDIO}/people/links/<int:pk>/revoke/", doors.link_revoke, name="studio-link-revoke"),
    path(f"{STUDIO}/units/new/", studio.unit_new, name="studio-unit-new"),
    path(f"{UNIT}/", studio_units.studio_unit, name="studio-unit"),
    path(f"{UNIT}/settings/", studio_units.unit_settings, name="studio-unit-settings"),
    path(f"{UNIT}/state/", studio.unit_state, name="studio-unit-state"),
    path(f"{UNIT}/move/", studio.unit_move, name="studio-unit-move"),
    path(f"{UNIT}/preview/", studio_units.preview, name="studio-preview"),
    path(f"{UNIT}/outcomes/new/", studio_units.outcome_form, name="studio-outcome-new"),
    path(f"{UNIT}/outcomes/<int:pk>/", studio_units.outcome_form, name="studio-outcome"),
    path(f"{UNIT}/outcomes/<int:pk>/remove/", studio_units.outcome_remove, name="studio-outcome-remove"),
    path(f"{UNIT}/texts/new/", studio_units.part_form, name="studio-part-new"),
    path(f"{UNIT}/texts/<str:key>/", studio_units.part_form, name="studio-part"),
    path(f"{UNIT}/parts/<str:key>/act/", studio_units.part_act, name="studio-part-act"),
    path(f"{UNIT}/blocks/new/", studio_blocks.picker, name="studio-block-new"),
    path(f"{UNIT}/blocks/new/<str:tool>/", studio_blocks.block_new, name="studio-block-place"),
    path(f"{UNIT}/blocks/<str:key>/", studio_blocks.block_edit, name="studio-block"),
    path(f"{UNIT}/blocks/<str:key>/state/", studio_blocks.block_state, name="studio-block-state"),
]
