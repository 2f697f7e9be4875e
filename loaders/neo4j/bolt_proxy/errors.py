"""What ends a connection."""


class RefusedError(Exception):
    """A peer says what the protocol does not have, or what a reader may not say."""
