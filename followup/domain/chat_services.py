"""The chat services and SMS gateways an administrator may allow (NTF-2), by Apprise scheme.

A service whose host is fixed reaches nothing but that service. One that `names_host` goes where
its URL says; it is refused unless the host is allowed (`followup.services.outbound`).
"""

from __future__ import annotations

from dataclasses import dataclass

from lib.language import in_language

CHAT, SMS, OWN = "chat", "sms", "own"


@dataclass(frozen=True)
class ChatService:
    """`group` is chat, sms or own (a server of the organisation's own)."""

    scheme: str
    group: str
    name_en: str
    name_zh: str
    names_host: bool = False

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh)


SERVICES = (
    ChatService("wecombot", CHAT, "WeCom robot", "企业微信机器人"),
    ChatService("dingtalk", CHAT, "DingTalk robot", "钉钉机器人"),
    ChatService("feishu", CHAT, "Feishu robot", "飞书机器人"),
    ChatService("lark", CHAT, "Lark robot", "Lark 机器人"),
    ChatService("slack", CHAT, "Slack", "Slack"),
    ChatService("workflows", CHAT, "Microsoft Teams workflow", "Microsoft Teams 工作流", True),
    ChatService("wxteams", CHAT, "Webex", "Webex"),
    ChatService("wxpusher", CHAT, "WxPusher", "WxPusher"),
    ChatService("pushplus", CHAT, "Pushplus", "Pushplus 推送加"),
    ChatService("schan", CHAT, "ServerChan", "Server 酱"),
    ChatService("spugpush", CHAT, "Spug Push", "Spug 推送助手"),
    ChatService("tgram", CHAT, "Telegram", "Telegram"),
    ChatService("discord", CHAT, "Discord", "Discord"),
    ChatService("gchat", CHAT, "Google Chat", "Google Chat"),
    ChatService("whatsapp", CHAT, "WhatsApp", "WhatsApp"),
    ChatService("twilio", SMS, "Twilio (SMS)", "Twilio（短信）"),
    ChatService("vonage", SMS, "Vonage (SMS)", "Vonage（短信）"),
    ChatService("clicksend", SMS, "ClickSend (SMS)", "ClickSend（短信）"),
    ChatService("d7sms", SMS, "D7 Networks (SMS)", "D7 Networks（短信）"),
    ChatService("bulksms", SMS, "BulkSMS (SMS)", "BulkSMS（短信）"),
    ChatService("msgbird", SMS, "MessageBird (SMS)", "MessageBird（短信）"),
    ChatService("sinch", SMS, "Sinch (SMS)", "Sinch（短信）"),
    ChatService("plivo", SMS, "Plivo (SMS)", "Plivo（短信）"),
    ChatService("46elks", SMS, "46elks (SMS)", "46elks（短信）"),
    ChatService("smseagles", SMS, "SMSEagle device (SMS)", "SMSEagle 短信设备", True),
    ChatService("mmosts", OWN, "Mattermost", "Mattermost", True),
    ChatService("rockets", OWN, "Rocket.Chat", "Rocket.Chat", True),
    ChatService("nctalks", OWN, "Nextcloud Talk", "Nextcloud Talk", True),
    ChatService("synologys", OWN, "Synology Chat", "Synology Chat", True),
    ChatService("gotifys", OWN, "Gotify", "Gotify", True),
    ChatService("ntfys", OWN, "ntfy", "ntfy", True),
    ChatService("jsons", OWN, "Own gateway (JSON, HTTPS)", "自有网关（JSON，HTTPS）", True),
    ChatService("json", OWN, "Own gateway (JSON, HTTP)", "自有网关（JSON，HTTP）", True),
)
BY_SCHEME = {service.scheme: service for service in SERVICES}
