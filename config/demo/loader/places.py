"""The school: its scopes, its people and what they are there."""

from typing import Any

from allauth.account.models import EmailAddress

from accounts.choices import Role, ScopeKind
from accounts.models import User
from accounts.services import grant, plant, register, site
from config.demo.loader import files
from config.demo.loader.stage import Stage

EVERYWHERE = {Role.SITE_ADMIN, Role.POLICY_ADMIN}
"""They look after the whole installation: its settings, and the starter policy, which is the site's."""
IN_THE_SCHOOL = {Role.MODERATOR}
IN_THE_PROGRAMME = {Role.PROGRAMME_LEAD}


def build(stage: Stage) -> None:
    """The tree down to the programme, and everybody who is something above the course."""
    told = files.read("institution")
    zone = told["institution"]["time_zone"]
    stage.scopes["site"] = site()
    stage.scopes["institution"] = plant(
        kind=ScopeKind.INSTITUTION, name=told["institution"]["name"], parent=site(), time_zone=zone
    )
    stage.scopes["programme"] = plant(
        kind=ScopeKind.PROGRAMME, name=told["programme"]["name"], parent=stage.scopes["institution"]
    )
    for person in files.people():
        stage.people[person["key"]] = user = _person(person)
        if where := _above_the_course(Role(person["role"])):
            grant(user=user, scope=stage.scopes[where], role=Role(person["role"]), title=person["headline"])


def _person(told: dict[str, Any]) -> User:
    """A person with an address that is theirs, so that everything an account can do may be tried."""
    domain = files.read("institution")["institution"]["domain"]
    user = register(
        name=told["name"],
        email=told.get("email", f"{told['key']}@{domain}"),
        call_me=told.get("call_me", ""),
        handle=told["handle"],
        pronouns=told.get("pronouns", ""),
        about=told["bio"],
        time_zone=told.get("time_zone", "Europe/London"),
        locale="en-gb",
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _above_the_course(role: Role) -> str:
    if role in EVERYWHERE:
        return "site"
    if role in IN_THE_SCHOOL:
        return "institution"
    return "programme" if role in IN_THE_PROGRAMME else ""


def populate(stage: Stage) -> None:
    """Everybody who is something in the course and in its groups; who `joined` later comes by a door of the course."""
    told = {group["slug"]: group["name"] for group in files.read("institution")["groups"]}
    for slug, name in told.items():
        stage.scopes[slug] = plant(kind=ScopeKind.GROUP, name=name, parent=stage.course.scope)
    for person in files.people():
        role = Role(person["role"])
        if _above_the_course(role) or "joined" in person:
            continue
        user, title = stage.people[person["key"]], person["headline"]
        grant(user=user, scope=stage.course.scope, role=role, title=title, grades=person.get("grades", False))
        for slug in person.get("groups", ()):
            grant(user=user, scope=stage.scopes[slug], role=role)
