"""Why health professionals of five African countries mean to leave, left, or would stay (Awases 2004)."""
