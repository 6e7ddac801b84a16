"""A workforce other than health's by configuration: its card, its rows of evidence, and runs of it (docs/second-workforce.md)."""
