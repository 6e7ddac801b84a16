"""NHS England: doctors, nurses and midwives by nationality, in full-time equivalents."""
