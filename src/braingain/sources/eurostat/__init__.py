"""Eurostat: health workers, graduates, and health workers by place of training."""
