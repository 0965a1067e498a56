"""What is shown of the rules, one module for each place."""

from ethics.pages.policy import DifferencesPage, PoliciesPage, PolicyPage
from ethics.pages.rules import RulesPage, RulesPanel, later_cookie
from ethics.pages.studio import DraftPage, RulePage, StudioPage, StudioPolicyPage

__all__ = [
    "DifferencesPage",
    "DraftPage",
    "PoliciesPage",
    "PolicyPage",
    "RulePage",
    "RulesPage",
    "RulesPanel",
    "StudioPage",
    "StudioPolicyPage",
    "later_cookie",
]
