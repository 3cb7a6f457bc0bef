"""The wording of the generated preface, in English and Chinese side by side."""

# ruff: noqa: E501 - a sentence is a line

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Both = Mapping[str, str]
Who = tuple[str, ...]


@dataclass(frozen=True)
class Duty:
    """One line of the responsibilities: who is responsible, accountable, consulted, informed."""

    what: Both
    responsible: Who
    accountable: Who
    consulted: Who
    informed: Who


@dataclass(frozen=True)
class Term:
    short: str
    name: Both
    meaning: Both


TITLES: Mapping[str, Both] = {
    "background": {"en": "Background", "zh": "背景介绍"},
    "objective": {"en": "Objective and why it is reasonable", "zh": "目标与理由"},
    "scope": {"en": "Scope", "zh": "范围界定"},
    "responsibilities": {"en": "Responsibilities", "zh": "责任分工"},
    "terms": {"en": "Terms", "zh": "术语解释"},
    "faq": {"en": "Frequently asked questions", "zh": "常见问题"},
    "benchmarks": {"en": "How others do", "zh": "行业参考"},
}

SENTENCES: Mapping[str, Both] = {
    "importance": {
        "en": "Customers expect an answer whatever happens to our systems. This plan says how work "
        "goes on, so that nobody has to invent it at the worst moment.",
        "zh": "无论系统发生什么，客户都期待得到回应。本预案写明业务如何继续，不必在最糟的时刻临时想办法。",
    },
    "bearable": {
        "en": "%(name)s can be down for %(mtd)s at most; beyond that the damage is not tolerable.",
        "zh": "%(name)s最多可以中断%(mtd)s，超过后的损失不可承受。",
    },
    "life_safety": {
        "en": "People's safety depends on %(name)s.",
        "zh": "%(name)s关系到人身安全。",
    },
    "why_now": {
        "en": "*Tell here what happened last time: when, how long, and what it cost. "
        "A true story is read; a declaration is not.*",
        "zh": "*请在此写明上一次发生的事：何时发生、持续多久、造成什么损失。真实的经历才会有人读。*",
    },
    "objective": {
        "en": "With this plan the following is reached again within these times.",
        "zh": "依照本预案，在下列时间内恢复。",
    },
    "heads_objective": {
        "en": "Process|Back within (RTO)|Tolerable at most (MTD)|Data loss at most (RPO)|Catching up (WRT)",
        "zh": "业务流程|恢复时间目标（RTO）|最长可容忍中断（MTD）|恢复点目标（RPO）|工作恢复时间（WRT）",
    },
    "why": {"en": "Why these times are reasonable:", "zh": "目标的理由："},
    "margin": {
        "en": "It leaves %(share)s %% of the %(mtd)s that are tolerable at most as a margin.",
        "zh": "距最长可容忍的%(mtd)s留有%(share)s%%的余量。",
    },
    "no_reason": {
        "en": "*Say why this time is reasonable.*",
        "zh": "*请说明这一时间为什么合理。*",
    },
    "scope": {
        "en": "This plan applies to the following, and to everybody who works with it.",
        "zh": "本预案适用于下列范围，以及与之有关的全体人员。",
    },
    "scope_processes": {"en": "Processes", "zh": "业务流程"},
    "scope_systems": {"en": "Systems", "zh": "系统"},
    "scope_sites": {"en": "Sites", "zh": "地点"},
    "not_covered": {
        "en": "Whatever is not named here follows its own plan.",
        "zh": "未列出的内容适用各自的预案。",
    },
    "raci": {
        "en": "R carries out, A answers for it, C is asked before, I is told after.",
        "zh": "R 执行，A 负责，C 事前征求意见，I 事后告知。",
    },
    "heads_raci": {
        "en": "What|R|A|C|I",
        "zh": "事项|执行 R|负责 A|咨询 C|告知 I",
    },
    "deputy": {
        "en": "The deputy stands in for the plan owner in everything.",
        "zh": "预案负责人不在时，由其代理人全权代行。",
    },
    "who_process_owner": {"en": "Process owner", "zh": "流程负责人"},
    "who_owner": {"en": "Plan owner", "zh": "预案负责人"},
    "who_manager": {"en": "Continuity manager", "zh": "业务连续性经理"},
    "who_it": {"en": "IT", "zh": "信息技术部门"},
    "who_management": {"en": "Management", "zh": "管理层"},
    "who_staff": {"en": "Everybody named in the plan", "zh": "预案涉及的全体人员"},
    "who_carriers": {"en": "Response teams", "zh": "应急小组"},
    "who_deciders": {"en": "Decision level", "zh": "决策层级"},
    "heads_terms": {
        "en": "Term|Name|Meaning|Here, for example",
        "zh": "术语|中文名称|解释|举例",
    },
    "example": {"en": "%(name)s: %(time)s", "zh": "%(name)s：%(time)s"},
    "benchmarks": {
        "en": "What is usual elsewhere says whether one's own objective is ambitious. "
        "It replaces no impact analysis.",
        "zh": "同行的通常水平可以说明自己的目标是否严格，但不能代替业务影响分析。",
    },
    "heads_benchmarks": {"en": "Who|RTO", "zh": "行业或流程|RTO"},
    "within": {"en": "within %(time)s", "zh": "%(time)s以内"},
    "case": {
        "en": "A case: a medium-sized online shop was down for 8 hours after a denial-of-service "
        "attack. It set itself 2 hours, prepared and practised. Half a year later it was attacked "
        "again and was back after 1 hour; customer satisfaction rose by 20 %.",
        "zh": "案例：一家中型电商遭受DDoS攻击，中断8小时。此后把目标定为2小时，做准备并演练；"
        "半年后再次被攻击，1小时即恢复，客户满意度提高20%。",
    },
}  # fmt: skip

DUTIES = (
    Duty(
        {"en": "State how long an outage is tolerable", "zh": "提出可容忍的中断时间"},
        ("process_owner",), ("management",), ("manager",), ("it",),
    ),
    Duty(
        {"en": "Set the objective and keep this plan", "zh": "制定目标并维护本预案"},
        ("owner",), ("owner",), ("process_owner", "it"), ("staff",),
    ),
    Duty(
        {"en": "Review and approve", "zh": "评审与批准"},
        ("manager",), ("deciders",), ("owner",), ("staff",),
    ),
    Duty(
        {"en": "Decide to activate", "zh": "决定启动"},
        ("deciders",), ("deciders",), ("owner",), ("staff",),
    ),
    Duty(
        {"en": "Carry out the tasks", "zh": "执行任务"},
        ("carriers",), ("owner",), ("it",), ("deciders",),
    ),
    Duty(
        {"en": "Practise and improve", "zh": "演练与改进"},
        ("owner", "carriers"), ("manager",), ("process_owner",), ("management",),
    ),
)  # fmt: skip

TERMS = (
    Term(
        "RTO",
        {"en": "Recovery time objective", "zh": "恢复时间目标"},
        {
            "en": "How soon after an outage the service must be back",
            "zh": "中断后多久必须恢复服务",
        },
    ),
    Term(
        "RPO",
        {"en": "Recovery point objective", "zh": "恢复点目标"},
        {
            "en": "How much data, counted in time, may be lost at most",
            "zh": "最多可以丢失多长时间的数据",
        },
    ),
    Term(
        "MTD",
        {"en": "Maximum tolerable downtime", "zh": "最长可容忍中断时间"},
        {
            "en": "How long an outage may last before the damage is not tolerable",
            "zh": "超过这一时长，损失不可承受",
        },
    ),
    Term(
        "WRT",
        {"en": "Work recovery time", "zh": "工作恢复时间"},
        {
            "en": "How long it takes after the restart to catch up, for example on paper forms",
            "zh": "系统恢复后补录数据、追平积压所需的时间",
        },
    ),
)

FAQ: tuple[tuple[Both, Both], ...] = (
    (
        {"en": "What is the difference between RTO and RPO?", "zh": "RTO与RPO有什么区别？"},
        {
            "en": "RTO looks forward: how soon do we work again? RPO looks back: how much of what "
            "was entered last may be gone? A service can be back quickly and still have lost a day "
            "of data, and the other way round.",
            "zh": "RTO向前看：多久能重新工作？RPO向后看：最后录入的数据最多可以丢多少？"
            "恢复很快也可能丢一天数据，反之亦然。",
        },
    ),
    (
        {"en": "How was the RTO set?", "zh": "RTO是怎么定的？"},
        {
            "en": "The impact analysis shows how damage grows over time and from when on it is not "
            "tolerable (MTD). The RTO lies below that with a margin, and what it costs to reach it "
            "is weighed against what an outage costs.",
            "zh": "业务影响分析给出损失随时间的变化以及不可承受的时点（MTD）。RTO在MTD以内并留余量，"
            "再权衡实现成本与中断损失。",
        },
    ),
    (
        {"en": "How often is this plan updated?", "zh": "本预案多久更新一次？"},
        {
            "en": "At least every %(months)s months, and at once after a major change of the "
            "business, after an incident in which it was used, and when an exercise shows a fault.",
            "zh": "至少每%(months)s个月一次；业务发生重大变化、预案在事件中使用过或演练发现问题时立即更新。",
        },
    ),
)

# Usual objectives of a sector (source 000, FAQ 2), in seconds.
SECTORS: tuple[tuple[Both, int], ...] = (
    ({"en": "Online shops", "zh": "电子商务"}, 3_600),
    ({"en": "Manufacturing", "zh": "制造业"}, 14_400),
)
