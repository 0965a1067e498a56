"""Django's test client is told of each page by its outermost template alone, not of every part of it with all it knew."""

from collections.abc import Iterator

import pytest
from django.template.base import Template
from django.template.context import Context
from django.test.signals import template_rendered
from django.utils.safestring import SafeString


def told_once(template: Template, context: Context) -> SafeString:
    """A part is rendered with the context of the page that it is in, which is bound to the page's template."""
    if context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def _pages_are_told_once(django_test_environment: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", told_once)
        yield
