"""The text of a version as one canonical string, and its hash: what people see is what they agree to."""

import hashlib
import json

from ethics.models import PolicyVersion

SHOWN = ("key", "line", "explanation", "good", "poor", "consequences")


def canonical(version: PolicyVersion) -> str:
    """The words that the rules screen shows of a version, in their order."""
    clauses = [{name: getattr(clause, name) for name in SHOWN} for clause in version.clauses.all()]
    shown = {"policy": version.policy.slug, "number": version.number, "preamble": version.preamble, "clauses": clauses}
    return json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text_hash(version: PolicyVersion) -> str:
    return hashlib.sha256(canonical(version).encode()).hexdigest()
