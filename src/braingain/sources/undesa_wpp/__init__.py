"""United Nations, World Population Prospects: population by age and sex, mortality."""
