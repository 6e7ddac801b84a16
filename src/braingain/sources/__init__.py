"""Publishers' files: one folder for each source, with its card, importer and committed figures (see ``contract``)."""
