"""The embedded store: plans answered from a decoded release in memory."""
