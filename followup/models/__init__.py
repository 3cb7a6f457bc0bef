"""What is due, who is told, what must be fixed."""

from followup.models.action import (
    DUE_STATES,
    OPEN_STATES,
    ActionEntry,
    ActionKind,
    ActionPriority,
    ActionSource,
    ActionState,
    CorrectiveAction,
    Evidence,
    Postponement,
    Retest,
    RootCause,
    VerifyBy,
)
from followup.models.channel import (
    EMAIL,
    IN_APP,
    Channel,
    ContactPoint,
    NotificationPreference,
)
from followup.models.clock import (
    LIVE,
    TICKING,
    Clock,
    ClockEvent,
    ClockPolicy,
    ClockState,
    QuietRule,
    TickerOutage,
    TickerState,
)
from followup.models.feed import CalendarFeed, FeedScope
from followup.models.notification import (
    Delivery,
    DeliveryState,
    Notification,
    NotificationState,
)
from followup.models.number import NumberSeries
from followup.models.settings import CalendarDay, FollowupSettings
from followup.models.timeline import TimelineEvent, TimelineSource
from followup.models.webhook import (
    WebhookDelivery,
    WebhookDeliveryState,
    WebhookEndpoint,
    WebhookEvent,
)

__all__ = [
    "DUE_STATES",
    "EMAIL",
    "IN_APP",
    "LIVE",
    "OPEN_STATES",
    "TICKING",
    "ActionEntry",
    "ActionKind",
    "ActionPriority",
    "ActionSource",
    "ActionState",
    "CalendarDay",
    "CalendarFeed",
    "Channel",
    "Clock",
    "ClockEvent",
    "ClockPolicy",
    "ClockState",
    "ContactPoint",
    "CorrectiveAction",
    "Delivery",
    "DeliveryState",
    "Evidence",
    "FeedScope",
    "FollowupSettings",
    "Notification",
    "NotificationPreference",
    "NotificationState",
    "NumberSeries",
    "Postponement",
    "QuietRule",
    "Retest",
    "RootCause",
    "TickerOutage",
    "TickerState",
    "TimelineEvent",
    "TimelineSource",
    "VerifyBy",
    "WebhookDelivery",
    "WebhookDeliveryState",
    "WebhookEndpoint",
    "WebhookEvent",
]
