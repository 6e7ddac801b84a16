"""Figures of policy episodes, each typed from a paper or a report that was read, with its own citation."""
