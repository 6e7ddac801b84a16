"""UN Statistics Division, SDG indicators: women's share of doctors and nurses, school completion. Not shipped."""
