"""What people are told: inbox, acknowledging, preferences, the log of deliveries."""

from __future__ import annotations

from django.urls import path

from followup.views import acknowledge, delivery, inbox, preferences

urlpatterns = [
    path("messages/", inbox.inbox, name="inbox"),
    path("messages/bell/", inbox.bell, name="bell"),
    path("messages/read/", inbox.read_all, name="messages_read"),
    path("messages/<int:pk>/", inbox.open_message, name="message"),
    path("messages/<int:pk>/read/", inbox.read_one, name="message_read"),
    path(
        "messages/<int:pk>/acknowledgement/",
        inbox.acknowledge_message,
        name="message_acknowledgement",
    ),
    path("acknowledge/<str:token>/", acknowledge.acknowledge_link, name="acknowledge"),
    path("me/notifications/", preferences.mine, name="my_notifications"),
    path("me/notifications/test/", preferences.test_message, name="test_message"),
    path("people/<str:code>/notifications/", preferences.of_person, name="person_notifications"),
    path("deliveries/", delivery.delivery_list, name="delivery_list"),
    path("deliveries/not-sent/", delivery.not_sent, name="not_sent_list"),
    path("deliveries/<int:pk>/", delivery.delivery_detail, name="delivery_detail"),
    path("deliveries/<int:pk>/retry/", delivery.delivery_retry, name="delivery_retry"),
    path("deliveries/not-sent/<int:pk>/retry/", delivery.not_sent_retry, name="not_sent_retry"),
]
