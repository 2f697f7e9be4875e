"""Answers as files: the table an operation makes, its download, what describes and cites it."""
