"""Requests to addresses that somebody typed: chat channels and webhooks.

    policy = Policy(hosts=("*",), internal=("10.1.0.0/16",))
    check_url(url, policy)              # when it is entered: raises Forbidden
    with guarded(policy) as guard:      # when it is used: the address really connected to
        requests.post(url, ...)
    guard.refused                       # what was stopped, also when a library swallowed it

`check_url` asks no name server: a name may answer differently tomorrow. `guarded` looks at the
address of every connection as it is made, so redirects and changing names reach nothing else.
docs/adr/0011-webhooks.md tells what is refused and why. No framework is needed here.
"""

from lib.outbound.guard import Guard, guarded
from lib.outbound.hosts import Forbidden
from lib.outbound.policy import (
    ANY_PUBLIC,
    Policy,
    check_entry,
    check_url,
)

__all__ = [
    "ANY_PUBLIC",
    "Forbidden",
    "Guard",
    "Policy",
    "check_entry",
    "check_url",
    "guarded",
]
