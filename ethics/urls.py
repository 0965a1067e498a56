from django.urls import path

from ethics.views import policies, rules, studio

app_name = "ethics"
urlpatterns = [
    path("rules/<int:scope_id>/", rules.rules, name="rules"),
    path("rules/<int:scope_id>/later/", rules.rules_later, name="rules-later"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<str:policy>/", policies.policy, name="policy"),
    path("policies/<str:policy>/v/<int:number>/", policies.version, name="version"),
    path("policies/<str:policy>/v/<int:old>-to-<int:new>/", policies.differences, name="differences"),
    path("studio/policies/", studio.studio, name="studio"),
    path("studio/policies/<str:policy>/", studio.studio_policy, name="studio-policy"),
    path("studio/policies/<str:policy>/copy/", studio.studio_copy, name="studio-copy"),
    path("studio/policies/<str:policy>/draft/", studio.studio_draft, name="studio-draft"),
    path("studio/policies/<str:policy>/draft/rules/new/", studio.studio_rule_new, name="studio-rule-new"),
    path("studio/policies/<str:policy>/draft/rules/<str:key>/", studio.studio_rule, name="studio-rule"),
    path("studio/policies/<str:policy>/draft/rules/<str:key>/move/", studio.studio_rule_move, name="studio-rule-move"),
    path(
        "studio/policies/<str:policy>/draft/rules/<str:key>/remove/",
        studio.studio_rule_remove,
        name="studio-rule-remove",
    ),
    path("studio/policies/<str:policy>/draft/<str:step>/", studio.studio_step, name="studio-step"),
]
