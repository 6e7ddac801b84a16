"""World Bank, income group of each country by year."""
