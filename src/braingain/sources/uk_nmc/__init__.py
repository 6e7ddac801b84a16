"""UK Nursing and Midwifery Council: the register by region of training, who joined and who left."""
