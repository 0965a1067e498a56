"""Numbers for Prometheus, on an inner address only: requests of this process, and what waits in the database."""

import ipaddress
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from core.extensions import gauges
from core.models import OutboxEvent

SECONDS = Histogram(
    "colloquy_request_seconds",
    "Time of a request by route and status class",
    ["route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


def note_request(route: str, status: int, seconds: float) -> None:
    SECONDS.labels(route=route or "none", status=f"{status // 100}xx").observe(seconds)


def may_ask(request: HttpRequest) -> bool:
    """From this machine or its inner network, directly: whatever came through a proxy came from outside."""
    if not settings.METRICS or "X-Forwarded-For" in request.headers:
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback or address.is_private


class Waiting(Collector):
    """What waits, read when it is asked for."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        waiting = OutboxEvent.objects.filter(handled_at__isnull=True)
        oldest = waiting.order_by("emitted_at").values_list("emitted_at", flat=True).first()
        age = (timezone.now() - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("colloquy_outbox_waiting", "Events that nobody has handled", value=waiting.count())
        yield GaugeMetricFamily("colloquy_outbox_oldest_seconds", "Age of the oldest of them", value=age)
        yield from _declared()


def _declared() -> Iterator[GaugeMetricFamily]:
    for gauge in gauges:
        yield GaugeMetricFamily(f"colloquy_{gauge.key}", str(gauge.label), value=gauge.value())


def page() -> bytes:
    """The text format of Prometheus; over all processes of this machine where gunicorn shares a folder for it."""
    registry = CollectorRegistry()
    if settings.METRICS_FOLDER:
        multiprocess.MultiProcessCollector(registry, path=settings.METRICS_FOLDER)  # type: ignore[no-untyped-call]
    else:
        registry.register(SECONDS)
    registry.register(Waiting())
    return generate_latest(registry)
