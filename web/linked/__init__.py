"""Linked data: IRIs that answer, in the formats that are asked for."""
