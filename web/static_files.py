"""Files that are served as they are."""

from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles


class RevalidatedFiles(StaticFiles):
    """Files whose names stay the same when their content changes: browsers ask each time.

    Their tags are weak: a file may be sent as it is or compressed.
    """

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Respond with a file, or with 304 where the client has it."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
        return response
