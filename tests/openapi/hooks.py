"""What no schema of the documents can say."""

import secrets
import string
import uuid

import schemathesis
from schemathesis.core.parameters import ParameterLocation

LONGEST_URL = 2048


@schemathesis.hook
def before_call(context, case, kwargs):
    def is_right(place):
        return case.meta is None or not case.meta.is_negative_at(place)

    # A key belongs to one body: with another one it is refused, and rightly so.
    if "Idempotency-Key" in (case.headers or {}) and is_right(ParameterLocation.HEADER):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    # A cursor is one that the list has given; one that is made up is refused.
    if "cursor" in (case.query or {}) and is_right(ParameterLocation.QUERY):
        del case.query["cursor"]
    # At CryptoFuse a URL is that of one webhook.
    if case.path.startswith("/user/webhooks") and is_right(ParameterLocation.BODY):
        if isinstance(case.body, dict) and "url" in case.body:
            case.body = {**case.body, "url": of_its_own(case.body["url"])}


def of_its_own(url):
    # By a generator that is not seeded: others are, so that requests can be made up again.
    mark = "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))
    longer = url + ("&" if "?" in url else "?") + mark
    return longer if len(longer) <= LONGEST_URL else url[: -len(mark)] + mark
