"""WHO World Health Report 2006: doctors and nurses trained in sub-Saharan Africa who work in OECD countries."""
