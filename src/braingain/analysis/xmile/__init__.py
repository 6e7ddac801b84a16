"""The national model as an XMILE file: equations by subject, numbers of one draw, text out (docs/xmile.md)."""
