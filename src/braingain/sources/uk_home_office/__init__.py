"""UK Home Office: work visas granted to doctors, nurses and midwives by nationality."""
