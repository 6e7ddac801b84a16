"""Facts that the project's seed paper states (GFMD 2007, Roundtable 1.1), typed one by one."""
