"""`python -m bcm.probe PATH`: the container's health check. Standard library only.

Asks the web server of this machine for PATH; the exit code is 0 for a 2xx answer.
"""

import os
import sys
import urllib.error
import urllib.request


def main(path: str) -> int:
    request = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}{path}"
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return 0 if 200 <= answer.status < 300 else 1
    except (urllib.error.URLError, TimeoutError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
