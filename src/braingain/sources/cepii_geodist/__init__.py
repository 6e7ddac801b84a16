"""CEPII GeoDist: distance, language and colonial ties of pairs of countries."""
